import { createReadStream } from 'node:fs';
import type { Answer } from '../frame/answer';
import { byteRangeOf } from '../frame/byte-range';
import type { Exchange } from '../frame/exchange';
import type { Account } from './account';
import type { FileEntry } from './store/entry';

/** Sends a file's bytes: one range of them when asked for, nothing when the client has this revision. */
export function sendFile(
  account: Account,
  exchange: Exchange,
  file: FileEntry,
  more: Record<string, string> = {},
): Answer {
  const headers: Record<string, string> = {
    'Content-Type': 'application/octet-stream',
    ETag: `W/"${file.rev}"`,
    'Accept-Ranges': 'bytes',
    ...more,
  };
  if (exchange.header('if-none-match')?.replace(/^W\//, '') === `"${file.rev}"`) return { status: 304, headers };
  const range = byteRangeOf(exchange.header('range'), file.size);
  if (range === 'unsatisfiable')
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${file.size}` } };
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  headers['Content-Length'] = String(end - start + 1);
  if (range) headers['Content-Range'] = `bytes ${start}-${end}/${file.size}`;
  const body = file.size === 0 ? Buffer.alloc(0) : createReadStream(account.blobs.path(file.blob), { start, end });
  return { status: range ? 206 : 200, headers, body };
}

/** JSON for a header: ASCII only (Dropbox HTTP documentation, "JSON encoding"). */
export function headerJson(value: unknown): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escape);
}
