import type { GET, POST, Transport } from 'flickr-sdk';
import { abortError } from '../define-provider';
import { connectionError, FlickrCallError, type Part } from './call-error';
import { encodeForm } from './form-encoding';

/** Flickr shuts out callers that do not say who they are. */
export const userAgent = `assetferry (node ${process.versions.node})`;

/** Nothing Flickr answers without bytes takes this long. */
const callTimeoutMs = 60_000;

/** Where requests go and what stops them. */
export interface Route {
  /** Takes the place of all of Flickr's hosts; they are told apart by path. */
  apiUrl?: string;
  signal: AbortSignal;
}

/** An address of Flickr's, or the same path of another server in its place. */
export function redirected(url: string, apiUrl: string | undefined): string {
  if (apiUrl === undefined) return url;
  const { pathname, search } = new URL(url);
  return apiUrl + pathname + search;
}

/**
 * Sends the SDK's requests. Its own transport (flickr-sdk 7.1) has no signal, knows no other host, lets newlines in a
 * signed field be changed by the multipart form it makes, and loses what a refusal says: answers are read here.
 */
export class SdkTransport implements Transport {
  constructor(
    private readonly route: Route,
    private readonly part: Extract<Part, 'api' | 'oauth'>,
  ) {}

  get(url: string, params: GET): Promise<Response> {
    return this.send(url, 'GET', [...params.entries()]);
  }

  post(url: string, params: POST): Promise<Response> {
    return this.send(url, 'POST', [...params.entries()]);
  }

  private async send(url: string, httpMethod: 'GET' | 'POST', pairs: [string, string][]): Promise<Response> {
    const { part } = this;
    const method = pairs.find(([name]) => name === 'method')?.[1];
    const address = redirected(url, this.route.apiUrl);
    const form = encodeForm(pairs);
    const init =
      httpMethod === 'GET' ? {} : { body: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const { status, text, retryAfterSeconds } = await fetchText(
      httpMethod === 'GET' ? `${address}?${form}` : address,
      { ...init, method: httpMethod },
      { signal: this.route.signal, timeoutMs: callTimeoutMs, part, method },
    );
    const refusal = part === 'api' ? refusalOfApi(status, text, method) : refusalOfOauth(status, text);
    if (refusal !== undefined) throw new FlickrCallError({ ...refusal, part, method, retryAfterSeconds });
    return new Response(text);
  }
}

interface FetchRequest {
  signal: AbortSignal;
  timeoutMs: number;
  part: Part;
  method?: string;
}

interface OwnRequest {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

/** An answer that was read whole. */
export interface TextAnswer {
  status: number;
  text: string;
  retryAfterSeconds?: number;
}

/** Makes one request and reads its answer. @throws {FlickrCallError} when there is none, or the abort. */
async function fetchText(
  url: string,
  { headers, ...init }: OwnRequest,
  { signal, timeoutMs, part, method }: FetchRequest,
): Promise<TextAnswer> {
  signal.throwIfAborted();
  try {
    const response = await fetch(url, {
      ...init,
      headers: { 'user-agent': userAgent, ...headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return {
      status: response.status,
      text: await response.text(),
      ...retryAfterOf(response.headers.get('retry-after')),
    };
  } catch (error) {
    throw signal.aborted ? abortError() : connectionError(error, { part, method });
  }
}

/** `Retry-After` in seconds. Flickr documents none; whoever stands in front of it may send one. */
export function retryAfterOf(text: string | null | undefined): { retryAfterSeconds?: number } {
  const seconds = typeof text === 'string' ? Number(text) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterSeconds: seconds } : {};
}

type Refusal = Pick<
  ConstructorParameters<typeof FlickrCallError>[0],
  'message' | 'httpStatus' | 'flickrCode' | 'oauthProblem' | 'isPage'
>;

/** What an answer of the API is when it is no good one: `{"stat":"fail","code":1,"message":"..."}` comes with status 200. */
function refusalOfApi(httpStatus: number, text: string, method: string | undefined): Refusal | undefined {
  const answer = jsonOf(text);
  if (answer === undefined && /^oauth_problem=/.test(text)) return refusalOfOauth(httpStatus, text);
  if (answer === undefined) return { message: `no data came from ${method ?? 'the API'}`, httpStatus, isPage: true };
  const { stat, code, message } = answer;
  if (stat === 'ok' && httpStatus < 300) return undefined;
  const words = typeof message === 'string' && message !== '' ? message : 'no reason given';
  const number = Number(code ?? Number.NaN);
  return { message: words, httpStatus, ...(Number.isInteger(number) ? { flickrCode: number } : {}) };
}

/** What an OAuth endpoint says when it refuses: `oauth_problem=signature_invalid&debug_sbs=...`. Only the word is kept. */
function refusalOfOauth(httpStatus: number, text: string): Refusal | undefined {
  const found = new URLSearchParams(text.trim());
  const oauthProblem = found.get('oauth_problem');
  if (oauthProblem !== null)
    return { message: 'the sign-in is refused', httpStatus, oauthProblem: oauthProblem.slice(0, 60) };
  if (httpStatus >= 300) return { message: 'the sign-in is refused', httpStatus, isPage: true };
  return found.has('oauth_token') ? undefined : { message: 'no token came', httpStatus, isPage: true };
}

function jsonOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
