import { PassThrough, type Readable } from 'node:stream';

interface PassOnOptions {
  /** So many bytes are handed on; absent: all there are. */
  bytes?: number;
  /** Told each piece that goes through. */
  onPiece?(piece: Buffer): void;
}

/**
 * Hands on a stream or its beginning. What the stream fails with is handed on too; destroying what is handed on destroys
 * the stream at once, even one that was never begun or says nothing.
 */
export function passOn(stream: Readable, { bytes = Infinity, onPiece = () => undefined }: PassOnOptions): Readable {
  const passed = new PassThrough({ highWaterMark: 1 }); // No buffer of its own: the stream has one.
  let left = bytes;
  stream.on('data', (piece: Buffer) => {
    if (passed.destroyed) return;
    const part = piece.subarray(0, left);
    left -= part.length;
    onPiece(part);
    const isTaken = passed.write(part);
    if (left === 0) {
      stream.pause();
      passed.end();
    } else if (!isTaken) {
      stream.pause();
      passed.once('drain', () => stream.resume());
    }
  });
  stream.once('end', () => passed.end());
  stream.once('error', (error) => passed.destroy(error));
  passed.once('close', () => stream.destroy());
  return passed;
}
