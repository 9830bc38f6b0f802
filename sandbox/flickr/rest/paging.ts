import { valueOf, type Call } from './call';

/** One page of a listing. */
export interface Page<T> {
  items: T[];
  page: number;
  pages: number;
  perPage: number;
  /** Places of the listing, those counted that nobody gets to see. */
  total: number;
}

interface Paging {
  /** Entries of a page when the call does not say, and at most. */
  usual: number;
  most: number;
  /** Every so many-th place is left empty; null: none is. */
  leaveOutEvery: number | null;
  /** Places that are given at most; asking for more gives the last page again. */
  limit?: number;
}

/**
 * Cuts a page out of a listing. Some places are photos that Flickr keeps to itself: they count, and are left out, so
 * that a page may be short, or empty, although more follow. `pages` says where the listing ends.
 */
export function pageOf<T>(call: Call, all: readonly T[], { usual, most, leaveOutEvery, limit }: Paging): Page<T> {
  const perPage = Math.min(wholeNumber(valueOf(call, 'per_page')) ?? usual, most);
  const leftOut = leaveOutEvery === null ? 0 : Math.max(0, Math.floor((all.length - 1) / (leaveOutEvery - 1)));
  const places = all.length + leftOut;
  const given = Math.min(places, limit ?? places);
  const pages = Math.ceil(places / perPage);
  const asked = wholeNumber(valueOf(call, 'page')) ?? 1;
  const page = limit === undefined ? asked : Math.min(asked, Math.max(1, Math.ceil(given / perPage)));
  const start = (page - 1) * perPage;
  const items: T[] = [];
  for (let place = start; place < Math.min(start + perPage, given); place += 1) {
    if (leaveOutEvery !== null && place % leaveOutEvery === leaveOutEvery - 1) continue;
    const item = all[leaveOutEvery === null ? place : place - Math.floor(place / leaveOutEvery)];
    if (item !== undefined) items.push(item);
  }
  return { items, page, pages, perPage, total: places };
}

/** A number of 1 or more; undefined for anything else, which counts as not said. */
function wholeNumber(text: string): number | undefined {
  return /^\d+$/.test(text) && Number(text) >= 1 ? Number(text) : undefined;
}
