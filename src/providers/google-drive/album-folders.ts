import type { RemotePlace } from '../../core/sync';
import { parseDriveRoot } from '../../core/drive-link';
import { ProviderError } from '../provider-error';
import type { FactStore } from '../provider';
import { DriveCallError } from './call-error';
import type { DriveClient } from './client';
import { folderType, readRef, type DriveFile } from './drive-file';
import { namesakes, startOf } from './find-by-path';
import { FolderMaker, unlessGone } from './folder-maker';
import type { IdSupply } from './id-supply';

/** The folders that albums are, and the one they lie in. */
export class AlbumFolders {
  private readonly maker: FolderMaker;
  private readonly start: string;
  private readonly names: string[];

  constructor(
    private readonly client: DriveClient,
    root: string,
    { facts, ids }: { facts: FactStore; ids: IdSupply },
  ) {
    const place = parseDriveRoot(root);
    this.start = startOf(place);
    this.names = place.names;
    this.maker = new FolderMaker(client, facts, ids);
  }

  /** Ref of the folder that the albums lie in; `undefined`: it is not there yet. */
  async base(signal: AbortSignal): Promise<string | undefined> {
    let ref = this.start;
    for (const name of this.names) {
      const [found] = await namesakes(this.client, { parent: ref, name, wanted: 'folder' }, signal);
      if (found === undefined) return undefined;
      ref = found.id;
    }
    return ref;
  }

  /** Makes sure that what the path begins at is a folder that is there. @throws {ProviderError} */
  async check(signal: AbortSignal): Promise<void> {
    const { name, mimeType, trashed } = await this.client.file(this.start, signal);
    if (mimeType !== folderType) {
      const words = `Google Drive: "${name}" is a file, not a folder. Open the folder it is in and copy that link.`;
      throw new ProviderError('InvalidAsset', words, { service: 'Google Drive' });
    }
    if (trashed) throw new ProviderError('NotFound', `The folder "${name}" is in the trash of Google Drive.`);
    await this.base(signal);
  }

  /** An album's folder; `undefined`: it is gone, or in the trash. */
  async find(id: string, signal: AbortSignal): Promise<DriveFile | undefined> {
    const found = await this.client.file(id, signal).catch(unlessGone);
    return found === undefined || found.trashed || found.mimeType !== folderType ? undefined : found;
  }

  /** Id of an album's folder; made where there is none of that name. */
  async make({ albumId, albumName }: Omit<RemotePlace, 'name'>, signal: AbortSignal): Promise<string> {
    if (albumId !== undefined && (await this.find(albumId, signal)) !== undefined) return albumId;
    // Drive takes files into a folder that lies in the trash: one that was found before is looked at again.
    for (const isLast of [false, true]) {
      const id = readRef(await this.maker.make(this.start, [...this.names, albumName], signal)).id;
      const found = await this.find(id, signal);
      if (found !== undefined && found.name === albumName) return id;
      this.maker.forget();
      if (isLast) break;
    }
    const message = 'the folder was taken away while it was made';
    throw new DriveCallError({ status: 503, message });
  }
}
