import type { Catalogue } from './catalogue';

/** The catalogue for a dry run: it knows what the database's knows and notes nothing. */
export class DryCatalogue implements Pick<
  Catalogue,
  'find' | 'record' | 'beginListing' | 'completeListing' | 'listingsOf' | 'unseen' | 'markGone'
> {
  constructor(private readonly catalogue: Pick<Catalogue, 'find'>) {}

  find: Catalogue['find'] = (space, keys) => this.catalogue.find(space, keys);

  record = nothing;
  beginListing = nothing;
  completeListing = nothing;
  markGone = nothing;

  async listingsOf(): ReturnType<Catalogue['listingsOf']> {
    return { completed: new Set() };
  }

  async unseen(): ReturnType<Catalogue['unseen']> {
    return [];
  }
}

async function nothing(): Promise<void> {
  return undefined;
}
