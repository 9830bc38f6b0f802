import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { abortError } from '../define-provider';
import { connectionError } from './call-error';
import { retryAfterOf, userAgent, type TextAnswer } from './transport';

/** A film of 1 GB on a slow line, and what Flickr makes of it before it answers. */
const uploadTimeoutMs = 60 * 60_000;
/** So long a connection may say nothing, and take nothing. */
const silenceMs = 5 * 60_000;
/** Answers are a few hundred bytes; a page for people is cut off. */
const longestAnswerBytes = 64 * 1024;

interface StreamedPost {
  contentType: string;
  bytes: number;
  body: AsyncIterable<Buffer>;
  /** For words. */
  method: string;
}

/**
 * Sends a body piece by piece, no faster than it is taken. Not by fetch: Node's keeps a copy of all it has sent, for a
 * redirect that might come (seen with Node 20: memory grows by the length of the body).
 * @throws {FlickrCallError} when no answer came, or the abort.
 */
export async function postStream(
  url: string,
  { contentType, bytes, body, method }: StreamedPost,
  signal: AbortSignal,
): Promise<TextAnswer> {
  signal.throwIfAborted();
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const request = send(url, {
    method: 'POST',
    headers: { 'user-agent': userAgent, 'content-type': contentType, 'content-length': bytes },
    signal: AbortSignal.any([signal, AbortSignal.timeout(uploadTimeoutMs)]),
  });
  request.setTimeout(silenceMs, () => request.destroy(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' })));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  const sent = pipeline(body, request);
  // An answer may come before all is sent: then it is a refusal, and what becomes of the rest does not matter.
  sent.catch(() => undefined);
  answered.catch(() => undefined);
  try {
    const response = await Promise.race([answered, sent.then(() => answered)]);
    const { statusCode: status = 0, headers } = response;
    return { status, text: await textOf(response), ...retryAfterOf(headers['retry-after']) };
  } catch (error) {
    throw signal.aborted ? abortError() : connectionError(error, { part: 'upload', method });
  } finally {
    request.destroy();
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length > longestAnswerBytes) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}
