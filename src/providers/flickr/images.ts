import { Readable } from 'node:stream';
import { abortError, isAbort } from '../define-provider';
import { connectionError, FlickrCallError } from './call-error';
import { redirected, retryAfterOf, userAgent, type Route } from './transport';

/** The image host's answer to a head has no body; it takes no longer than this. */
const headTimeoutMs = 60_000;

/** Where the real image host is; a sandbox's addresses lead to itself already. */
const imageHosts = /(^|\.)(staticflickr|flickr)\.com$/i;

/** How long an original is. @throws {FlickrCallError} */
export async function lengthOfOriginal(url: string, route: Route): Promise<number> {
  const head = await ask(url, { method: 'HEAD' }, { ...route, timeoutMs: headTimeoutMs });
  const told = lengthOf(head);
  if (head.ok && told !== undefined) return told;
  if (head.status !== 405 && head.status !== 501 && !head.ok) throw refusalOf(head);
  const answer = await ask(url, {}, route);
  await answer.body?.cancel();
  const bytes = lengthOf(answer);
  if (!answer.ok) throw refusalOf(answer);
  if (bytes !== undefined) return bytes;
  throw new FlickrCallError({ message: 'it does not say how long the original is', part: 'images', httpStatus: 502 });
}

/** Opens an original from byte `start` on; nothing of it is held in memory. @throws {FlickrCallError} */
export async function openOriginal(url: string, start: number, { apiUrl, signal }: Route): Promise<Readable> {
  const connection = new AbortController();
  const headers: Record<string, string> = start === 0 ? {} : { range: `bytes=${start}-` };
  const route = { apiUrl, signal: AbortSignal.any([signal, connection.signal]) };
  const answer = await ask(url, { headers }, route).catch((error: unknown) => {
    throw signal.aborted ? abortError() : error;
  });
  if (!answer.ok || isPage(answer)) {
    connection.abort();
    throw refusalOf(answer);
  }
  if (start > 0 && answer.status !== 206) {
    connection.abort();
    const message = 'the answer to a request for a part was the whole';
    throw new FlickrCallError({ message, part: 'images', httpStatus: 500 });
  }
  const stream = Readable.from(piecesOf(answer), { objectMode: false });
  stream.once('close', () => connection.abort());
  return stream;
}

async function ask(
  url: string,
  { method = 'GET', headers = {} }: { method?: 'GET' | 'HEAD'; headers?: Record<string, string> },
  { apiUrl, signal, timeoutMs }: Route & { timeoutMs?: number },
): Promise<Response> {
  signal.throwIfAborted();
  const address = imageHosts.test(new URL(url).hostname) ? redirected(url, apiUrl) : url;
  const stops = timeoutMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const answer = await fetch(address, {
    method,
    headers: { 'user-agent': userAgent, 'accept-encoding': 'identity', ...headers },
    signal: stops,
  }).catch((error: unknown) => {
    throw signal.aborted ? abortError() : connectionError(error, { part: 'images' });
  });
  // In place of an original that is not there any more, its host sends people to a picture that says so.
  if (!answer.url.includes('photo_unavailable')) return answer;
  await answer.body?.cancel();
  throw new FlickrCallError({ message: 'it is not there any more', part: 'images', httpStatus: 404 });
}

function refusalOf(answer: Response): FlickrCallError {
  return new FlickrCallError({
    message: `the image host answered ${answer.status}`,
    part: 'images',
    httpStatus: answer.status,
    isPage: isPage(answer) && answer.ok,
    ...retryAfterOf(answer.headers.get('retry-after')),
  });
}

function isPage({ headers }: Response): boolean {
  return /^text\/html/i.test(headers.get('content-type') ?? '');
}

function lengthOf(answer: Response): number | undefined {
  const text = answer.headers.get('content-length');
  return text === null || !/^\d+$/.test(text) || isPage(answer) ? undefined : Number(text);
}

/** The bytes of an answer as they come; a connection that breaks is told with its code. */
async function* piecesOf({ body }: Response): AsyncGenerator<Buffer> {
  if (body === null) return;
  try {
    for await (const piece of body) yield Buffer.from(piece as Uint8Array);
  } catch (error) {
    throw isAbort(error) ? error : connectionError(error, { part: 'images' });
  }
}
