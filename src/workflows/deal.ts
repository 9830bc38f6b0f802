/**
 * Deals a job's lanes out to its folders: as even as whole numbers allow, and no folder is dealt more than it can use,
 * so that what one leaves is another's. Every folder gets at least one lane while there are enough.
 * @param wants How many lanes each folder can use, in order.
 * @returns Lanes in the same order; their sum is at most `lanes`.
 */
export function dealLanes(lanes: number, wants: number[]): number[] {
  const dealt = wants.map(() => 0);
  let left = lanes;
  while (left > 0) {
    const hungry = wants.flatMap((want, index) => ((dealt[index] ?? 0) < want ? [index] : []));
    if (hungry.length === 0) break;
    const share = Math.max(1, Math.floor(left / hungry.length));
    for (const index of hungry) {
      const got = Math.min(share, left, (wants[index] ?? 0) - (dealt[index] ?? 0));
      dealt[index] = (dealt[index] ?? 0) + got;
      left -= got;
    }
  }
  return dealt;
}
