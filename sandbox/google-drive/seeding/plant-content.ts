import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { picture } from '../../frame/pictures';
import type { Account } from '../account';
import type { ItemContent } from '../store/item';
import type { SeedContent } from './seed-schema';

const sharedBlockBytes = 64 * 1024;

/** Keeps bytes that nobody uploaded. `mark` makes them differ from those of others, the same each time. */
export async function plantContent(
  { spool, blobs }: Account,
  { name, mark, ...kind }: SeedContent & { name: string; mark: string },
): Promise<ItemContent> {
  const bytes = await bytesOf(name, kind.text ?? mark, kind);
  const piece = await spool.take(Readable.from([bytes]));
  const blob = await blobs.keep(piece);
  const hash = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  return { size: piece.bytes, md5: piece.md5, sha1: hash('sha1'), sha256: hash('sha256'), blob };
}

async function bytesOf(name: string, mark: string, { base64, bytes, image }: SeedContent): Promise<Buffer> {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  if (bytes === undefined) return picture(image ?? (/\.jpe?g$/i.test(name) ? 'jpg' : 'png'), mark);
  const digest = createHash('sha256').update(mark).digest();
  // Long files are a repeated block, each block with a number of its own, so that a range that is off shows.
  const filled = Buffer.alloc(bytes, digest);
  for (let at = 0; at + 4 <= bytes; at += sharedBlockBytes) filled.writeUInt32BE(at / sharedBlockBytes, at);
  return filled;
}

const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heif',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  txt: 'text/plain',
  pdf: 'application/pdf',
};

/** The type that the service gives a file by its name. */
export function mimeTypeOf(name: string): string {
  return types[/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
