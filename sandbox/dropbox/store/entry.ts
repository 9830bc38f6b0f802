import { nameOf } from './path';

interface Common {
  /** `id:` and 22 characters; the same for as long as the file or folder lives, wherever it is moved. */
  id: string;
  /** Path as it was written; `keyOf` of it is the key. */
  path: string;
  /** Grows with every change of anything: the order in which listings tell. */
  seq: number;
}

/** A file with its bytes. */
export interface FileEntry extends Common {
  tag: 'file';
  rev: string;
  size: number;
  md5: string;
  contentHash: string;
  blob: string;
  clientModified: string;
  serverModified: string;
  /** Absent for files; what else it can be had as for Paper documents and the like, which cannot be downloaded. */
  exportAs?: string;
}

export interface FolderEntry extends Common {
  tag: 'folder';
}

export type Entry = FileEntry | FolderEntry;

/** Something that was there. */
export interface Tombstone {
  path: string;
  seq: number;
}

/** Metadata as the API writes it (Dropbox API v2, `files.Metadata`); listings carry no `media_info`. */
export function present(entry: Entry): Record<string, unknown> {
  return { ...presentUnmounted(entry), path_lower: entry.path.toLowerCase(), path_display: entry.path };
}

/** The same for what is seen through a shared link: paths of the owner are not told. */
export function presentUnmounted(entry: Entry): Record<string, unknown> {
  const common = { '.tag': entry.tag, name: nameOf(entry.path), id: entry.id };
  if (entry.tag === 'folder') return common;
  return {
    ...common,
    client_modified: entry.clientModified,
    server_modified: entry.serverModified,
    rev: entry.rev,
    size: entry.size,
    is_downloadable: entry.exportAs === undefined,
    content_hash: entry.contentHash,
    ...(entry.exportAs === undefined ? {} : { export_info: { export_as: entry.exportAs } }),
  };
}

export function presentDeleted({ path }: Tombstone): Record<string, unknown> {
  return { '.tag': 'deleted', name: nameOf(path), path_lower: path.toLowerCase(), path_display: path };
}

/** Metadata without the tag, for answers whose type is known. */
export function untagged(metadata: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== '.tag'));
}
