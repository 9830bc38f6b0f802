/** How many letters must be put in, taken out, changed or swapped with the next to make one word of the other. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const changed = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      const isSwapped = j > 0 && i > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
      const swapped = isSwapped ? (before[j - 1] ?? 0) + 1 : Infinity;
      next.push(Math.min(changed, swapped, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * The name that was probably meant: the one that differs in the fewest letters, or else the only one that has the wish
 * as one of its words (`url` of `image_url`). None when nothing is near.
 */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const wish = plainName(wanted);
  const ranked = names
    .map((name) => ({ name, distance: editDistance(wish, plainName(name)) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best !== undefined && best.distance <= Math.max(1, Math.floor(wish.length / 3))) return best.name;
  const holding = names.filter((name) =>
    plainName(name)
      .split(/[^\p{L}\p{N}]+/u)
      .includes(wish),
  );
  return holding.length === 1 ? holding[0] : undefined;
}

/** The column that is meant by a name: itself, or the only one that differs in case and spaces around alone. */
export function findColumn(wanted: string, columns: readonly string[]): string | undefined {
  if (columns.includes(wanted)) return wanted;
  const alike = columns.filter((column) => plainName(column) === plainName(wanted));
  return alike.length === 1 ? alike[0] : undefined;
}

function plainName(name: string): string {
  return name.trim().toLowerCase();
}
