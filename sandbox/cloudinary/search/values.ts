/** A search value in the units people write: `1m`, `500kb`, `10mb`. */
export function parseSize(text: string): number {
  const parts = /^(-?\d+(?:\.\d+)?)\s*(k|m|g|t)?b?$/i.exec(text);
  if (!parts) return NaN;
  const power = { k: 1, m: 2, g: 3, t: 4 }[(parts[2] ?? '').toLowerCase()] ?? 0;
  return Number(parts[1]) * 1024 ** power;
}

/**
 * A moment: `2024-01-31`, a full timestamp, seconds since 1970, or so long ago: `1h`, `3d`, `2w`, `1m`, `1y`.
 * `spanMs` is how long the moment lasts: a day for a date.
 */
export function parseMoment(text: string, now: number): { at: number; spanMs: number } | undefined {
  const ago = /^(\d+)([hdwmy])$/.exec(text);
  if (ago) {
    const hours = { h: 1, d: 24, w: 168, m: 730.5, y: 8766 }[ago[2] ?? 'h'] ?? 1;
    return { at: now - Number(ago[1]) * hours * 3_600_000, spanMs: 0 };
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return found(Date.parse(`${text}T00:00:00Z`), 86_400_000);
  if (/^\d{9,11}$/.test(text)) return found(Number(text) * 1000, 1000);
  const zoned = /([zZ]|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`;
  return found(Date.parse(zoned), 1000);
}

function found(at: number, spanMs: number): { at: number; spanMs: number } | undefined {
  return Number.isNaN(at) ? undefined : { at, spanMs };
}
