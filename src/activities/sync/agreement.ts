import type { RemotePhoto } from '../../core/sync';
import type { SyncBase, SyncedPhoto } from '../../state/sync-base';

/** A file whose content is that of a photo. */
export interface AgreedFile {
  path: string;
  fingerprint: string;
  md5: string;
  bytes: number;
}

/** What two sides agree on, photo by photo. */
export class Agreement {
  constructor(
    private readonly base: SyncBase,
    private readonly pair: string,
    private readonly titleOf: (path: string) => string,
  ) {}

  /** What a file is in step with, when its content is still what it was then. */
  async ofFile({ path, fingerprint, md5 }: AgreedFile): Promise<SyncedPhoto | undefined> {
    const known = await this.base.ofFile(this.pair, path);
    return known?.localFingerprint === fingerprint && known.md5 === md5 ? known : undefined;
  }

  /** What a photo is in step with, when its content is still what it was then. */
  async ofPhoto(photo: RemotePhoto): Promise<SyncedPhoto | undefined> {
    const known = await this.base.ofPhoto(this.pair, photo);
    return known?.remoteFingerprint === photo.fingerprint ? known : undefined;
  }

  /**
   * Notes that a file and a photo are one in content and in place.
   * @param before The photo in the place it had, where a step has given it another.
   */
  async record(file: AgreedFile, photo: RemotePhoto, before = photo): Promise<void> {
    const known = await this.base.ofPhoto(this.pair, before);
    const title = this.titleOf(file.path);
    await this.replace(known, {
      localPath: file.path,
      title,
      md5: file.md5,
      bytes: file.bytes,
      localFingerprint: file.fingerprint,
      ...remoteSide(photo, title),
    });
  }

  /** Notes that a file and a photo have one content, wherever they are. What is known of their places stays. */
  async recordContent(file: AgreedFile, photo: RemotePhoto): Promise<void> {
    const known = await this.base.ofPhoto(this.pair, photo);
    if (known?.localPath !== file.path) return this.record(file, photo);
    const { md5, bytes, fingerprint: localFingerprint } = file;
    await this.base.record(this.pair, {
      ...known,
      md5,
      bytes,
      localFingerprint,
      remoteFingerprint: photo.fingerprint,
    });
  }

  /**
   * Notes where a file and a photo have come to. When the plan knew more of them than that they are in one place, the
   * content they had when they agreed stays noted: a change of it is for another step.
   * @param before The photo as it was in the place it had.
   */
  async recordPlace(file: AgreedFile, photo: RemotePhoto, before: RemotePhoto): Promise<void> {
    const known = (await this.base.ofPhoto(this.pair, before)) ?? (await this.base.ofPhoto(this.pair, photo));
    const isOneContent =
      photo.md5 === file.md5 || (known?.md5 === file.md5 && known.remoteFingerprint === photo.fingerprint);
    if (isOneContent) return this.record(file, photo, before);
    if (known === undefined) return;
    const title = this.titleOf(file.path);
    await this.replace(known, {
      ...known,
      localPath: file.path,
      title,
      ...remoteSide(photo, title),
      remoteFingerprint: known.remoteFingerprint,
    });
  }

  /** What is known of a place that neither is in any more goes last: to know of it twice does less harm than not at all. */
  private async replace(known: SyncedPhoto | undefined, now: SyncedPhoto): Promise<void> {
    await this.base.record(this.pair, now);
    if (known !== undefined && known.localPath !== now.localPath) await this.base.forget(this.pair, known.localPath);
  }

  /** Forgets what is gone on both sides. */
  async forget(path: string): Promise<void> {
    await this.base.forget(this.pair, path);
  }
}

function remoteSide(photo: RemotePhoto, remoteTitle: string) {
  return {
    remoteAlbumId: photo.albumId,
    remoteId: photo.id,
    remoteTitle,
    remoteName: photo.name,
    remoteFingerprint: photo.fingerprint,
  };
}
