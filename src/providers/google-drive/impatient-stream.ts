import { Readable } from 'node:stream';

interface Impatience {
  stream: Readable;
  /** Longest time without a byte while somebody waits for one. */
  silenceMs: number;
}

/**
 * Hands a stream on and breaks it when it says nothing for too long. A reader that takes its time is no silence. The
 * failure is a broken connection like any other: a download is taken up again behind it.
 */
export function impatientStream({ stream, silenceMs }: Impatience): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (;;) {
      const timer = setTimeout(
        () => stream.destroy(new Error('the connection ended early: it said nothing')),
        silenceMs,
      );
      const next = await iterator.next().finally(() => clearTimeout(timer));
      if (next.done === true) return;
      yield next.value;
    }
  }
  const impatient = Readable.from(pieces(), { objectMode: false });
  // Not in the generator: it may be waiting for a stream that says nothing.
  impatient.once('close', () => stream.destroy());
  return impatient;
}
