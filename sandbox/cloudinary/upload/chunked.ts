import { rm } from 'node:fs/promises';
import type { Account } from '../account';
import { checkChunk, isComplete, isRepeated, joinChunks, keepChunk, parseChunkRange, type ChunkRange } from './chunk';
import { finishUpload, type Upload } from './finish';
import type { Source } from './source';
import { contiguousBytes, type UploadInProgress } from './upload-in-progress';

type UploadAnswer = Record<string, unknown>;

const finishing = new WeakMap<Account, Map<string, Promise<UploadAnswer>>>();
const rememberedUploads = 1000;

/** One chunk of an upload: `done:false` until the last, then the answer of any upload (Cloudinary documentation, chunked upload). */
export async function uploadChunk(task: Upload, source: Source, id: string, header: string): Promise<UploadAnswer> {
  const { account } = task;
  const range = parseChunkRange(header);
  const { piece } = source;
  checkChunk(account, range, piece.bytes);
  const { md5 } = piece;
  const before = account.uploads.get(id);
  if (before?.finished && isRepeated(before, range, md5)) {
    const isLast = range.start === before.finished.last.start;
    return isLast ? before.finished.answer : progress(task, before);
  }
  const upload = await keepChunk(account, id, task.asked, range, piece);
  if (!isComplete(upload)) return progress(task, upload);
  const running = runningFor(account);
  let result = running.get(id);
  if (!result) {
    result = finish(task, source, upload, { ...range, md5 }).finally(() => running.delete(id));
    running.set(id, result);
  }
  return result;
}

async function finish(
  task: Upload,
  source: Source,
  upload: UploadInProgress,
  last: ChunkRange & { md5: string },
): Promise<UploadAnswer> {
  const { account } = task;
  const piece = await joinChunks(account, upload);
  try {
    const answer = { ...(await finishUpload(task, { ...source, piece }, async () => undefined)), done: true };
    const { start, end, md5 } = last;
    account.uploads.set(upload.id, { ...upload, finished: { answer, last: { start, end, md5 } } });
    forgetOldest(account);
    return answer;
  } catch (error) {
    account.uploads.delete(upload.id);
    throw error;
  } finally {
    await account.spool.drop(piece);
    await account.journal.flush();
    for (const part of upload.parts) await rm(account.chunkPath(part.file), { force: true });
  }
}

function progress(task: Upload, upload: UploadInProgress): UploadAnswer {
  const publicId = task.params.text('public_id');
  return {
    done: false,
    bytes: contiguousBytes(upload),
    kind: 'upload',
    ...(task.asked === 'auto' ? {} : { resource_type: task.asked }),
    ...(publicId === undefined ? {} : { public_id: publicId }),
  };
}

function runningFor(account: Account): Map<string, Promise<UploadAnswer>> {
  let map = finishing.get(account);
  if (!map) finishing.set(account, (map = new Map<string, Promise<UploadAnswer>>()));
  return map;
}

/** Finished uploads are remembered for a while only. */
function forgetOldest(account: Account): void {
  let excess = account.uploads.size - rememberedUploads;
  for (const upload of account.uploads.values()) {
    if (excess <= 0) return;
    if (upload.finished) {
      account.uploads.delete(upload.id);
      excess -= 1;
    }
  }
}
