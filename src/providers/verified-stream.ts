import { Readable } from 'node:stream';

/** A checksum that is fed piece by piece: Node's `Hash`, or a service's own. */
export interface RunningChecksum {
  update(piece: Buffer): unknown;
  digest(): string;
}

interface Expectation {
  checksum: RunningChecksum;
  expected: string;
  /** Makes the error for content that is not what it should be. */
  mismatch(found: string): Error;
}

/**
 * Hands a whole content on and fails before its last piece when the checksum is not the expected one, so that nobody
 * stores what was damaged on the way.
 */
export function verifiedStream(stream: Readable, { checksum, expected, mismatch }: Expectation): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    let held: Buffer | undefined;
    for await (const piece of stream) {
      checksum.update(piece as Buffer);
      if (held !== undefined) yield held;
      held = piece as Buffer;
    }
    const found = checksum.digest();
    if (found !== expected) throw mismatch(found);
    if (held !== undefined) yield held;
  }
  const verified = Readable.from(pieces(), { objectMode: false });
  // Not in the generator: of a stream that nobody has begun to read it would never run.
  verified.once('close', () => stream.destroy());
  return verified;
}
