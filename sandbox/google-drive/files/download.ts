import { createReadStream } from 'node:fs';
import type { Answer } from '../../frame/answer';
import { byteRangeOf } from '../../frame/byte-range';
import { forbidden, limitExceeded, refusalAnswer, ApiError } from '../api-error';
import { flag, type Call } from '../call';
import { isGoogleType, type Item, type ItemContent } from '../store/item';

/** `GET /drive/v3/files/<id>?alt=media`: the bytes, or one range of them. */
export function download(call: Call, item: Item): Answer {
  const content = contentFor(call, item);
  const range = byteRangeOf(call.exchange.header('range'), content.size);
  const headers: Record<string, string> = {
    'Content-Type': item.mimeType,
    'Accept-Ranges': 'bytes',
    'X-Goog-Hash': `md5=${Buffer.from(content.md5, 'hex').toString('base64')}`,
  };
  if (range === 'unsatisfiable') {
    const answer = refusalAnswer({
      status: 416,
      reason: 'requestedRangeNotSatisfiable',
      message: 'Request range not satisfiable',
      location: 'Range',
      locationType: 'header',
    });
    return { ...answer, headers: { ...answer.headers, 'Content-Range': `bytes */${content.size}` } };
  }
  const { start, end } = range ?? { start: 0, end: content.size - 1 };
  spendEgress(call, end - start + 1);
  headers['Content-Length'] = String(end - start + 1);
  if (range) headers['Content-Range'] = `bytes ${start}-${end}/${content.size}`;
  const path = call.account.blobs.path(content.blob);
  const body = content.size === 0 ? Buffer.alloc(0) : createReadStream(path, { start, end });
  return { status: range ? 206 : 200, headers, body };
}

function contentFor(call: Call, item: Item): ItemContent {
  if (isGoogleType(item) || !item.content) {
    const message = 'Only files with binary content can be downloaded. Use Export with Docs Editors files.';
    throw forbidden('fileNotDownloadable', message, 'alt');
  }
  if (!item.canDownload) throw forbidden('cannotDownloadFile', 'This file cannot be downloaded by the user.', 'alt');
  if (item.isAbusive && !flag(call, 'acknowledgeAbuse')) {
    const message = 'This file has been identified as malware or spam and cannot be downloaded.';
    throw forbidden('cannotDownloadAbusiveFile', message, 'alt');
  }
  if (item.isDownloadQuotaExceeded) {
    throw forbidden('downloadQuotaExceeded', 'The download quota for this file has been exceeded.', 'alt');
  }
  return item.content;
}

function spendEgress({ account }: Call, bytes: number): void {
  const { egressBytesLeft } = account.settings;
  if (egressBytesLeft === null) return;
  if (bytes > egressBytesLeft) throw new ApiError(limitExceeded('userRateLimitExceeded'));
  account.settings = { ...account.settings, egressBytesLeft: egressBytesLeft - bytes };
}
