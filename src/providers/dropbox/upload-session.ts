import { createHash, type Hash } from 'node:crypto';
import type { files } from 'dropbox';
import { addAbortSignal } from 'node:stream';
import { ProviderError } from '../provider-error';
import type { PutRequest } from '../provider';
import { isRefusedFor } from './call-error';
import type { DropboxClient } from './client';
import { ContentHash } from './content-hash';
import type { Uploaded } from './upload-whole';

/** Parts are multiples of 4 MiB (Dropbox API v2, `upload_session/start`). */
export const chunkBytes = 8 * 1024 * 1024;

interface Session {
  uploadId: string;
  nextByte: number;
}

/**
 * Sends a file in parts. Each part is held in memory, so that Dropbox can be told its checksum and refuses what was
 * damaged. How far it is, is written down after each: an attempt after a crash goes on there. A session that Dropbox
 * has forgotten begins again, one that is further than was written down goes on from where it is.
 */
export async function uploadInParts(
  client: DropboxClient,
  request: PutRequest,
  commit: object,
  signal: AbortSignal,
): Promise<Uploaded> {
  const begun = await request.session.find();
  if (begun === undefined) return new PartedUpload(client, request, commit, signal).goOn(undefined);
  try {
    return await new PartedUpload(client, request, commit, signal).goOn(begun);
  } catch (error) {
    if (isRefusedFor(error, 'incorrect_offset') && error.correctOffset !== undefined) {
      const at = { uploadId: begun.uploadId, nextByte: error.correctOffset };
      await request.session.record(at);
      return new PartedUpload(client, request, commit, signal).goOn(at);
    }
    if (!isLost(error)) throw error;
    await request.session.forget();
    return new PartedUpload(client, request, commit, signal).goOn(undefined);
  }
}

/** Errors of a session itself; when what the finished file is to be called is refused, the tags begin with `path`. */
function isLost(error: unknown): boolean {
  return ['not_found', 'closed', 'not_closed'].some((tag) => isRefusedFor(error, tag)) && !isRefusedFor(error, 'path');
}

class PartedUpload {
  private readonly md5: Hash = createHash('md5');

  constructor(
    private readonly client: DropboxClient,
    private readonly request: PutRequest,
    private readonly commit: object,
    private readonly signal: AbortSignal,
  ) {}

  async goOn(begun: Session | undefined): Promise<Uploaded> {
    const { content, session, onProgress } = this.request;
    let at = begun;
    for (;;) {
      const start = at?.nextByte ?? 0;
      const part = await this.read(start, Math.min(chunkBytes, content.bytes - start));
      const nextByte = start + part.length;
      if (at !== undefined && nextByte === content.bytes) {
        const file = await this.finish(at, part);
        onProgress(nextByte);
        await session.forget();
        return { file, ...(begun === undefined ? { sentMd5: this.md5.digest('hex') } : {}) };
      }
      at = { uploadId: at === undefined ? await this.start(part) : await this.append(at, part), nextByte };
      await session.record(at);
      onProgress(nextByte);
    }
  }

  /** Reads one part. An abort does not wait for a source that says nothing. */
  private async read(start: number, bytes: number): Promise<Buffer> {
    if (bytes === 0) return Buffer.alloc(0);
    const { content } = this.request;
    const { signal, md5 } = this;
    signal.throwIfAborted();
    const part = Buffer.allocUnsafe(bytes);
    let filled = 0;
    for await (const piece of addAbortSignal(signal, await content.open(start)) as AsyncIterable<Buffer>) {
      filled += piece.copy(part, filled);
      if (filled === bytes) break;
    }
    if (filled < bytes) throw new ProviderError('Transient', 'The source gave fewer bytes than it said.');
    md5.update(part);
    return part;
  }

  private async start(part: Buffer): Promise<string> {
    const answer = await this.send('files/upload_session/start', { close: false }, part);
    return (answer as files.UploadSessionStartResult).session_id;
  }

  private async append({ uploadId, nextByte }: Session, part: Buffer): Promise<string> {
    const cursor = { session_id: uploadId, offset: nextByte };
    await this.send('files/upload_session/append_v2', { cursor, close: false }, part);
    return uploadId;
  }

  private async finish({ uploadId, nextByte }: Session, part: Buffer): Promise<files.FileMetadata> {
    const cursor = { session_id: uploadId, offset: nextByte };
    const answer = await this.send('files/upload_session/finish', { cursor, commit: this.commit }, part);
    return answer as files.FileMetadata;
  }

  private send(fn: Parameters<DropboxClient['upload']>[0]['fn'], argument: object, part: Buffer): Promise<unknown> {
    const hash = new ContentHash().update(part).digest();
    const call = { fn, argument: { ...argument, content_hash: hash }, bytes: part.length, body: () => part };
    return this.client.upload(call, this.signal);
  }
}
