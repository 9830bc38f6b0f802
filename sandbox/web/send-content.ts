import type { Answer } from '../frame/answer';
import { byteRangeOf } from '../frame/byte-range';
import type { Exchange } from '../frame/exchange';
import type { WebContent } from './content';

const modifiedAt = 'Thu, 01 Jan 2026 12:00:00 GMT';

/** Sends content as a server of files does: ranges with `If-Range`, ETag, Last-Modified, 304 and 416. */
export function sendContent(exchange: Exchange, content: WebContent, contentType = content.contentType): Answer {
  const { bytes } = content;
  const etag = `"${content.etag}"`;
  const headers: Record<string, string> = {
    'Content-Type': contentType,
    ETag: etag,
    'Last-Modified': modifiedAt,
    'Accept-Ranges': 'bytes',
  };
  if (exchange.header('if-none-match') === etag) return { status: 304, headers };
  const condition = exchange.header('if-range');
  const isSame = condition === undefined || condition === etag || condition === modifiedAt;
  const range = isSame ? byteRangeOf(exchange.header('range'), bytes) : undefined;
  if (range === 'unsatisfiable') return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${bytes}` } };
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  headers['Content-Length'] = String(end - start + 1);
  if (range) headers['Content-Range'] = `bytes ${start}-${end}/${bytes}`;
  return { status: range ? 206 : 200, headers, body: content.read(start, end) };
}
