import type { PieceReader } from '../../frame/piece';

/** What a video file says of itself. */
export interface VideoFacts {
  duration: number;
  width?: number;
  height?: number;
}

const isoFormats = new Set(['mp4', 'mov', 'm4a', '3gp']);

/** Duration and picture size, where the container tells them cheaply (ISO media); otherwise a duration of 0. */
export async function videoFacts(format: string, reader: PieceReader): Promise<VideoFacts> {
  if (!isoFormats.has(format)) return { duration: 0 };
  const moov = await findBox(reader, 'moov');
  if (!moov) return { duration: 0 };
  return { duration: durationOf(moov), ...pictureSize(moov) };
}

/** The content of the first box of that name at the top of the file, up to 4 MiB. */
async function findBox(reader: PieceReader, name: string): Promise<Buffer | undefined> {
  let offset = 0;
  for (let boxes = 0; boxes < 1000 && offset < reader.size; boxes++) {
    const head = await reader.read(offset, 16);
    if (head.length < 8) return undefined;
    let size = head.readUInt32BE(0);
    if (size === 1 && head.length === 16) size = Number(head.readBigUInt64BE(8));
    if (size === 0) size = reader.size - offset;
    if (size < 8) return undefined;
    if (head.toString('latin1', 4, 8) === name) return reader.read(offset, Math.min(size, 4 * 1024 * 1024));
    offset += size;
  }
  return undefined;
}

function durationOf(moov: Buffer): number {
  const at = moov.indexOf('mvhd');
  if (at < 0 || at + 32 > moov.length) return 0;
  const long = moov[at + 4] === 1;
  const scale = moov.readUInt32BE(at + (long ? 24 : 16));
  const length = long ? Number(moov.readBigUInt64BE(at + 28)) : moov.readUInt32BE(at + 20);
  return scale > 0 ? Math.round((length / scale) * 1000) / 1000 : 0;
}

function pictureSize(moov: Buffer): { width: number; height: number } | undefined {
  for (let at = moov.indexOf('tkhd'); at >= 0; at = moov.indexOf('tkhd', at + 4)) {
    const end = at - 4 + moov.readUInt32BE(at - 4);
    if (end > moov.length || end < 8) return undefined;
    const width = moov.readUInt32BE(end - 8) >>> 16;
    const height = moov.readUInt32BE(end - 4) >>> 16;
    if (width > 0 && height > 0) return { width, height };
  }
  return undefined;
}
