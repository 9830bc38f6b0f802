import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { Piece } from '../../frame/piece';
import type { Account } from '../account';
import { badRequest } from '../api-error';
import { contiguousBytes, type UploadInProgress, type UploadPart } from './upload-in-progress';

/** Which bytes of the whole a request carries; no total when it is not known yet. */
export interface ChunkRange {
  start: number;
  end: number;
  total?: number;
}

/** `bytes a-b/total`, where the total may be `-1` or `*` until the last chunk (Cloudinary documentation, chunked upload). */
export function parseChunkRange(header: string): ChunkRange {
  const parts = /^bytes[ =](\d+)-(\d+)\/(\d+|-1|\*)$/i.exec(header.trim());
  const start = Number(parts?.[1]);
  const end = Number(parts?.[2]);
  const total = /^\d+$/.test(parts?.[3] ?? '') ? Number(parts?.[3]) : undefined;
  if (!parts || end < start || (total !== undefined && end >= total)) {
    throw badRequest(`Invalid Content-Range header: ${header}`);
  }
  return total === undefined ? { start, end } : { start, end, total };
}

/** Refuses a chunk that does not hold what it says, or is too small not to be the last. */
export function checkChunk(account: Account, range: ChunkRange, bytes: number): void {
  if (bytes !== range.end - range.start + 1) {
    throw badRequest(`Content-Range ${range.start}-${range.end} does not match the ${bytes} bytes sent`);
  }
  const isLast = range.total !== undefined && range.end + 1 === range.total;
  if (!isLast && bytes < account.settings.minChunkBytes) {
    throw badRequest('All parts except EOF-chunk must be larger than 5mb');
  }
}

/** Keeps a chunk; the same one again takes the place of the first. Answers the upload as it then is. */
export async function keepChunk(
  account: Account,
  id: string,
  resourceType: string,
  range: ChunkRange,
  piece: Piece,
): Promise<UploadInProgress> {
  const file = randomUUID();
  if ('path' in piece.content) await rename(piece.content.path, account.chunkPath(file));
  else await writeFile(account.chunkPath(file), piece.content.buffer);
  const before = account.uploads.get(id);
  const goesOn = before && !before.finished ? before : undefined;
  const replaced = goesOn?.parts.filter((part) => part.start === range.start) ?? [];
  const part: UploadPart = { start: range.start, end: range.end, md5: piece.md5, file };
  const parts = [...(goesOn?.parts ?? []).filter((one) => one.start !== range.start), part];
  const total = range.total ?? goesOn?.total;
  const upload: UploadInProgress = {
    id,
    resourceType,
    startedAt: goesOn?.startedAt ?? new Date().toISOString(),
    parts: parts.sort((a, b) => a.start - b.start),
    ...(total === undefined ? {} : { total }),
  };
  account.uploads.set(id, upload);
  await account.journal.flush();
  for (const old of replaced) await rm(account.chunkPath(old.file), { force: true });
  return upload;
}

/** True when every byte of the whole is there. */
export function isComplete(upload: UploadInProgress): boolean {
  return upload.total !== undefined && contiguousBytes(upload) >= upload.total;
}

/** The chunks as one piece, hashed from first to last. */
export async function joinChunks(account: Account, upload: UploadInProgress): Promise<Piece> {
  return account.spool.take(bytesInOrder(account, upload));
}

async function* bytesInOrder(account: Account, upload: UploadInProgress): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const part of upload.parts) {
    if (part.end < offset) continue;
    const from = { start: offset - part.start, highWaterMark: 1024 * 1024 };
    for await (const chunk of createReadStream(account.chunkPath(part.file), from)) yield chunk as Buffer;
    offset = part.end + 1;
  }
}

/** True when this chunk is one that is there already, to the byte. */
export function isRepeated(upload: UploadInProgress, range: ChunkRange, md5: string): boolean {
  const same = (part: { start: number; end: number; md5: string }): boolean =>
    part.start === range.start && part.end === range.end && part.md5 === md5;
  return upload.parts.some(same) || (upload.finished !== undefined && same(upload.finished.last));
}

/** A number that stands for the parameters of an upload, for ids of batches. */
export function batchId(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
