import { drive_v3 } from 'googleapis/build/src/apis/drive/v3';
import type { Readable } from 'node:stream';
import { callErrorOf, DriveCallError, refusal } from './call-error';
import { authorize, type Authorized } from './authorize';
import { driveFile, fileFields, readRef, type DriveFile } from './drive-file';
import { impatientStream } from './impatient-stream';
import type { GoogleDriveSettings } from './settings';

/** Longest silence of a call that sends and gets little. */
const timeoutMs = 60_000;
/** Longest time that one request with bytes may take. */
const uploadTimeoutMs = 10 * 60_000;
/** As much of a refusal is read as a refusal can be long. */
const longestRefusalBytes = 64 * 1024;

/** Permission to look and to download (Google, "Choose Google Drive API scopes"). */
export const readScope = 'https://www.googleapis.com/auth/drive.readonly';
export const writeScope = 'https://www.googleapis.com/auth/drive';

/** What the SDK takes with every call. */
interface SdkOptions {
  signal: AbortSignal;
  timeout: number;
  retry: false;
  headers?: Record<string, string>;
}

interface CallRequest {
  signal: AbortSignal;
  /** Resource keys that the call may need, as refs. */
  refs?: string[];
}

/** A request of our own making. The body is opened anew when the request must be made again. */
interface OwnRequest {
  method: 'POST' | 'PATCH' | 'PUT';
  url: string;
  headers: Record<string, string>;
  body?: () => Promise<Readable> | string;
}

/** The answer to one. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  body: unknown;
}

/**
 * Drive for one user, by the official SDK: timeouts, aborts, resource keys and a token that dies early seen to. It tries
 * nothing twice, except that a refused access token is replaced once.
 */
export class DriveClient {
  readonly who: string;
  private readonly authorized: Authorized;
  private readonly drive: drive_v3.Drive;
  private readonly apiUrl: string;

  constructor(settings: GoogleDriveSettings, scope: string) {
    this.who = settings.who;
    this.authorized = authorize(settings, [scope]);
    this.drive = new drive_v3.Drive({ auth: this.authorized.auth, retry: false });
    this.apiUrl = settings.apiUrl ?? 'https://www.googleapis.com';
  }

  /** Makes one API call. @throws {DriveCallError} */
  async call<T>(
    make: (drive: drive_v3.Drive, options: SdkOptions) => Promise<{ data: T }>,
    { signal, refs = [] }: CallRequest,
  ): Promise<T> {
    const headers = keyHeader(refs);
    const { data } = await this.withFreshToken(signal, () =>
      make(this.drive, { signal, timeout: timeoutMs, retry: false, ...(headers === undefined ? {} : { headers }) }),
    );
    return data;
  }

  /** Metadata of one file. @throws {DriveCallError} 404 when it is gone or not shared with this user. */
  async file(ref: string, signal: AbortSignal): Promise<DriveFile> {
    const { id: fileId } = readRef(ref);
    const answer = await this.call(
      (drive, options) => drive.files.get({ fileId, fields: fileFields, supportsAllDrives: true }, options),
      { signal, refs: [ref] },
    );
    return driveFile(answer);
  }

  /** One page of what fits a query, Shared Drives included. @throws {DriveCallError} also for a search Google did not finish. */
  async page(
    q: string,
    { pageToken, pageSize = 1000, fields = fileFields }: { pageToken?: string; pageSize?: number; fields?: string },
    { signal, refs }: CallRequest,
  ): Promise<{ files: unknown[]; nextPageToken?: string }> {
    const answer = await this.call(
      (drive, options) =>
        drive.files.list(
          {
            q,
            pageSize,
            pageToken,
            fields: `nextPageToken,incompleteSearch,files(${fields})`,
            supportsAllDrives: true,
            includeItemsFromAllDrives: true,
          },
          options,
        ),
      { signal, refs },
    );
    // A part of a listing must never be taken for the whole.
    if (answer.incompleteSearch === true) {
      throw new DriveCallError({ status: 503, reason: 'incompleteSearch', message: 'the search was not finished' });
    }
    return { files: answer.files ?? [], nextPageToken: answer.nextPageToken ?? undefined };
  }

