import type { Asset, Oddity } from '../../core/asset';
import { joinPath } from '../../core/naming';
import type { AssetPage } from '../provider';
import { DriveCallError } from './call-error';
import type { DriveClient } from './client';
import { DistinctNames } from './distinct-names';
import {
  documentTypes,
  driveFile,
  folderType,
  quoted,
  readRef,
  refOf,
  shortcutType,
  targetOf,
  type DriveFile,
} from './drive-file';
import { mediaOf } from './media-of';

/** Shortcuts whose targets are asked for at once. */
const askedAtOnce = 8;
/** More folders than a job lists at once. */
const rememberedFolders = 32;

interface FolderRef {
  path: string;
  ref: string;
}

/** The files directly in one folder, page by page. */
export class FolderListing {
  /** Names of folders that are being listed: one with several pages is looked through before its first. */
  private readonly names = new Map<string, DistinctNames>();

  constructor(private readonly client: DriveClient) {}

  /** One page of at most `limit` files; the cursor is Drive's own. */
  async page(folder: FolderRef, request: { cursor?: string; limit: number }, signal: AbortSignal): Promise<AssetPage> {
    const { files, cursor } = await this.files(folder, request, signal);
    const names = await this.namesFor(
      folder,
      { files, isWhole: request.cursor === undefined && cursor === undefined, isFirst: request.cursor === undefined },
      signal,
    );
    const page: AssetPage = { entries: [], oddities: [], ...(cursor === undefined ? {} : { cursor }) };
    for (let start = 0; start < files.length; start += askedAtOnce) {
      const group = files.slice(start, start + askedAtOnce);
      const found = await Promise.all(
        group.map((file) => this.inspect(file, joinPath(folder.path, names.nameOf(file)), signal)),
      );
      for (const one of found) {
        if ('reason' in one) page.oddities.push(one);
        else page.entries.push(one);
      }
    }
    return page;
  }

  private async files(
    folder: FolderRef,
    { cursor, limit }: { cursor?: string; limit: number },
    signal: AbortSignal,
  ): Promise<{ files: DriveFile[]; cursor?: string }> {
    const request = { signal, refs: [folder.ref] };
    const ask = (pageToken: string | undefined) =>
      this.client.page(filesIn(folder), { pageToken, pageSize: Math.min(limit, 1000) }, request);
    const page = await ask(cursor).catch((error: unknown) => {
      // A token outlives no long wait. From the beginning then: what is known already is not done twice.
      if (cursor !== undefined && error instanceof DriveCallError && error.status === 400) return ask(undefined);
      throw error;
    });
    // Shortcuts to folders are folders: the query cannot leave them out.
    const files = page.files.map(driveFile).filter((file) => targetOf(file)?.mimeType !== folderType);
    return { files, cursor: page.nextPageToken };
  }

  private async namesFor(
    folder: FolderRef,
    { files, isWhole, isFirst }: { files: DriveFile[]; isWhole: boolean; isFirst: boolean },
    signal: AbortSignal,
  ): Promise<DistinctNames> {
    const known = this.names.get(folder.ref);
    if (!isFirst && known !== undefined) return known;
    const found = new DistinctNames();
    if (isWhole) for (const file of files) found.add(file);
    else {
      const fields = 'id,name,mimeType,createdTime,shortcutDetails(targetId,targetMimeType)';
      for await (const file of this.client.all(filesIn(folder), { signal, refs: [folder.ref], fields })) {
        if (targetOf(file)?.mimeType !== folderType) found.add(file);
      }
    }
    if (isWhole) return found;
    const [longestUnused] = this.names.keys();
    if (longestUnused !== undefined && this.names.size >= rememberedFolders) this.names.delete(longestUnused);
    this.names.set(folder.ref, found);
    return found;
  }

  private async inspect(file: DriveFile, path: string, signal: AbortSignal): Promise<Asset | Oddity> {
    if (file.mimeType !== shortcutType) return assetOrOddity(file, path, file.name);
    const target = targetOf(file);
    if (target === undefined) return { path, bytes: 0, verdict: 'failed', reason: 'a shortcut that points nowhere' };
    try {
      return assetOrOddity(await this.client.file(refOf(target), signal), path, file.name, target.resourceKey);
    } catch (error) {
      if (!(error instanceof DriveCallError) || error.status !== 404) throw error;
      const reason = `a shortcut to a file that is gone, or not shared with ${this.client.who}`;
      return { path, bytes: 0, verdict: 'failed', reason };
    }
  }
}

/** The query for what lies directly in a folder and is no folder. */
export function filesIn({ ref }: { ref: string }): string {
  return `${quoted(readRef(ref).id)} in parents and trashed = false and mimeType != ${quoted(folderType)}`;
}

function assetOrOddity(file: DriveFile, path: string, name: string, resourceKey = file.resourceKey): Asset | Oddity {
  if (file.trashed) return { path, bytes: 0, verdict: 'failed', reason: 'a shortcut to a file in the trash' };
  if (file.mimeType.startsWith(documentTypes)) {
    const kind = file.mimeType.slice(documentTypes.length);
    return { path, bytes: 0, verdict: 'skipped', reason: `a Google ${kind}: it has no file of its own to copy` };
  }
  const bytes = file.size ?? 0;
  if (file.capabilities?.canDownload === false) {
    return { path, bytes, verdict: 'failed', reason: 'its owner does not let it be downloaded' };
  }
  return {
    path,
    name,
    ref: refOf({ id: file.id, resourceKey }),
    bytes,
    modifiedAt: file.modifiedTime,
    fingerprint: fingerprintOf(file),
    md5: file.md5Checksum,
    ...mediaOf(file),
  };
}

/** Changes whenever the content may have changed. */
export function fingerprintOf({ id, md5Checksum, modifiedTime, size }: DriveFile): string {
  return md5Checksum ?? `${id}-${modifiedTime ?? ''}-${size ?? ''}`;
}
