import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Account } from '../account';
import { ApiError, badRequest } from '../api-error';
import type { Params } from '../params';
import type { Source } from './source';

const mostRedirects = 5;

/**
 * Fetches a remote file for an upload. The error texts are those of the real service (Cloudinary's own bulk migration
 * tool lists them).
 */
export async function fetchRemote(account: Account, url: string, params: Params): Promise<Source> {
  if (/^(s3|gs|ftp):/i.test(url)) throw failed(url, '403 Forbidden');
  const { fetchPatienceMs: patienceMs } = account.settings;
  const response = await get(url, { headers: headersFor(params), redirects: mostRedirects, patienceMs, asked: url });
  const status = response.statusCode ?? 0;
  if (status !== 200) {
    response.resume();
    const reason = `${status} ${response.statusMessage ?? ''}`.trim();
    if (status === 404) throw new ApiError(404, `Resource not found - Error in loading ${url} - ${reason}`);
    throw failed(url, reason);
  }
  if (/^text\/html/i.test(response.headers['content-type'] ?? '')) {
    response.resume();
    throw new ApiError(404, `Resource not found - Error in loading ${url} - HTML response`);
  }
  let isSilent = false;
  response.setTimeout(patienceMs, () => {
    isSilent = true;
    response.destroy();
  });
  const piece = await account.spool.take(response).catch(() => {
    throw failed(url, isSilent ? 'Timed out reading data from server' : 'partial download');
  });
  return { piece, filename: nameFrom(url, response.headers['content-disposition']) };
}

interface Fetch {
  headers: Record<string, string>;
  /** Redirects that are still followed. */
  redirects: number;
  /** Longest silence of the server. */
  patienceMs: number;
  /** The URL that the upload named: it is in every error. */
  asked: string;
}

async function get(url: string, fetch: Fetch): Promise<IncomingMessage> {
  const { headers, redirects, patienceMs, asked } = fetch;
  const target = parse(url);
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const call = request(target, { headers: { 'User-Agent': 'Cloudinary/1.0', ...headers } }, (response) => {
      const location = response.headers.location;
      const moved = [301, 302, 303, 307, 308].includes(response.statusCode ?? 0);
      if (!moved || location === undefined || redirects <= 0) return resolve(response);
      response.resume();
      if (!URL.canParse(location, target.href)) return reject(failed(asked, '400 Bad Request'));
      resolve(get(new URL(location, target).href, { ...fetch, redirects: redirects - 1 }));
    });
    call.setTimeout(patienceMs, () => call.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })));
    call.once('error', (error: NodeJS.ErrnoException) => reject(failed(asked, reasonOf(error.code))));
    call.end();
  });
}

function parse(url: string): URL {
  if (/^https?:/i.test(url) && URL.canParse(url)) return new URL(url);
  throw badRequest(`Unsupported source URL: ${url.slice(0, 200)}`);
}

function reasonOf(code: string | undefined): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'ERR_DNS_FAIL 0';
  if (code === 'ETIMEDOUT') return 'Timed out reading data from server';
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH') return 'ERR_CONNECT_FAIL 111';
  return 'Server broke connection';
}

function failed(url: string, reason: string): ApiError {
  return badRequest(`Error in loading ${url} - ${reason}`);
}

/** Headers to fetch with: `headers: ["Authorization: Basic ..."]`, or lines of text. */
function headersFor(params: Params): Record<string, string> {
  const lines = params.items('headers').flatMap((text) => text.split('\n'));
  const pairs = lines.map((line) => /^([\w-]+):\s*(.*)$/.exec(line.trim()));
  return Object.fromEntries(pairs.filter((pair) => pair !== null).map((pair) => [pair[1] ?? '', pair[2] ?? '']));
}

function nameFrom(url: string, disposition: string | undefined): string {
  const named = /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
  const last = new URL(url).pathname.split('/').pop() ?? '';
  try {
    return named ?? (decodeURIComponent(last) || 'file');
  } catch {
    return last || 'file';
  }
}
