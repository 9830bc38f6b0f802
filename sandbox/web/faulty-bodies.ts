import { Readable } from 'node:stream';
import type { WebContent } from './content';

/** The first half of some content, after which the connection breaks. */
export function brokenBody(content: WebContent, start: number): Readable {
  const middle = start + Math.ceil((content.bytes - start) / 2);
  return breakingAfter(content.read(start, middle - 1));
}

function breakingAfter(body: Buffer | Readable): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    yield* asPieces(body);
    // Sent first: what is only queued when a connection breaks does not arrive.
    await new Promise((resolve) => setTimeout(resolve, 20));
    throw new Error('the connection breaks here');
  }
  return Readable.from(pieces(), { objectMode: false });
}

/** Content of which nobody says how long it is. */
export function unmeasuredBody(content: WebContent): Readable {
  return Readable.from(asPieces(content.read(0, content.bytes - 1)), { objectMode: false });
}

async function* asPieces(body: Buffer | Readable): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(body)) yield body;
  else for await (const piece of body) yield piece as Buffer;
}
