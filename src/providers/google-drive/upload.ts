import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { ProviderError } from '../provider-error';
import type { PutRequest } from '../provider';
import { DriveCallError, refusal } from './call-error';
import type { DriveClient } from './client';
import { driveFile, fileFields, type DriveFile } from './drive-file';
import { newId, unlessGone } from './folder-maker';

/** All chunks but the last are multiples of 256 KiB (Drive API, "Upload file data", resumable). */
const chunkBytes = 8 * 1024 * 1024;

/** Where an upload goes: a new file in a folder, or new content of one that is there. */
export type UploadTarget = { kind: 'new'; parent: string; name: string } | { kind: 'content'; id: string };

/** What is written down of an upload under way. */
const kept = z.object({ id: z.string(), sessionUri: z.string() });
type Kept = z.output<typeof kept>;

/**
 * Uploads by a resumable session under an id that is fixed before the first byte is sent. How far it is, is written down
 * after each chunk. A session that Google has forgotten begins anew; a repeat after a crash between the last byte and the
 * record finds the file under its id.
 */
export async function uploadResumable(
  client: DriveClient,
  target: UploadTarget,
  request: PutRequest,
  signal: AbortSignal,
): Promise<{ file: DriveFile; sentMd5?: string }> {
  const begun = await beginOrResume(client, target, request, signal);
  if ('file' in begun) return begun;
  const { session, nextByte } = begun;
  const { content } = request;
  const hash = nextByte === 0 ? createHash('md5') : undefined;
  let start = nextByte;
  for (;;) {
    const end = Math.min(start + chunkBytes, content.bytes);
    const answer = await sendChunk(client, session, { request, start, end, hash }, signal);
    if ('file' in answer) {
      await request.session.forget();
      const sentMd5 = hash?.digest('hex');
      verify(answer.file, sentMd5 ?? content.md5);
      return { file: answer.file, ...(sentMd5 === undefined ? {} : { sentMd5 }) };
    }
    // Google may have kept less than was sent: what it says counts. The checksum then is that of nothing.
    if (answer.nextByte !== end) return uploadRest(client, target, request, session, answer.nextByte, signal);
    start = answer.nextByte;
    await request.session.record({ uploadId: JSON.stringify(session), nextByte: start });
  }
}

/** Goes on from where Google says it is; the whole is verified by the source's checksum, where there is one. */
async function uploadRest(
  client: DriveClient,
  target: UploadTarget,
  request: PutRequest,
  session: Kept,
  nextByte: number,
  signal: AbortSignal,
): Promise<{ file: DriveFile; sentMd5?: string }> {
  await request.session.record({ uploadId: JSON.stringify(session), nextByte });
  return uploadResumable(client, target, request, signal);
}

type Begun = { session: Kept; nextByte: number } | { file: DriveFile };

async function beginOrResume(
  client: DriveClient,
  target: UploadTarget,
  request: PutRequest,
  signal: AbortSignal,
): Promise<Begun> {
  const begun = await request.session.find();
  const session = begun === undefined ? undefined : readKept(begun.uploadId);
  if (session !== undefined) {
    const standing = await askStanding(client, session, request.content.bytes, signal);
    if (standing !== undefined) return 'file' in standing ? standing : { session, nextByte: standing.nextByte };
    if (target.kind === 'new') {
      // The session is over: its last byte may have come through before a crash.
      const file = await client.file(session.id, signal).catch(unlessGone);
      if (file !== undefined && !file.trashed) return { file };
    }
  }
  const id = target.kind === 'content' ? target.id : (session?.id ?? (await newId(client, signal)));
  const fresh = { id, sessionUri: await openSession(client, target, id, request, signal) };
  await request.session.record({ uploadId: JSON.stringify(fresh), nextByte: 0 });
  return { session: fresh, nextByte: 0 };
}

function readKept(text: string): Kept | undefined {
  try {
    return kept.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function openSession(
  client: DriveClient,
  target: UploadTarget,
  id: string,
  { content }: PutRequest,
  signal: AbortSignal,
): Promise<string> {
  const query = `uploadType=resumable&supportsAllDrives=true&fields=${encodeURIComponent(fileFields)}`;
  const isNew = target.kind === 'new';
  const answer = await client.request(
    {
      method: isNew ? 'POST' : 'PATCH',
      url: client.uploadUrl(isNew ? `?${query}` : `/${target.id}?${query}`),
      headers: { 'content-type': 'application/json; charset=UTF-8', 'x-upload-content-length': String(content.bytes) },
      body: () => JSON.stringify(isNew ? { id, name: target.name, parents: [target.parent] } : {}),
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
  { sessionUri }: Kept,
  bytes: number,
  signal: AbortSignal,
): Promise<{ nextByte: number } | { file: DriveFile } | undefined> {
  const headers = { 'content-range': `bytes */${bytes}`, 'content-length': '0' };
  const answer = await client.request({ method: 'PUT', url: sessionUri, headers }, signal);
  if (answer.status === 404 || answer.status === 410) return undefined;
  return readStanding(answer.status, answer.headers, answer.body);
}

interface Chunk {
  request: PutRequest;
  start: number;
  end: number;
  hash: ReturnType<typeof createHash> | undefined;
}

async function sendChunk(
  client: DriveClient,
  { sessionUri }: Kept,
  { request, start, end, hash }: Chunk,
  signal: AbortSignal,
): Promise<{ nextByte: number } | { file: DriveFile }> {
  const { content, onProgress } = request;
  const last = end === 0 ? 0 : end - 1;
  const isEmpty = content.bytes === 0;
  let failed: unknown;
  async function* pieces(): AsyncGenerator<Buffer> {
    let position = start;
    const stream = await content.open(start);
    try {
      for await (const piece of stream) {
        const part = (piece as Buffer).subarray(0, end - position);
        position += part.length;
        hash?.update(part);
        onProgress(position);
        yield part;
        if (position >= end) return;
      }
    } catch (error) {
      failed = error;
      throw error;
    } finally {
      stream.destroy();
    }
  }
  const headers = {
    'content-type': 'application/octet-stream',
    'content-length': String(end - start),
    'content-range': isEmpty ? 'bytes */0' : `bytes ${start}-${last}/${content.bytes}`,
  };
  const body = isEmpty ? undefined : () => Promise.resolve(Readable.from(pieces(), { objectMode: false }));
  try {
    const answer = await client.request({ method: 'PUT', url: sessionUri, headers, body }, signal);
    return readStanding(answer.status, answer.headers, answer.body);
  } catch (error) {
    // What the source failed with is the source's, not Drive's.
    throw failed ?? error;
  }
}

/** 308: more is wanted, from behind the last byte that `Range` names; without it nothing is there yet. */
function readStanding(status: number, headers: Headers, body: unknown): { nextByte: number } | { file: DriveFile } {
  if (status === 200 || status === 201) return { file: driveFile(typeof body === 'string' ? JSON.parse(body) : body) };
  if (status !== 308) throw refusal(status, body);
  const range = /bytes=0-(\d+)/.exec(headers.get('range') ?? '')?.[1];
  return { nextByte: range === undefined ? 0 : Number(range) + 1 };
}

function verify({ md5Checksum, name }: DriveFile, sent: string | undefined): void {
  if (sent === undefined || md5Checksum === undefined || sent === md5Checksum) return;
  throw new ProviderError('Transient', `${name} was damaged on its way to Google Drive; it is sent again.`, {
    service: 'Google Drive',
  });
}
