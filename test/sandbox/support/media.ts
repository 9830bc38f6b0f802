import { createHash } from 'node:crypto';
import sharp from 'sharp';

/** A small photograph-like JPEG; another `seed`, another picture. */
export async function jpeg(seed = 0, width = 48, height = 32): Promise<Buffer> {
  const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * 7 + seed * 31) % 256));
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
}

export async function png(seed = 0, width = 48, height = 32): Promise<Buffer> {
  return sharp(await jpeg(seed, width, height))
    .png()
    .toBuffer();
}

export function dataUri(bytes: Buffer, type = 'image/jpeg'): string {
  return `data:${type};base64,${bytes.toString('base64')}`;
}

export function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** Bytes that look like nothing, the same each time. */
export function noise(length: number): Buffer {
  const block = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 131 + 7) % 251));
  return Buffer.alloc(length, block);
}

/** The smallest ISO media file with a film of 2 seconds and 320 by 240. */
export function mp4(): Buffer {
  const box = (name: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length + 8, 0);
    head.write(name, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const mvhd = Buffer.alloc(100);
  mvhd.writeUInt32BE(1000, 12);
  mvhd.writeUInt32BE(2000, 16);
  const tkhd = Buffer.alloc(84);
  tkhd.writeUInt32BE(320 << 16, 76);
  tkhd.writeUInt32BE(240 << 16, 80);
  const moov = box('moov', Buffer.concat([box('mvhd', mvhd), box('trak', box('tkhd', tkhd))]));
  return Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isommp42')), moov, box('mdat', Buffer.alloc(64))]);
}
