import { createHash } from 'node:crypto';
import { addAbortSignal } from 'node:stream';
import type { Content } from '../provider';

/** Content hashes are made of blocks of 4 MiB (Dropbox developers, "Content hash"). */
const blockBytes = 4 * 1024 * 1024;

/** Dropbox's own checksum: SHA-256, in hex, of the SHA-256 digests of all blocks. */
export class ContentHash {
  private readonly overall = createHash('sha256');
  private block = createHash('sha256');
  private filled = 0;

  update(piece: Buffer): this {
    for (let rest = piece; rest.length > 0;) {
      const part = rest.subarray(0, blockBytes - this.filled);
      this.block.update(part);
      this.filled += part.length;
      rest = rest.subarray(part.length);
      if (this.filled === blockBytes) this.closeBlock();
    }
    return this;
  }

  /** Ends it: nothing can be added afterwards. */
  digest(): string {
    if (this.filled > 0) this.closeBlock();
    return this.overall.digest('hex');
  }

  private closeBlock(): void {
    this.overall.update(this.block.digest());
    this.block = createHash('sha256');
    this.filled = 0;
  }
}

/** The hash of content, read piece by piece. */
export async function contentHashOf(content: Content, signal: AbortSignal): Promise<string> {
  const hash = new ContentHash();
  // An abort does not wait for a source that says nothing.
  for await (const piece of addAbortSignal(signal, await content.open())) hash.update(piece as Buffer);
  return hash.digest();
}
