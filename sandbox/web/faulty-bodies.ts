import { Readable } from 'node:stream';
import type { Exchange } from '../frame/exchange';
import type { WebContent } from './content';

/** Sends a part, after which the connection breaks. */
export function brokenBody(part: Buffer | Readable, _exchange: Exchange): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    yield* asPieces(part);
    // Sent first: what is only queued when a connection breaks does not arrive.
    await new Promise((resolve) => setTimeout(resolve, 20));
    throw new Error('the connection breaks here');
  }
  return Readable.from(pieces(), { objectMode: false });
}

/** Sends a part, after which there is silence until the client has gone. */
export function stallingBody(part: Buffer | Readable, { response }: Exchange): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    yield* asPieces(part);
    if (!response.destroyed) await new Promise((resolve) => response.once('close', resolve));
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
