/** The sizes that the second header of a BMP may have, by version of the format. */
const headerSizes = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

/** Whether bytes that begin with `BM` go on like a BMP: two letters alone are in many files that are none. */
export function looksLikeBitmap(head: Uint8Array): boolean {
  if (head.length < 18) return false;
  return headerSizes.has(new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(14, true));
}
