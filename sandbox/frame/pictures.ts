import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';

export type PictureFormat = 'png' | 'jpg';

const bases = new Map<PictureFormat, Promise<Buffer>>();

/** A small valid picture whose bytes are its own: the mark is in a text chunk (PNG) or after the end (JPEG). */
export async function picture(format: PictureFormat, mark: string): Promise<Buffer> {
  let making = bases.get(format);
  if (!making) {
    const image = sharp({ create: { width: 16, height: 16, channels: 3, background: '#0061fe' } });
    making = (format === 'png' ? image.png() : image.jpeg()).toBuffer();
    bases.set(format, making);
  }
  const base = await making;
  if (format === 'jpg') return Buffer.concat([base, Buffer.from(mark)]);
  const end = base.length - 12; // IEND is always the last chunk, and empty.
  const digest = createHash('sha256').update(mark).digest('hex');
  return Buffer.concat([base.subarray(0, end), textChunk(`Comment\0${digest}`), base.subarray(end)]);
}

/** PNG specification, 11.3.4.3: `tEXt`. */
function textChunk(text: string): Buffer {
  const body = Buffer.from(`tEXt${text}`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length - 4);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
