import { createHash } from 'node:crypto';
import { abortablePieces } from './abortable-pieces';
import type { Content } from './provider';
import type { RunningChecksum } from './verified-stream';

/** An MD5 of nothing yet, in hex at its end. */
export function md5Checksum(): RunningChecksum {
  const hash = createHash('md5');
  return { update: (piece) => hash.update(piece), digest: () => hash.digest('hex') };
}

/** MD5 of content in hex, read piece by piece. @param onRead Told after each piece, with the bytes so far. */
export async function md5OfContent(
  content: Content,
  signal: AbortSignal,
  onRead?: (bytes: number) => void,
): Promise<string> {
  signal.throwIfAborted();
  const checksum = md5Checksum();
  let bytes = 0;
  for await (const piece of abortablePieces(await content.open(), signal)) {
    checksum.update(piece);
    onRead?.((bytes += piece.length));
  }
  return checksum.digest();
}
