import { FlickrCallError } from './call-error';

/** One page of a listing as Flickr gives it. */
export interface ListingPage<T> {
  items: T[];
  page: number;
  pages: number;
  /** Places of the whole listing; those of photos that Flickr keeps to itself are counted and left out. */
  total: number;
}

interface Listing<T> {
  method: string;
  idOf(item: T): string;
  /** Reads one page, the first is 1. */
  read(page: number): Promise<ListingPage<T>>;
}

/**
 * Reads a listing to its end, each item once. Flickr's pages are numbers: what comes or goes meanwhile moves everything
 * behind it, so that an item may come twice or not at all. A listing in which one comes twice, or whose total changes,
 * is read once more from its beginning. A short or empty page says nothing: others may follow.
 * @throws {FlickrCallError} a passing failure when it changes again while it is read.
 */
export async function wholeListing<T>(listing: Listing<T>): Promise<T[]> {
  const items = (await readOnce(listing)) ?? (await readOnce(listing));
  if (items !== undefined) return items;
  const message = 'the listing changed while it was read';
  throw new FlickrCallError({ message, part: 'api', method: listing.method, httpStatus: 503 });
}

/** `undefined`: it changed while it was read. */
async function readOnce<T>({ read, idOf }: Listing<T>): Promise<T[] | undefined> {
  const found = new Map<string, T>();
  let total: number | undefined;
  for (let number = 1; ; number += 1) {
    const { items, page, pages, total: saidNow } = await read(number);
    total ??= saidNow;
    // A page other than the one asked for is the last one again.
    if (saidNow !== total || (page !== number && pages > 0)) return undefined;
    for (const item of items) {
      if (found.has(idOf(item))) return undefined;
      found.set(idOf(item), item);
    }
    if (number >= pages) return found.size > total ? undefined : [...found.values()];
  }
}
