import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorFacts } from '../core/error-facts';
import { isRecord, textOf, type JsonRecord } from './json-values';
import { readOldFolders, type OldFolder } from './old-folders';
import { readOldUploads, type OldUpload } from './old-uploads';

/** What one of the scripts that ferry takes the place of has kept of its work. */
export type OldCache = OldUploadCache | OldBatchCache;

interface CacheFacts {
  /** The file's name. */
  name: string;
  /** What it was about: a folder, a CSV. */
  source?: string;
  /** When it was written last, as the script says. */
  lastRun?: string;
  /** Entries nothing can be made of, each with the reason. */
  unreadable: string[];
}

/** Uploads of one folder, file by file: `successful_uploads` and `failed_uploads`. */
export interface OldUploadCache extends CacheFacts {
  kind: 'uploads';
  uploads: OldUpload[];
}

/** Folders of a batch, or one of them: `processed_folders` and `failed_folders`. */
export interface OldBatchCache extends CacheFacts {
  kind: 'batch';
  folders: OldFolder[];
}

/** A file is no cache of the old scripts; a command ends with 2. */
export class OldCacheError extends Error {
  override readonly name = 'OldCacheError';
}

/** One JSON document can only be read whole, as the scripts did. A cache of a million files stays far below. */
const largestBytes = 512 * 1024 * 1024;

/**
 * Reads a cache of the old scripts: of an upload, of a batch, or the backup of one folder. Entries that cannot be read
 * are named and left out.
 * @throws {OldCacheError} when the file is no such cache.
 */
export async function readOldCache(file: string): Promise<OldCache> {
  const name = basename(file);
  const content = await parse(file);
  const found = Array.isArray(content) ? { results: content } : content;
  if (!isRecord(found)) throw notACache(name);
  const facts = {
    name,
    source: textOf(found, 'source_path', 'folder_path', 'csv_file', 'input_file', 'folder_name'),
    lastRun: textOf(found, 'last_updated', 'last_run', 'processed_at', 'started_at'),
  };
  if (hasAny(found, ['processed_folders', 'failed_folders']))
    return { kind: 'batch', ...facts, ...readOldFolders(found) };
  if (hasAny(found, ['successful_uploads', 'failed_uploads', 'results']) && !isFolderBackup(found)) {
    return { kind: 'uploads', ...facts, ...readOldUploads(found) };
  }
  if (!isFolderBackup(found)) throw notACache(name);
  return { kind: 'batch', ...facts, ...readOldFolders({ processed_folders: [found] }) };
}

async function parse(file: string): Promise<unknown> {
  const name = basename(file);
  const { size } = await stat(file);
  if (size > largestBytes)
    throw new OldCacheError(`${name} has more than 512 MB: no cache of the old scripts is as big.`);
  const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // The parser quotes the document; its place is enough.
    const place = /position \d+(?: \(line \d+ column \d+\))?/.exec(errorFacts(error).message)?.[0];
    throw new OldCacheError(
      `${name} is not JSON${place === undefined ? '' : `, at ${place}`}. The old scripts wrote their caches in place: one that was stopped leaves half a file. Is there an earlier copy, or a folder_backup_*.json?`,
    );
  }
}

/** In a folder's backup `successful_uploads` is a number. */
function isFolderBackup(found: JsonRecord): boolean {
  const isFolder = 'folder_id' in found || 'folder_name' in found;
  return isFolder && !isRecord(found.successful_uploads) && !Array.isArray(found.successful_uploads);
}

function hasAny(found: JsonRecord, keys: string[]): boolean {
  return keys.some((key) => isRecord(found[key]) || Array.isArray(found[key]));
}

function notACache(name: string): OldCacheError {
  return new OldCacheError(
    `${name} is no cache of the old upload scripts: it has neither successful_uploads and failed_uploads, nor processed_folders and failed_folders.`,
  );
}
