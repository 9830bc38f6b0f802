import type { RemotePhoto } from '../../core/sync';
import type { SyncBase, SyncedPhoto } from '../../state/sync-base';

/** A file whose content is that of a photo. */
export interface AgreedFile {
  path: string;
  fingerprint: string;
  md5: string;
  bytes: number;
}

/** Where a file and its photo were before a step, where it was elsewhere. */
export interface FormerPlaces {
  photo?: RemotePhoto;
  path?: string;
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

  /** Notes that a file and a photo are one in content and in place. */
  async record(file: AgreedFile, photo: RemotePhoto, former: FormerPlaces = {}): Promise<void> {
    const known = await this.known(photo, former);
    const title = this.titleOf(file.path);
    await this.replace(former, {
      localPath: file.path,
      title,
      md5: file.md5,
      bytes: file.bytes,
      localFingerprint: file.fingerprint,
      ...remoteSide(photo, isInItsPlace(known, file, photo) ? known.remoteTitle : title),
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
   */
  async recordPlace(file: AgreedFile, photo: RemotePhoto, former: FormerPlaces): Promise<void> {
    const known = await this.known(photo, former);
    const isOneContent =
      photo.md5 === file.md5 || (known?.md5 === file.md5 && known.remoteFingerprint === photo.fingerprint);
    if (isOneContent) return this.record(file, photo, former);
    if (known === undefined) return;
    const title = this.titleOf(file.path);
    await this.replace(former, {
      ...known,
      localPath: file.path,
      title,
      ...remoteSide(photo, title),
      remoteFingerprint: known.remoteFingerprint,
    });
  }

  private async known(photo: RemotePhoto, former: FormerPlaces): Promise<SyncedPhoto | undefined> {
    return (await this.inFormerPlaces(photo.id, former))[0] ?? this.base.ofPhoto(this.pair, photo);
  }

  /** What is known of a photo under places that it, or its file, had. */
  private async inFormerPlaces(id: string, { photo, path }: FormerPlaces): Promise<SyncedPhoto[]> {
    const found = [
      photo === undefined ? undefined : await this.base.ofPhoto(this.pair, photo),
      path === undefined ? undefined : await this.base.ofFile(this.pair, path),
    ];
    return found.filter((known) => known !== undefined).filter(({ remoteId }) => remoteId === id);
  }

  /** What is known of places that neither is in any more goes last: to know it twice does less harm than not at all. */
  private async replace(former: FormerPlaces, now: SyncedPhoto): Promise<void> {
    await this.base.record(this.pair, now);
    for (const { localPath } of await this.inFormerPlaces(now.remoteId, former)) {
      if (localPath !== now.localPath) await this.base.forget(this.pair, localPath);
    }
  }

  /** Forgets what is gone on both sides. */
  async forget(path: string): Promise<void> {
    await this.base.forget(this.pair, path);
  }
}

/** Two that were found to be one under different names keep them: nothing has brought them together. */
function isInItsPlace(known: SyncedPhoto | undefined, file: AgreedFile, photo: RemotePhoto): known is SyncedPhoto {
  return known?.localPath === file.path && known.remoteAlbumId === photo.albumId && known.remoteName === photo.name;
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
