import { Readable } from 'node:stream';

/** So often a download is taken up again where it broke; each time must have brought something. */
const mostResumptions = 5;

interface Resumable {
  /** First byte wanted. */
  start: number;
  /** Length of the whole content. */
  bytes: number;
  /** Opens a connection that gives the content from a byte on. */
  openAt(start: number): Promise<Readable>;
}

/**
 * A download that is taken up by a range request where its connection broke, as long as every connection brings it
 * further. One that brings nothing fails with what the connection failed with: trying again is not a stream's business.
 */
export async function resumingStream({ start, bytes, openAt }: Resumable): Promise<Readable> {
  let connection = await openAt(start); // Before anything is handed out, so that a refusal is the call's own failure.
  async function* pieces(): AsyncGenerator<Buffer> {
    let position = start;
    let resumptions = 0;
    for (;;) {
      const from = position;
      try {
        for await (const piece of connection) {
          position += (piece as Buffer).length;
          yield piece as Buffer;
        }
        if (position >= bytes) return;
        throw new Error('the connection ended early');
      } catch (error) {
        if (position === from || position >= bytes || resumptions === mostResumptions) throw error;
        resumptions += 1;
        connection = await openAt(position);
      }
    }
  }
  const stream = Readable.from(pieces(), { objectMode: false });
  stream.once('close', () => connection.destroy());
  return stream;
}
