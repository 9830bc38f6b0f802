import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { PutRequest } from '../provider';

/**
 * A part of an asset's content on its way into requests. It can be opened again when a request has to be made again, and
 * it is to be closed whatever becomes of the request: a source that says nothing would be held for ever otherwise.
 */
export class ContentPart {
  /** What reading the source failed with: the source's failure, not Drive's. */
  failed: unknown;
  private stream: Readable | undefined;
  private running: Hash | undefined;

  /** @param hash Checksum of everything before the part; absent when that was not read. It stays as it is. */
  constructor(
    private readonly request: Pick<PutRequest, 'content' | 'onProgress'>,
    readonly start: number,
    readonly end: number,
    private readonly hash: Hash | undefined,
  ) {}

  /** Checksum of everything up to the end of the part, once it was read. */
  get hashed(): Hash | undefined {
    return this.end === this.start ? this.hash : this.running;
  }

  /** A stream of the part with something before and after it. */
  async open({ before = '', after = '' } = {}): Promise<Readable> {
    this.close();
    const stream = await this.request.content.open(this.start);
    this.stream = stream;
    this.running = this.hash?.copy();
    return Readable.from(this.pieces(stream, before, after), { objectMode: false });
  }

  close(): void {
    this.stream?.destroy();
  }

  private async *pieces(stream: Readable, before: string, after: string): AsyncGenerator<Buffer> {
    if (before !== '') yield Buffer.from(before);
    let position = this.start;
    try {
      for await (const piece of stream) {
        const part = (piece as Buffer).subarray(0, this.end - position);
        position += part.length;
        this.running?.update(part);
        this.request.onProgress(position);
        yield part;
        if (position >= this.end) break;
      }
    } catch (error) {
      this.failed = error;
      throw error;
    }
    if (after !== '') yield Buffer.from(after);
  }
}

/** A checksum of nothing yet. */
export function freshHash(): Hash {
  return createHash('md5');
}
