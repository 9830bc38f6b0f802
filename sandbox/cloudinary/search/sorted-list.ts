import { createHash } from 'node:crypto';
import { decodeCursor, encodeCursor, indexAfter } from './cursor';

/** One thing to sort by. */
export interface SortKey<T> {
  value: (entry: T) => string | number;
  descending: boolean;
}

/** A page of a listing; no cursor on the last one. */
export interface Page<T> {
  entries: T[];
  total: number;
  nextCursor?: string;
}

/** What a page is asked for with. */
export interface PageRequest {
  /** Stands for everything that makes this listing this listing. */
  listing: string;
  cursor: string | undefined;
  max: number;
}

interface Cached {
  revision: number;
  sorted: unknown[];
}

const keptListings = 8;

/**
 * Sorted listings, each kept until something changes, so that walking a million assets page by page sorts them once.
 * Cursors are sort values, not positions: what is added or removed on the way shifts nothing.
 */
export class SortedLists {
  private readonly cache = new Map<string, Cached>();

  page<T>(request: PageRequest, revision: number, entries: () => Iterable<T>, keys: SortKey<T>[]): Page<T> {
    const sorted = this.sorted(request.listing, revision, entries, keys);
    const of = createHash('md5').update(request.listing).digest('base64url').slice(0, 12);
    const after = request.cursor === undefined ? undefined : decodeCursor(request.cursor, of).after;
    const start = after ? indexAfter(sorted, (entry) => compareTo(entry, after, keys) > 0) : 0;
    const page = sorted.slice(start, start + request.max);
    const last = page.at(-1);
    const isLastPage = last === undefined || start + page.length >= sorted.length;
    const total = sorted.length;
    if (isLastPage) return { entries: page, total };
    return { entries: page, total, nextCursor: encodeCursor({ of, after: keys.map((key) => key.value(last)) }) };
  }

  private sorted<T>(listing: string, revision: number, entries: () => Iterable<T>, keys: SortKey<T>[]): T[] {
    const cached = this.cache.get(listing);
    if (cached?.revision === revision) return cached.sorted as T[];
    const sorted = [...entries()].sort((a, b) =>
      compareTo(
        a,
        keys.map((key) => key.value(b)),
        keys,
      ),
    );
    this.cache.delete(listing);
    this.cache.set(listing, { revision, sorted });
    if (this.cache.size > keptListings) {
      const oldest = this.cache.keys().next();
      if (!oldest.done) this.cache.delete(oldest.value);
    }
    return sorted;
  }
}

function compareTo<T>(entry: T, values: (string | number)[], keys: SortKey<T>[]): number {
  for (const [index, key] of keys.entries()) {
    const order = compareValues(key.value(entry), values[index] ?? '');
    if (order !== 0) return key.descending ? -order : order;
  }
  return 0;
}

function compareValues(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
