import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { whileUnfinished } from './unfinished';

/** Writes a stream to a file that appears whole or not at all; makes the folder it lies in. */
export async function writeAtomically(file: string, content: Readable): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  await whileUnfinished(part, async () => {
    await pipeline(content, createWriteStream(part, { flush: true }));
    await rename(part, file);
  });
}
