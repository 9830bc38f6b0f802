import type { Suite } from '../suite';
import { drive } from './drive';
import { dropbox } from './dropbox';
import { listingMemory } from './listing-memory';
import { migrate } from './migrate';
import { scrape } from './scrape';
import { tables } from './tables';

/** Every suite, in the order of a run. A new one is its file and a line here. */
export const suites: readonly Suite[] = [drive, dropbox, migrate, scrape, tables, listingMemory];