  /** All that fits a query, page by page. */
  async *all(q: string, request: CallRequest & { fields?: string }): AsyncGenerator<DriveFile> {
    let pageToken: string | undefined;
    do {
      const page = await this.page(q, { pageToken, fields: request.fields }, request);
      for (const file of page.files) yield driveFile(file);
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
  }

  /** Opens the bytes of a file from one on. @throws {DriveCallError} */
  async download(
    ref: string,
    { start, acknowledgeAbuse }: { start: number; acknowledgeAbuse: boolean },
    signal: AbortSignal,
  ): Promise<Readable> {
    const { id: fileId } = readRef(ref);
    const headers = { ...keyHeader([ref]), ...(start === 0 ? {} : { range: `bytes=${start}-` }) };
    const answer = await this.withFreshToken(signal, async () => {
      const found = await this.drive.files.get(
        { fileId, alt: 'media', supportsAllDrives: true, acknowledgeAbuse },
        { responseType: 'stream', signal, retry: false, headers, validateStatus: () => true },
      );
      // Of a stream the SDK does not read why it was refused.
      if (found.status >= 300) throw refusal(found.status, await textOf(found.data));
      return found;
    });
    return impatientStream({ stream: answer.data, silenceMs: timeoutMs });
  }

  /** A request of our own, for what the SDK cannot do: resumable uploads. Any status but 401 is an answer. @throws {DriveCallError} */
  async request({ method, url, headers, body }: OwnRequest, signal: AbortSignal): Promise<RawAnswer> {
    const answer = await this.withFreshToken(signal, async () => {
      const data = await body?.();
      const options = {
        url,
        method,
        headers,
        data,
        signal,
        timeout: uploadTimeoutMs,
        responseType: 'text',
        validateStatus: () => true,
        retry: false,
      } as const;
      const found = await this.authorized.auth.request(options);
      if (found.status === 401) throw refusal(401, found.data);
      return found;
    });
    return { status: answer.status, headers: answer.headers, body: answer.data };
  }

  /** Where uploads go. */
  uploadUrl(path: string): string {
    return `https://www.googleapis.com/upload/drive/v3/files${path}`;
  }

  /** The date of an answer that draws on no quota of the user's. Any answer below 500 shows that Drive is there. */
  async ping(signal: AbortSignal): Promise<Date | undefined> {
    const options = { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) };
    const answer = await fetch(`${this.apiUrl}/drive/v3/about`, options).catch((error: unknown) => {
      signal.throwIfAborted();
      throw callErrorOf(error);
    });
    await answer.body?.cancel();
    if (answer.status >= 500) throw new DriveCallError({ status: answer.status, message: 'the service is down' });
    const date = answer.headers.get('date');
    return date === null ? undefined : new Date(date);
  }

  /** A token that is refused before its time says nothing of the call: the call is made once more with another. */
  private async withFreshToken<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (first) {
      signal.throwIfAborted();
      const error = first instanceof DriveCallError ? first : callErrorOf(first);
      if (error.status !== 401 || error.reason === 'invalid_grant') throw error;
    }
    this.authorized.renew();
    try {
      return await call();
    } catch (again) {
      signal.throwIfAborted();
      throw again instanceof DriveCallError ? again : callErrorOf(again);
    }
  }
}

/** `X-Goog-Drive-Resource-Keys: <id>/<key>,...` (Drive API, "Access link-shared Drive files using resource keys"). */
function keyHeader(refs: string[]): Record<string, string> | undefined {
  const keys = refs.filter((ref) => ref.includes('/'));
  return keys.length === 0 ? undefined : { 'X-Goog-Drive-Resource-Keys': keys.join(',') };
}

async function textOf(body: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(Buffer.from(piece as Buffer));
    length += (piece as Buffer).length;
    if (length >= longestRefusalBytes) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}
