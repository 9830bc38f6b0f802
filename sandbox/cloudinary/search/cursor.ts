import { badRequest } from '../api-error';
import { isJsonObject, parseJson, textOf } from '../../frame/json';

/** Where a listing goes on: the sort values of the last entry given out, so that changes in between shift nothing. */
export interface Cursor {
  /** Stands for the parameters of the listing. */
  of: string;
  after: (string | number)[];
}

/** Cursors are opaque to clients. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Reads a cursor back; refuses one of another listing. */
export function decodeCursor(text: string, of: string): Cursor {
  const value = parseJson(Buffer.from(text, 'base64url').toString('utf8'));
  if (!isJsonObject(value) || value.of !== of || !Array.isArray(value.after)) {
    throw badRequest('Invalid value for parameter next_cursor');
  }
  const after = value.after.map((one) => (typeof one === 'number' ? one : textOf(one)));
  return { of, after };
}

/** The first index whose entry comes after the cursor, in a list sorted by `compare`. */
export function indexAfter<T>(sorted: readonly T[], comesAfter: (entry: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = sorted[middle];
    if (entry !== undefined && comesAfter(entry)) high = middle;
    else low = middle + 1;
  }
  return low;
}
