import type { files } from 'dropbox';
import type { Asset, Oddity } from '../../core/asset';
import { joinPath } from '../../core/naming';
import { mediaByName } from '../../core/media-by-name';

/** What a listing tells of one file, folder, or of what was there. */
export type Entry = files.ListFolderResult['entries'][number];
export type FileEntry = files.FileMetadataReference;
export type FolderEntry = files.FolderMetadataReference;

export const isFile = (entry: Entry): entry is FileEntry => entry['.tag'] === 'file';
export const isFolder = (entry: Entry): entry is FolderEntry => entry['.tag'] === 'folder';

/** Dropbox tells no case apart: this does not either. */
export function keyOf(path: string): string {
  return path.toLowerCase();
}

/** What makes content another: Dropbox's own checksum, or where it is not told the revision. */
export type FingerprintOf = (file: Pick<files.FileMetadata, 'rev' | 'content_hash'>) => string;
export const byContent: FingerprintOf = ({ content_hash: hash, rev }) => hash ?? rev;
export const byRevision: FingerprintOf = ({ rev }) => rev;

/** A file as an asset of its folder; documents that are no files are oddities. */
export function toAsset(folder: string, file: FileEntry, fingerprintOf: FingerprintOf): Asset | Oddity {
  const path = joinPath(folder, file.name);
  if (file.is_downloadable === false) {
    const as = file.export_info?.export_as;
    const how = as === undefined ? '' : ` (as ${as})`;
    const reason = `a Paper document or the like, which Dropbox only exports${how}: export it as a file`;
    return { path, bytes: file.size, verdict: 'skipped', reason };
  }
  return {
    path,
    name: file.name,
    bytes: file.size,
    modifiedAt: file.client_modified,
    fingerprint: fingerprintOf(file),
    ...mediaByName(file.name),
  };
}

/** A path below a root that has so many parts, in the case it is shown in. */
export function below(rootParts: number, path: string): string {
  return path.split('/').filter(Boolean).slice(rootParts).join('/');
}
