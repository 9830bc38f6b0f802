import { DriveCallError, refusal } from './call-error';
import type { DriveClient } from './client';
import { ContentPart, freshHash } from './content-part';
import { driveFile, fileFields, type DriveFile } from './drive-file';
import { contentTypeOf } from './content-type';
import {
  metadataOf,
  verify,
  type Uploaded,
  type UploadRequest,
  type UploadTarget,
  type UploadUnderWay,
} from './upload-target';

/** All chunks but the last are multiples of 256 KiB (Drive API, "Perform a resumable upload"). */
const chunkBytes = 8 * 1024 * 1024;

interface ChunkedUpload {
  target: UploadTarget;
  underWay: UploadUnderWay;
  request: UploadRequest;
}

type Standing = { nextByte: number } | { file: DriveFile };

/**
 * Uploads by a resumable session. How far it is, is written down after each chunk; what counts is what Google says is
 * there. A session that Google has forgotten begins anew under the same id.
 * @throws {DriveCallError} or what reading the content failed with.
 */
export async function uploadInChunks(
  client: DriveClient,
  { target, underWay, request }: ChunkedUpload,
  signal: AbortSignal,
): Promise<Uploaded> {
  const { content, session } = request;
  const record = (sessionUri: string, nextByte: number): Promise<void> =>
    session.record({ uploadId: JSON.stringify({ id: underWay.id, sessionUri }), nextByte });
  let { sessionUri } = underWay;
  let standing = sessionUri === undefined ? undefined : await askStanding(client, sessionUri, content.bytes, signal);
  if (sessionUri === undefined || standing === undefined) {
    sessionUri = await openSession(client, { target, underWay, request }, signal);
    await record(sessionUri, 0);
    standing = { nextByte: 0 };
  }
  let hash = 'nextByte' in standing && standing.nextByte === 0 ? freshHash() : undefined;
  while ('nextByte' in standing) {
    const start = standing.nextByte;
    const part = new ContentPart(request, start, Math.min(start + chunkBytes, content.bytes), hash);
    standing = await sendPart(client, sessionUri, { part, bytes: content.bytes }, signal);
    if ('file' in standing) hash = part.hashed;
    else {
      if (standing.nextByte <= start) throw new DriveCallError({ status: 503, message: 'it kept nothing of a chunk' });
      // Google may have kept less than was sent: the checksum then is that of nothing.
      hash = standing.nextByte === part.end ? part.hashed : undefined;
      await record(sessionUri, standing.nextByte);
    }
  }
  await session.forget();
  const sentMd5 = hash?.digest('hex');
  verify(standing.file, sentMd5 ?? content.md5);
  return { file: standing.file, ...(sentMd5 === undefined ? {} : { sentMd5 }) };
}

async function openSession(
  client: DriveClient,
  { target, underWay: { id }, request }: ChunkedUpload,
  signal: AbortSignal,
): Promise<string> {
  const query = `uploadType=resumable&supportsAllDrives=true&fields=${encodeURIComponent(fileFields)}`;
  const isNew = target.kind === 'new';
  const answer = await client.request(
    {
      method: isNew ? 'POST' : 'PATCH',
      url: client.uploadUrl(isNew ? `?${query}` : `/${id}?${query}`),
      headers: {
        'content-type': 'application/json; charset=UTF-8',
        'x-upload-content-type': contentTypeOf(request.path),
        'x-upload-content-length': String(request.content.bytes),
      },
      body: () => JSON.stringify(metadataOf(target, id)),
    },
    signal,
  );
  if (answer.status !== 200) throw refusal(answer.status, answer.body);
  const location = answer.headers.get('location');
  if (location === null) throw new DriveCallError({ status: 503, message: 'no upload session was given' });
  return location;
}

/** How much of an upload is there; `undefined`: the session is over (Drive API: 404 or 410). */
async function askStanding(
  client: DriveClient,
  url: string,
  bytes: number,
  signal: AbortSignal,
): Promise<Standing | undefined> {
  const headers = { 'content-range': `bytes */${bytes}`, 'content-length': '0' };
  const answer = await client.request({ method: 'PUT', url, headers }, signal);
  return isOver(answer.status) ? undefined : readStanding(answer);
}

function isOver(status: number): boolean {
  return status === 404 || status === 410;
}

async function sendPart(
  client: DriveClient,
  url: string,
  { part, bytes }: { part: ContentPart; bytes: number },
  signal: AbortSignal,
): Promise<Standing> {
  const headers = {
    'content-length': String(part.end - part.start),
    'content-range': `bytes ${part.start}-${part.end - 1}/${bytes}`,
  };
  try {
    const answer = await client.request({ method: 'PUT', url, headers, body: () => part.open() }, signal);
    // The session is over, not the file gone: the next attempt begins another.
    if (isOver(answer.status)) throw new DriveCallError({ status: 503, message: 'the upload session has ended' });
    return readStanding(answer);
  } catch (error) {
    throw part.failed ?? error;
  } finally {
    part.close();
  }
}

/** 308: more is wanted, from behind the last byte that `Range` names; without it nothing is there yet. */
function readStanding({ status, headers, body }: { status: number; headers: Headers; body: unknown }): Standing {
  if (status === 200 || status === 201) return { file: driveFile(typeof body === 'string' ? JSON.parse(body) : body) };
  if (status !== 308) throw refusal(status, body);
  const range = /bytes=0-(\d+)/.exec(headers.get('range') ?? '')?.[1];
  return { nextByte: range === undefined ? 0 : Number(range) + 1 };
}
