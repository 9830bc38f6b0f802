import { createHash } from 'node:crypto';
import type { Content } from './provider';

/** MD5 of content in hex, read piece by piece. */
export async function md5OfContent(content: Content, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  for await (const piece of await content.open()) {
    signal.throwIfAborted();
    hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}
