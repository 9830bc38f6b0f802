import { Dropbox, type DropboxResponse } from 'dropbox';
import { Readable } from 'node:stream';
import { BodyFailure, piecesOf, refusalOf, WatchedBody } from './bodies';
import { abortError, isAbort } from '../define-provider';
import { callErrorOf, connectionError, DropboxCallError, isRefusedFor } from './call-error';
import { serviceOf, type DropboxSettings } from './settings';
import { AccessTokens } from './tokens';
import { fetchVia, headerJson } from './transport';

/** Nothing Dropbox answers without bytes takes this long. */
const callTimeoutMs = 60_000;
/** Sending 8 MiB may take a slow line this long. */
const uploadTimeoutMs = 10 * 60_000;
const contentUrl = 'https://content.dropboxapi.com/2/';
const accountUrl = 'https://api.dropboxapi.com/2/users/get_current_account';

/** A download that has begun. */
export interface Download {
  /** Metadata of what is coming, from `Dropbox-API-Result`. */
  result: unknown;
  stream: Readable;
}

interface UploadCall {
  fn: 'files/upload' | 'files/upload_session/start' | 'files/upload_session/append_v2' | 'files/upload_session/finish';
  argument: unknown;
  bytes: number;
  /** Makes the body anew: a call is repeated once when its token has ended meanwhile. */
  body(): Buffer | AsyncIterable<Buffer>;
}

/** The Dropbox SDK for one account: tokens, timeouts and aborts seen to. It never tries twice, but for a token that ended. */
export class DropboxClient {
  readonly service: string;
  readonly quota: string;
  /** Whose account it is, or as good as that. */
  readonly owner: string;
  private readonly tokens: AccessTokens;

  constructor(private readonly settings: DropboxSettings) {
    this.service = serviceOf(settings);
    this.quota = settings.quota;
    this.owner = settings.who ?? settings.quota.replace(/^dropbox:/, '');
    this.tokens = new AccessTokens(settings);
  }

  /** Makes one call without bytes by the SDK. @throws {DropboxCallError} */
  async rpc<T>(call: (sdk: Dropbox) => Promise<DropboxResponse<T>>, signal: AbortSignal): Promise<DropboxResponse<T>> {
    return this.withToken(signal, async () => {
      const { apiUrl } = this.settings;
      const timeout = AbortSignal.timeout(callTimeoutMs);
      const fetch = fetchVia(apiUrl, AbortSignal.any([signal, timeout]));
      const sdk = new Dropbox({ auth: this.tokens.auth, fetch });
      return call(sdk);
    });
  }

  /** Begins a download from byte `start`; nothing of it is held in memory. @throws {DropboxCallError} */
  async download(
    {
      fn,
      argument,
      start,
    }: { fn: 'files/download' | 'sharing/get_shared_link_file'; argument: unknown; start: number },
    signal: AbortSignal,
  ): Promise<Download> {
    return this.withToken(signal, async (token) => {
      const connection = new AbortController();
      const fetch = fetchVia(this.settings.apiUrl, AbortSignal.any([signal, connection.signal]));
      const response = await fetch(contentUrl + fn, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Dropbox-API-Arg': headerJson(argument),
          ...(start === 0 ? {} : { Range: `bytes=${start}-` }),
        },
      });
      if (!response.ok) throw await refusalOf(response);
      const result = response.headers.get('dropbox-api-result');
      if (start > 0 && response.status !== 206) {
        connection.abort();
        throw new DropboxCallError({ message: 'the answer to a request for a part was the whole', httpStatus: 500 });
      }
      const stream = Readable.from(piecesOf(response), { objectMode: false });
      stream.once('close', () => connection.abort());
      return { result: result === null ? undefined : (JSON.parse(result) as unknown), stream };
    });
  }

  /** Sends bytes in one request. @throws {DropboxCallError} or what the body failed with. */
  async upload({ fn, argument, bytes, body }: UploadCall, signal: AbortSignal): Promise<unknown> {
    return this.withToken(signal, async (token) => {
      const timeout = AbortSignal.timeout(uploadTimeoutMs);
      const fetch = fetchVia(this.settings.apiUrl, AbortSignal.any([signal, timeout]));
      const watched = new WatchedBody(body());
      const response = await fetch(contentUrl + fn, {
        method: 'POST',
        duplex: 'half',
        body: watched.body,
        headers: {
          Authorization: `Bearer ${token}`,
          'Dropbox-API-Arg': headerJson(argument),
          'Content-Type': 'application/octet-stream',
          'Content-Length': String(bytes),
        },
      }).catch((error: unknown) => {
        throw watched.failure ?? error;
      });
      if (!response.ok) throw await refusalOf(response);
      return response.json();
    });
  }

  /** Resolves when Dropbox answers anything but a server error. Nobody is named, so it draws on nobody's quota. */
  async probe(signal: AbortSignal): Promise<void> {
    const fetch = fetchVia(this.settings.apiUrl, AbortSignal.any([signal, AbortSignal.timeout(10_000)]));
    const response = await fetch(accountUrl).catch((error: unknown) => {
      throw signal.aborted ? abortError() : connectionError(error);
    });
    await response.body?.cancel();
    if (response.status >= 500) throw new DropboxCallError({ message: 'it is down', httpStatus: response.status });
  }

  private async withToken<T>(signal: AbortSignal, call: (token: string) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const attempt = async (token: string): Promise<T> => {
      try {
        return await call(token);
      } catch (error) {
        if (error instanceof BodyFailure) throw error.reason;
        if (signal.aborted) throw abortError();
        throw isAbort(error) ? error : callErrorOf(error);
      }
    };
    const token = await this.tokens.current();
    try {
      return await attempt(token);
    } catch (error) {
      const next = isRefusedFor(error, 'expired_access_token') ? await this.tokens.inPlaceOf(token) : undefined;
      if (next === undefined) throw error;
      return attempt(next);
    }
  }
}
