import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import sharp from 'sharp';

const photographs = ['astronaut.png', 'chelsea.png', 'coffee.png', 'hubble_deep_field.jpg', 'retina.jpg', 'rocket.jpg'];
const folders = ['Autumn 2026', 'Autumn 2026/Shoes & Bags', 'Été/Plage', 'press', 'press/old'];
const formats = ['jpg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const;
const sizes = [160, 200];

/** What the demo's folder holds, for checking the result against. */
export interface Tree {
  files: number;
  images: number;
}

/**
 * Makes a folder tree of real photographs in several sizes and formats, with the odd things that real folders hold:
 * names that collide, an empty file, a text file, a corrupt image.
 */
export async function makeTree(photos: string, root: string): Promise<Tree> {
  let images = 0;
  for (const folder of folders) {
    const directory = join(root, folder);
    await mkdir(directory, { recursive: true });
    for (const photograph of photographs) {
      for (const size of sizes) {
        for (const format of formats) {
          if (format === 'avif' && size !== sizes[0]) continue; // AVIF takes long to make and one a photograph will do
          const name = `${parse(photograph).name} ${size}.${format}`;
          const small = sharp(join(photos, photograph)).resize(size + folders.indexOf(folder));
          await writeFile(join(directory, name), await encode(small, format));
          images += 1;
        }
      }
    }
  }
  // Two different photographs that would both like to be called A_b.
  await copyFile(join(photos, 'rocket.jpg'), join(root, 'press', 'A b.jpg'));
  await copyFile(join(photos, 'retina.jpg'), join(root, 'press', 'A_b.jpg'));
  await writeFile(join(root, 'empty.jpg'), '');
  await writeFile(join(root, 'read me.txt'), 'A text file among the photographs.\n');
  await writeFile(join(root, 'corrupt.jpg'), (await readFile(join(photos, 'rocket.jpg'))).subarray(0, 2500));
  return { files: images + 5, images: images + 2 };
}

function encode(image: sharp.Sharp, format: (typeof formats)[number]): Promise<Buffer> {
  switch (format) {
    case 'jpg':
      return image.jpeg().toBuffer();
    case 'png':
      return image.png().toBuffer();
    case 'webp':
      return image.webp().toBuffer();
    case 'avif':
      return image.avif({ effort: 0 }).toBuffer();
    case 'gif':
      return image.gif().toBuffer();
    case 'tiff':
      return image.tiff().toBuffer();
  }
}
