import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

let base: Promise<Buffer> | undefined;

/** A small valid JPEG whose content is its own: bytes after the image's end, which every decoder leaves alone. */
export async function smallPhoto(distinct: string): Promise<Buffer> {
  base ??= sharp({ create: { width: 24, height: 24, channels: 3, background: '#268' } })
    .jpeg()
    .toBuffer();
  return Buffer.concat([await base, Buffer.from(distinct)]);
}

/** Writes small photographs under the given paths. */
export async function writePhotos(root: string, paths: string[]): Promise<void> {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), await smallPhoto(path));
  }
}

/** Paths of so many photographs in so many folders: `f03/17.jpg`. */
export function photoPaths(folders: number, perFolder: number): string[] {
  return Array.from({ length: folders }, (_, folder) =>
    Array.from({ length: perFolder }, (__, index) => `f${String(folder).padStart(3, '0')}/${index}.jpg`),
  ).flat();
}
