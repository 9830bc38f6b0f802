import sharp from 'sharp';
import type { Piece, PieceReader } from '../../frame/piece';

// One picture a core at a time, and no cache of pictures: files change under their names here.
sharp.cache(false);
sharp.concurrency(1);

export interface ImageSize {
  width: number;
  height: number;
  pages?: number;
  format?: string;
}

/** Sizes of the formats sharp cannot read, out of their headers; undefined when the header makes no sense. */
export async function sizeByHeader(format: string, reader: PieceReader): Promise<ImageSize | undefined> {
  const head = await reader.read(0, 64 * 1024);
  if (format === 'bmp' && head.length >= 26) {
    return { width: head.readInt32LE(18), height: Math.abs(head.readInt32LE(22)) };
  }
  if (format === 'psd' && head.length >= 26) return { width: head.readUInt32BE(18), height: head.readUInt32BE(14) };
  if (format === 'ico' && head.length >= 22) return { width: head[6] || 256, height: head[7] || 256 };
  if (format === 'heic') return ispeBox(head);
  if (format === 'pdf') return { width: 612, height: 792, pages: 1 };
  if (format === 'jp2' || format === 'jxl') return { width: 1, height: 1 };
  return undefined;
}

/** The largest picture a HEIF file says it holds. */
function ispeBox(head: Buffer): ImageSize | undefined {
  let largest: ImageSize | undefined;
  for (let at = head.indexOf('ispe'); at >= 0 && at + 16 <= head.length; at = head.indexOf('ispe', at + 4)) {
    const size = { width: head.readUInt32BE(at + 8), height: head.readUInt32BE(at + 12) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

/** What sharp says of an image; rejects when it cannot read its header. */
export async function sizeBySharp(piece: Piece): Promise<ImageSize> {
  const input = 'buffer' in piece.content ? piece.content.buffer : piece.content.path;
  const found = await sharp(input, { failOn: 'error' }).metadata();
  const { width, height, pages, pageHeight } = found;
  const size = { width, height: pageHeight ?? height, ...(found.format ? { format: found.format } : {}) };
  return pages !== undefined && pages > 1 ? { ...size, pages } : size;
}
