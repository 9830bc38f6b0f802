import { convertDeliveryUrl, parseDeliveryUrl } from '../core/delivery-url';
import type { FailureKind } from '../core/failure';
import { isRecord, numberOf, textOf, type JsonRecord } from './json-values';
import { oldErrorKind } from './old-error-kind';

/** A file as a cache of the old scripts has it. */
export interface OldUpload {
  /** Its path below the folder that was uploaded, where the cache says as much; else its name. */
  item: string;
  status: 'uploaded' | 'skipped' | 'failed';
  url?: string;
  /** The URL as JPEG. */
  jpgUrl?: string;
  publicId?: string;
  format?: string;
  bytes?: number;
  /** When, in the script's own words: local time as a rule. */
  at?: string;
  /** How long it took, where the script said so. */
  tookMs?: number;
  error?: string;
  kind?: FailureKind;
}

type Read = OldUpload | { problem: string };

/**
 * Reads the uploads of a cache: objects by path or id, or lists; values may be bare URLs and bare errors. A file is there
 * once: one that failed and then went well went well.
 */
export function readOldUploads(cache: JsonRecord): { uploads: OldUpload[]; unreadable: string[] } {
  const root = textOf(cache, 'source_path');
  const unreadable: string[] = [];
  const uploads = new Map<string, OldUpload>();
  for (const list of ['failed_uploads', 'successful_uploads', 'results']) {
    for (const [key, value] of entriesOf(cache[list])) {
      const read = readUpload({ key, value, root, hasFailed: list === 'failed_uploads' });
      if ('problem' in read) unreadable.push(`${list}[${JSON.stringify(key)}] ${read.problem}`);
      else uploads.set(typeof key === 'string' ? key : `${list}/${key}`, read);
    }
  }
  return { uploads: [...uploads.values()], unreadable };
}

function entriesOf(list: unknown): [string | number, unknown][] {
  if (Array.isArray(list)) return (list as unknown[]).map((value, at) => [at, value]);
  return isRecord(list) ? Object.entries(list) : [];
}

interface Entry {
  key: string | number;
  value: unknown;
  root?: string;
  hasFailed: boolean;
}

function readUpload({ key, value, root, hasFailed }: Entry): Read {
  const fields = isRecord(value)
    ? value
    : typeof value === 'string'
      ? hasFailed
        ? { error: value }
        : { url: value }
      : undefined;
  if (fields === undefined) return { problem: 'is no entry' };
  const path = textOf(fields, 'file_path', 'path') ?? (typeof key === 'string' ? key : undefined);
  const item =
    textOf(fields, 'filename') ?? (path === undefined ? textOf(fields, 'local_filename') : below(path, root));
  if (item === undefined || item === '') return { problem: 'names no file' };
  const url = urlOf(fields);
  const size = numberOf(fields, 'file_size', 'bytes', 'size');
  const seconds = numberOf(fields, 'upload_time', 'processing_time', 'duration');
  const facts = {
    item,
    publicId: textOf(fields, 'public_id'),
    // 0 is what the scripts wrote for a file that was gone.
    bytes: size === undefined || size <= 0 ? undefined : size,
    at: textOf(fields, 'timestamp', 'uploaded_at', 'upload_time'),
    tookMs: seconds === undefined || seconds < 0 ? undefined : seconds * 1000,
  };
  const status = textOf(fields, 'status')?.toLowerCase();
  if (hasFailed || status === 'failed' || (url === undefined && 'error' in fields)) {
    const error = textOf(fields, 'error', 'message') ?? 'no reason given';
    return { ...facts, status: 'failed', error, kind: oldErrorKind(error) };
  }
  if (url === undefined) return { problem: 'has no URL' };
  return { ...facts, status: status === 'skipped' ? 'skipped' : 'uploaded', url, ...factsOfUrl(url, facts.publicId) };
}

function urlOf(fields: JsonRecord): string | undefined {
  const url = textOf(fields, 'cloudinary_url', 'secure_url', 'url');
  return url !== undefined && /^https?:\/\//i.test(url) ? url : undefined;
}

function factsOfUrl(url: string, publicId: string | undefined): Pick<OldUpload, 'jpgUrl' | 'publicId' | 'format'> {
  const parts = parseDeliveryUrl(url);
  const converted = convertDeliveryUrl({ url, format: 'jpg' });
  return {
    jpgUrl: 'url' in converted ? converted.url : 'skipped' in converted ? url : undefined,
    publicId: publicId ?? parts?.publicId,
    format: parts?.extension,
  };
}

/** A path below the folder it was found in; a file elsewhere, or an id, as its last part. Windows's paths too. */
function below(path: string, root: string | undefined): string {
  const plain = path.replaceAll('\\', '/');
  const folder = root?.replaceAll('\\', '/').replace(/\/+$/, '');
  if (folder !== undefined && plain.startsWith(`${folder}/`)) return plain.slice(folder.length + 1);
  // The scripts wrote absolute paths, and the folder as it was given: `./photos` of `/home/me/photos/a.jpg`.
  const inside = folder === undefined ? -1 : plain.lastIndexOf(`/${folder.replace(/^\.?\//, '')}/`);
  if (folder !== undefined && inside >= 0) return plain.slice(inside + folder.replace(/^\.?\//, '').length + 2);
  return plain.slice(plain.lastIndexOf('/') + 1);
}
