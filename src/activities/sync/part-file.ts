import { createHash, randomBytes } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { unfinishedEnding } from '../../core/sync-trash';
import type { Content } from '../../providers/provider';
import { toFoundFile, type FoundFile } from './found-file';
import { localFailure } from './local-failure';

/** A whole content in a file that is not in its place yet. */
export interface PartFile {
  file: string;
  md5: string;
  found: FoundFile;
}

interface PartRequest {
  /** The file it will be. */
  to: string;
  /** Whoever writes: its own parts are told from those of others. */
  writer: string;
  content: Content;
  modifiedAt?: string;
  /** Permission bits, where it takes the place of another file. */
  mode?: number;
  onProgress(bytes: number): void;
}

/**
 * What all parts of a writer for a file begin with: no longer than a name may be, whatever the file is called, and
 * hidden, so that no listing takes one for a photo.
 */
export function partPrefix(to: string, writer: string): string {
  const digest = createHash('sha256')
    .update(`${writer}\0${basename(to)}`)
    .digest('hex');
  return join(dirname(to), `.${digest.slice(0, 16)}`);
}

/** A name for a part that no other has. */
export function partOf(to: string, writer: string): string {
  return `${partPrefix(to, writer)}.${randomBytes(4).toString('hex')}${unfinishedEnding}`;
}

/**
 * Writes content beside its place and onto the disk, with its time. A part that is not finished is removed.
 * @throws {ProviderError} of the disk, about the file it will be; or whatever the content's stream fails with.
 */
export async function writePart({ to, ...request }: PartRequest, signal: AbortSignal): Promise<PartFile> {
  const file = partOf(to, request.writer);
  const onDisk = async <T>(call: Promise<T>): Promise<T> =>
    call.catch((error: unknown) => {
      throw localFailure(error, to);
    });
  const handle = await onDisk(open(file, 'wx'));
  try {
    const md5 = await written(handle, request, { signal, onDisk });
    const found = await onDisk(finished(handle, request));
    return { file, md5, found };
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

type OnDisk = <T>(call: Promise<T>) => Promise<T>;

async function written(
  handle: FileHandle,
  { content, onProgress }: Omit<PartRequest, 'to'>,
  { signal, onDisk }: { signal: AbortSignal; onDisk: OnDisk },
): Promise<string> {
  const hash = createHash('md5');
  const stream = addAbortSignal(signal, await content.open());
  let bytes = 0;
  try {
    for await (const piece of stream) {
      hash.update(piece as Buffer);
      await onDisk(handle.writeFile(piece as Buffer)); // All of it: `write` may take a part.
      onProgress((bytes += (piece as Buffer).length));
    }
  } finally {
    stream.destroy();
  }
  return hash.digest('hex');
}

async function finished(handle: FileHandle, { modifiedAt, mode }: Omit<PartRequest, 'to'>): Promise<FoundFile> {
  const time = Date.parse(modifiedAt ?? '');
  if (!Number.isNaN(time)) await handle.utimes(new Date(), new Date(time));
  if (mode !== undefined) await handle.chmod(mode);
  await handle.sync();
  return toFoundFile(await handle.stat({ bigint: true }));
}
