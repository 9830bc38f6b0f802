import { createHash } from 'node:crypto';

const blockBytes = 4 * 1024 * 1024;

/** SHA-256, in hex, of the digests of all blocks of 4 MiB (Dropbox developers, "Content hash"). */
export async function contentHash(source: AsyncIterable<Buffer | string>): Promise<string> {
  const overall = createHash('sha256');
  let block = createHash('sha256');
  let filled = 0;
  for await (const chunk of source) {
    let rest = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    while (rest.length > 0) {
      const part = rest.subarray(0, blockBytes - filled);
      block.update(part);
      filled += part.length;
      rest = rest.subarray(part.length);
      if (filled < blockBytes) continue;
      overall.update(block.digest());
      block = createHash('sha256');
      filled = 0;
    }
  }
  if (filled > 0) overall.update(block.digest());
  return overall.digest('hex');
}
