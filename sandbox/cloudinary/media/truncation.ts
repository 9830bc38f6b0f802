import type { PieceReader } from '../../frame/piece';
import { tiffEndsEarly } from './tiff';

const tailBytes = 64 * 1024;

/** True when a file of that format visibly ends early. Looks at headers and the tail only. */
export async function endsEarly(format: string, reader: PieceReader): Promise<boolean> {
  switch (format) {
    case 'jpg':
      return jpegEndsEarly(reader);
    case 'png':
      return !(await tailOf(reader)).includes('IEND', 0, 'latin1');
    case 'gif':
      return !(await tailOf(reader)).includes(0x3b);
    case 'webp': {
      const head = await reader.read(0, 8);
      return head.length < 8 || head.readUInt32LE(4) + 8 > reader.size;
    }
    case 'bmp': {
      const head = await reader.read(0, 6);
      return head.length < 6 || head.readUInt32LE(2) > reader.size;
    }
    case 'tiff':
      return tiffEndsEarly(reader);
    case 'avif':
    case 'heic':
      return boxesEndEarly(reader);
    case 'svg':
      return !/<\/(\w+:)?svg\s*>|\/>\s*$/.test((await tailOf(reader)).toString('utf8'));
    case 'pdf':
      return !(await tailOf(reader)).includes('%%EOF', 0, 'latin1');
    default:
      return false;
  }
}

async function tailOf(reader: PieceReader): Promise<Buffer> {
  return reader.read(Math.max(0, reader.size - tailBytes), tailBytes);
}

/** The end marker must come after the start of the picture data: a thumbnail in the header has one of its own. */
async function jpegEndsEarly(reader: PieceReader): Promise<boolean> {
  let offset = 2;
  for (let segments = 0; segments < 2000; segments++) {
    const head = await reader.read(offset, 4);
    if (head.length < 4 || head[0] !== 0xff) return true;
    const marker = head[1] ?? 0;
    if (marker === 0xff) offset += 1;
    else if (marker === 0xda) break;
    else offset += 2 + head.readUInt16BE(2);
  }
  const start = Math.max(offset, reader.size - tailBytes);
  const tail = await reader.read(start, tailBytes);
  return !tail.includes(Buffer.from([0xff, 0xd9]));
}

/** ISO media files are boxes one after the other, each with its length. */
async function boxesEndEarly(reader: PieceReader): Promise<boolean> {
  let offset = 0;
  for (let boxes = 0; boxes < 1000 && offset < reader.size; boxes++) {
    const head = await reader.read(offset, 16);
    if (head.length < 8) return true;
    let size = head.readUInt32BE(0);
    if (size === 0) return false;
    if (size === 1) size = head.length < 16 ? Infinity : Number(head.readBigUInt64BE(8));
    if (size < 8 || offset + size > reader.size) return true;
    offset += size;
  }
  return false;
}
