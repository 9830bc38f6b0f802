const exifFolder = 0x8769;
const dateTimeOriginal = 0x9003;
const asciiType = 2;

/**
 * When a picture was taken, as its EXIF says it: `2024-05-01 12:00:00`; undefined when it does not say
 * (CIPA DC-008, "DateTimeOriginal").
 *
 * @param exif The EXIF block, with or without `Exif\0\0` before it.
 */
export function exifDate(exif: Buffer): string | undefined {
  const tiff = exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  if (tiff.length < 8) return undefined;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number): number => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  /** Where the entry of a tag is in the folder at `start`. */
  const entryOf = (start: number, tag: number): number | undefined => {
    if (start + 2 > tiff.length) return undefined;
    const end = start + 2 + u16(start) * 12;
    for (let at = start + 2; at < end && at + 12 <= tiff.length; at += 12) if (u16(at) === tag) return at;
    return undefined;
  };
  const pointer = entryOf(u32(4), exifFolder);
  const entry = pointer === undefined ? undefined : entryOf(u32(pointer + 8), dateTimeOriginal);
  if (entry === undefined || u16(entry + 2) !== asciiType) return undefined;
  const start = u32(entry + 8);
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(tiff.toString('latin1', start, start + 19));
  return parts ? `${parts[1]}-${parts[2]}-${parts[3]} ${parts[4]}` : undefined;
}
