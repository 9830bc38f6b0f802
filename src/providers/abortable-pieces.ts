import type { Readable } from 'node:stream';

/**
 * Reads a stream piece by piece and stops at once when the signal is aborted, even where the stream says nothing and
 * cannot be destroyed in time. The stream is let go of in any case.
 */
export async function* abortablePieces(stream: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop);
  });
  aborted.catch(() => undefined);
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  try {
    signal.throwIfAborted();
    for (;;) {
      const next: IteratorResult<Buffer, undefined> = await Promise.race([pieces.next(), aborted]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
    stream.destroy();
  }
}
