import { z } from 'zod';
import { ProviderError } from '../provider-error';
import { isRefusedFor } from './call-error';
import type { Entry } from './entry';

/** A page as Dropbox answers it. */
interface ListedPage {
  entries: Entry[];
  cursor: string;
  has_more: boolean;
}

const placeSchema = z.object({
  /** Dropbox's cursor of the page to go on with; absent: the first. */
  cursor: z.string().optional(),
  /** Key of the last entry of that page that was given already. */
  after: z.string().optional(),
  /** How often Dropbox has made the listing begin again. */
  restarts: z.number(),
});

/** How far a listing is. */
type Place = z.infer<typeof placeSchema>;

/** More often than this a listing does not begin again: something is wrong that more calls do not mend. */
const mostRestarts = 5;

interface Listing<T> {
  /** Reads the first page, or the one a cursor stands for; `isPart`: the beginning of it was given before. */
  read(cursor: string | undefined, part: { isPart: boolean }): Promise<ListedPage>;
  /** What of a page is wanted, with what tells it from everything else. */
  pick(page: Entry[], isFirst: boolean): { key: string; value: T }[];
  cursor?: string;
  limit: number;
}

/**
 * Gives what is wanted of a listing, at most `limit` at once. Pages of nothing that are not the last are read on. A page
 * that holds more than the limit, which Dropbox calls approximate, is given in parts.
 *
 * When Dropbox has dropped its cursor (`reset`) the listing begins again and gives everything once more: in what order it
 * lists is not documented, so nothing else leaves nothing out. Whoever reads knows what it has had.
 */
export async function nextPage<T>(listing: Listing<T>): Promise<{ values: T[]; cursor?: string }> {
  let place: Place = listing.cursor === undefined ? { restarts: 0 } : placeSchema.parse(JSON.parse(listing.cursor));
  for (;;) {
    const { cursor, after, restarts } = place;
    const page = await listing.read(cursor, { isPart: after !== undefined }).catch((error: unknown) => {
      if (cursor !== undefined && isRefusedFor(error, 'reset')) return undefined;
      throw error;
    });
    if (page === undefined) {
      if (restarts === mostRestarts)
        throw new ProviderError('Transient', 'Dropbox drops every cursor of this listing.');
      place = { restarts: restarts + 1 };
      continue;
    }
    // What changed while it was listed comes twice: the last word counts.
    const found = new Map(
      listing.pick(page.entries, cursor === undefined && restarts === 0).map((one) => [one.key, one.value]),
    );
    const keys = [...found.keys()];
    const wanted = after === undefined ? keys : keys.slice(keys.indexOf(after) + 1);
    const given = wanted.slice(0, listing.limit);
    const values = given.flatMap((key) => {
      const value = found.get(key);
      return value === undefined ? [] : [value];
    });
    if (given.length < wanted.length)
      return { values, cursor: JSON.stringify({ cursor, after: given.at(-1), restarts }) };
    if (!page.has_more) return { values };
    place = { cursor: page.cursor, restarts };
    if (values.length > 0) return { values, cursor: JSON.stringify(place) };
  }
}

/** Remembers the page that was read last, for the parts of it that are still to be given. */
export class LatestPage {
  private latest: { name: string; page: ListedPage } | undefined;

  /** Reads a page, or gives back the one that was read last when only its end is missing. */
  async of(name: string, { isPart }: { isPart: boolean }, read: () => Promise<ListedPage>): Promise<ListedPage> {
    if (!isPart || this.latest?.name !== name) this.latest = { name, page: await read() };
    return this.latest.page;
  }
}
