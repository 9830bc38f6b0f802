/** One way to encode: the box the picture must fit into, in pixels, and the quality. */
export interface Attempt {
  /** What was lowered to come here: quality goes first. */
  by: 'quality' | 'size';
  width: number;
  height: number;
  quality: number;
}

/** A progressive JPEG is in memory whole while it is encoded, with 3 bytes a pixel. */
const maxOutputPixels = 24_000_000;
const qualities = [85, 75, 65] as const;
/** Which quality pictures of a lower size have: better small and clean than large and blocky. */
const sizeQuality = 75;
/** What remains of a picture of the highest quality at the lowest: when that is too much, only size helps. */
const lowestQualityLeaves = 0.45;
const smallestSide = 16;

/**
 * What to try next, `undefined` when nothing is left: at full size by quality, then at a size reckoned from the bytes of
 * the last attempt (which go with the area), a little below what it asks for.
 */
export function nextAttempt(
  image: { width: number; height: number },
  maxBytes: number,
  last?: Attempt & { bytes: number },
): Attempt | undefined {
  if (last === undefined) {
    const factor = Math.min(1, Math.sqrt(maxOutputPixels / (image.width * image.height)));
    return { by: 'quality', quality: qualities[0], ...scaled(image, factor) };
  }
  const lower = qualities.find((quality) => quality < last.quality);
  if (last.by === 'quality' && lower !== undefined && last.bytes * lowestQualityLeaves < maxBytes) {
    return { by: 'quality', quality: lower, width: last.width, height: last.height };
  }
  if (Math.max(last.width, last.height) <= smallestSide) return undefined;
  const factor = Math.max(0.3, Math.min(0.9, 0.95 * Math.sqrt(maxBytes / last.bytes)));
  return { by: 'size', quality: sizeQuality, ...scaled(last, factor) };
}

function scaled(
  { width, height }: { width: number; height: number },
  factor: number,
): { width: number; height: number } {
  return { width: Math.max(1, Math.floor(width * factor)), height: Math.max(1, Math.floor(height * factor)) };
}
