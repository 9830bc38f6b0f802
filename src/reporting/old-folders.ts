import type { RowStatus } from '../core/batch';
import { isRecord, numberOf, textOf, type JsonRecord } from './json-values';

/** A folder of a batch as a cache of the old scripts has it. */
export interface OldFolder {
  rowIndex?: number;
  name: string;
  ownName?: string;
  folderId?: string;
  link?: string;
  total: number;
  uploaded: number;
  failed: number;
  skipped: number;
  tookMs?: number;
  at?: string;
  /** By its counts, whatever the script called it. */
  status: RowStatus;
  error?: string;
}

/**
 * Reads the folders of a batch cache. The scripts added a line for every try: a folder is there once, by what its last
 * try came to, and one that went well went well.
 */
export function readOldFolders(cache: JsonRecord): { folders: OldFolder[]; unreadable: string[] } {
  const unreadable: string[] = [];
  const folders = new Map<string, OldFolder>();
  for (const list of ['failed_folders', 'processed_folders']) {
    const entries = cache[list];
    for (const [at, value] of (Array.isArray(entries) ? (entries as unknown[]) : []).entries()) {
      const folder = isRecord(value) ? readFolder(value) : undefined;
      if (folder === undefined)
        unreadable.push(`${list}[${at}] ${isRecord(value) ? 'names no folder' : 'is no entry'}`);
      else folders.set(`${folder.rowIndex ?? ''} ${folder.folderId ?? folder.name}`, folder);
    }
  }
  const sorted = [...folders.values()].sort((a, b) => (a.rowIndex ?? Infinity) - (b.rowIndex ?? Infinity) || 0);
  return { folders: sorted, unreadable };
}

function readFolder(fields: JsonRecord): OldFolder | undefined {
  const folderId = textOf(fields, 'folder_id');
  const ownName = textOf(fields, 'drive_folder_name');
  const name = textOf(fields, 'folder_name') ?? ownName ?? folderId;
  if (name === undefined) return undefined;
  const counts = {
    uploaded: numberOf(fields, 'successful_uploads') ?? 0,
    failed: numberOf(fields, 'failed_uploads') ?? 0,
    skipped: numberOf(fields, 'skipped_uploads') ?? 0,
  };
  const total = numberOf(fields, 'total_images') ?? counts.uploaded + counts.failed + counts.skipped;
  const seconds = numberOf(fields, 'processing_time', 'processing_time_seconds');
  const error = textOf(fields, 'error');
  return {
    rowIndex: numberOf(fields, 'index', 'row_index'),
    ...{ name, ownName, folderId, total, ...counts, error },
    link: textOf(fields, 'drive_link', 'link'),
    at: textOf(fields, 'processed_at'),
    tookMs: seconds === undefined ? undefined : seconds * 1000,
    status: statusOf({ ...counts, total, said: textOf(fields, 'status'), error }),
  };
}

interface Said {
  total: number;
  uploaded: number;
  failed: number;
  skipped: number;
  said?: string;
  error?: string;
}

/** The scripts called a folder a success when all of it had failed. */
function statusOf({ total, uploaded, failed, skipped, said, error }: Said): RowStatus {
  if (failed > 0) return uploaded + skipped > 0 ? 'partial' : 'failed';
  if (said === 'no_results') return 'empty';
  if (said === 'failed' || error !== undefined) return 'failed';
  return total === 0 ? 'empty' : 'success';
}
