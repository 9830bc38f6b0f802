import type { PieceReader } from '../../frame/piece';

const stripOffsets = 273;
const stripLengths = 279;
const tileOffsets = 324;
const tileLengths = 325;
const typeSizes = [1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/** True when something a TIFF's first page refers to lies beyond the end of the file. */
export async function tiffEndsEarly(reader: PieceReader): Promise<boolean> {
  const head = await reader.read(0, 8);
  if (head.length < 8) return true;
  const little = head[0] === 0x49;
  const u16 = (bytes: Buffer, at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (bytes: Buffer, at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  // BigTIFF is rare: its header is left to the decoder.
  if (u16(head, 2) !== 42) return false;
  const start = u32(head, 4);
  const counted = await reader.read(start, 2);
  if (counted.length < 2) return true;
  const entries = await reader.read(start + 2, u16(counted, 0) * 12);
  if (entries.length < u16(counted, 0) * 12) return true;
  const values = new Map<number, number[]>();
  for (let at = 0; at + 12 <= entries.length; at += 12) {
    const tag = u16(entries, at);
    const count = u32(entries, at + 4);
    const size = typeSizes[u16(entries, at + 2)] ?? 1;
    const isInline = count * size <= 4;
    const place = u32(entries, at + 8);
    if (!isInline && place + count * size > reader.size) return true;
    if (![stripOffsets, stripLengths, tileOffsets, tileLengths].includes(tag)) continue;
    const bytes = isInline ? entries.subarray(at + 8, at + 12) : await reader.read(place, count * size);
    const read = size === 4 ? u32 : u16;
    values.set(
      tag,
      Array.from({ length: count }, (_, index) => read(bytes, index * size)),
    );
  }
  const offsets = values.get(stripOffsets) ?? values.get(tileOffsets) ?? [];
  const lengths = values.get(stripLengths) ?? values.get(tileLengths) ?? [];
  return offsets.some((offset, index) => offset + (lengths[index] ?? 0) > reader.size);
}
