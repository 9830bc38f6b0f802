import { createHash, randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Piece } from './piece';

const keepInMemoryBytes = 256 * 1024;

/** Takes in bytes while hashing them: up to 256 KiB stay in memory, more goes to a file as it comes. */
export class Spool {
  constructor(private readonly directory: string) {}

  /** Takes a whole stream. The file, if there is one, is gone again when the stream breaks. */
  async take(source: AsyncIterable<Buffer | string>): Promise<Piece> {
    const hash = createHash('md5');
    let held: Buffer[] = [];
    let bytes = 0;
    let path: string | undefined;
    let handle: FileHandle | undefined;
    try {
      for await (const chunk of source) {
        const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        hash.update(buffer);
        bytes += buffer.length;
        held.push(buffer);
        if (!handle && bytes <= keepInMemoryBytes) continue;
        if (!handle) {
          path = join(this.directory, randomUUID());
          handle = await open(path, 'w');
        }
        await handle.writev(held);
        held = [];
      }
    } catch (error) {
      await handle?.close();
      if (path !== undefined) await rm(path, { force: true });
      throw error;
    }
    await handle?.close();
    const content = path === undefined ? { buffer: Buffer.concat(held, bytes) } : { path };
    return { bytes, md5: hash.digest('hex'), content };
  }

  /** Forgets a piece that nobody keeps. */
  async drop(piece: Piece): Promise<void> {
    if ('path' in piece.content) await rm(piece.content.path, { force: true });
  }
}
