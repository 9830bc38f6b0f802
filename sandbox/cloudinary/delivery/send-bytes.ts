import { createReadStream } from 'node:fs';
import type { Answer } from '../../frame/answer';
import { byteRangeOf } from '../../frame/byte-range';
import type { Exchange } from '../../frame/exchange';

/** Bytes to be delivered: in a file or in memory. */
export interface Deliverable {
  source: { path: string } | { buffer: Buffer };
  bytes: number;
  etag: string;
  contentType: string;
  modifiedAt: string;
  /** File name to be saved under, for `fl_attachment`. */
  attachment?: string;
}

/** Sends bytes as a CDN does: ranges, ETag, Last-Modified, 304 and 416. */
export function sendBytes(exchange: Exchange, file: Deliverable): Answer {
  const headers: Record<string, string> = {
    'Content-Type': file.contentType,
    ETag: `"${file.etag}"`,
    'Last-Modified': new Date(file.modifiedAt).toUTCString(),
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'public, no-transform, max-age=2592000',
    'Access-Control-Allow-Origin': '*',
    ...(file.attachment === undefined ? {} : { 'Content-Disposition': disposition(file.attachment) }),
  };
  const known = exchange.header('if-none-match');
  if (known !== undefined && known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === headers.ETag)) {
    return { status: 304, headers: { ...headers, 'Content-Length': '0' } };
  }
  const range = byteRangeOf(exchange.header('range'), file.bytes);
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${file.bytes}` } };
  }
  const start = range?.start ?? 0;
  const end = range?.end ?? file.bytes - 1;
  headers['Content-Length'] = String(end - start + 1);
  if (range) headers['Content-Range'] = `bytes ${start}-${end}/${file.bytes}`;
  return { status: range ? 206 : 200, headers, body: bodyOf(file, start, end) };
}

function bodyOf(file: Deliverable, start: number, end: number): NonNullable<Answer['body']> {
  if ('buffer' in file.source) return file.source.buffer.subarray(start, end + 1);
  return file.bytes === 0 ? Buffer.alloc(0) : createReadStream(file.source.path, { start, end });
}

function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
