import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ProviderError } from '../provider-error';
import { fingerprintOf } from './fingerprint';

const pieceBytes = 256 * 1024;

interface Expected {
  bytes: number;
  fingerprint: string;
}

/**
 * Reads a file from byte `start` and fails before its last piece is handed on when the file was changed meanwhile, so
 * that nobody stores a mixture of two versions.
 */
export async function openUnchanged(file: string, expected: Expected, start: number): Promise<Readable> {
  const handle = await open(file, 'r');
  async function assertUnchanged(): Promise<void> {
    const found = await handle.stat({ bigint: true });
    if (fingerprintOf(found) !== expected.fingerprint) {
      throw new ProviderError('Transient', `${file} was changed while it was read.`, { service: 'the local disk' });
    }
  }
  async function* pieces(): AsyncGenerator<Buffer> {
    let position = start;
    while (position < expected.bytes) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, expected.bytes - position));
      const { bytesRead } = await handle.read(piece, 0, piece.length, position);
      position += bytesRead;
      if (bytesRead === 0 || position >= expected.bytes) await assertUnchanged();
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  }
  const stream = Readable.from(pieces(), { objectMode: false, highWaterMark: pieceBytes });
  // Not in the generator: of a stream that nobody has begun to read it would never run.
  stream.once('close', () => void handle.close().catch(() => undefined));
  return stream;
}
