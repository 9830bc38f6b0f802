import { createHash } from 'node:crypto';
import { abortablePieces } from './abortable-pieces';
import type { Content } from './provider';

/** MD5 of content in hex, read piece by piece. */
export async function md5OfContent(content: Content, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const hash = createHash('md5');
  for await (const piece of abortablePieces(await content.open(), signal)) hash.update(piece);
  return hash.digest('hex');
}
