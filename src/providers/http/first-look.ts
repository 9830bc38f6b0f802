import { sniffBytes } from '../../images/sniff';
import type { CallOptions } from '../provider';
import type { WebAnswer, WebClient, WebRequest } from './web-client';
import { webFailureOf } from './web-failure';

/** The head of an answer, and the bytes that its content begins with. */
export interface FirstLook {
  answer: WebAnswer;
  /** At most `sniffBytes`; encoded where the server encodes in spite of being asked not to. */
  head: Buffer;
  /** Length of the whole, where it is told and not that of an encoded form. */
  bytes?: number;
  /** The server gives ranges. */
  isRanged: boolean;
}

/** Asks for the first bytes of a URL and reads no more than those, even where the server would send the whole. */
export async function firstLook(client: WebClient, wanted: WebRequest, options: CallOptions): Promise<FirstLook> {
  const range = `bytes=0-${sniffBytes - 1}`;
  const answer = await client.ask({ ...wanted, method: 'GET', headers: { ...wanted.headers, range } }, options);
  const head = await beginningOf(answer, options);
  return { answer, head, bytes: wholeBytes(answer), isRanged: answer.status === 206 };
}

/** Length of the whole content by `Content-Range` or `Content-Length`. */
export function wholeBytes({ status, header }: WebAnswer): number | undefined {
  if (isEncoded({ header })) return undefined;
  const range = header('content-range');
  const text = status === 206 || status === 416 ? /\/(\d+)$/.exec(range ?? '')?.[1] : header('content-length');
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The body is not the content's own bytes, although those were asked for. */
export function isEncoded({ header }: Pick<WebAnswer, 'header'>): boolean {
  const encoding = header('content-encoding')?.trim().toLowerCase() ?? '';
  return encoding !== '' && encoding !== 'identity';
}

async function beginningOf({ body, status, url }: WebAnswer, { signal }: CallOptions): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    if (status >= 300) return Buffer.alloc(0);
    for await (const piece of body as AsyncIterable<Buffer>) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= sniffBytes) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw webFailureOf(error, url.host);
  } finally {
    body.destroy();
  }
  return Buffer.concat(pieces).subarray(0, sniffBytes);
}
