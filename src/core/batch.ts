import type { Location } from './location';

/** What a batch reads: a CSV with a folder in each row. */
export interface BatchOptions {
  /** Absolute path of the CSV. */
  file: string;
  linkColumn: string;
  nameColumn?: string;
  descriptionColumn?: string;
  /** Where results are written: an absolute path. */
  resultsDir: string;
}

/** One row of a batch's CSV, and what reading and looking at it came to. */
export interface BatchRow {
  /** The row's number, from 1, the header not counted. */
  index: number;
  /** Names the row's folder in the job: `12 Shoes`. Unique. */
  key: string;
  /** The name the CSV gives, cleaned of stray whitespace; empty: the folder's own is used. */
  name: string;
  link: string;
  description: string;
  /** `read`: not looked at yet. */
  state: 'read' | 'valid' | 'invalid' | 'duplicate';
  location?: Location;
  /** The folder's own name at its source. */
  ownName?: string;
  /** Why it is invalid, in words for a person. */
  problem?: string;
  /** Number of the first row with the same folder. */
  duplicateOf?: number;
}

/** What a row's assets came to. */
export interface RowCounts {
  /** Assets that are or were to be transferred; what is no asset at all is not counted. */
  assets: number;
  done: number;
  failed: number;
  skipped: number;
  cancelled: number;
}

/** One word for a row in the results. */
export type RowStatus =
  'pending' | 'running' | 'success' | 'partial' | 'failed' | 'empty' | 'invalid' | 'duplicate' | 'cancelled';

/** The status of a row that is over: a folder with a failed asset is never a success. */
export function statusOfRow({ state }: BatchRow, { assets, done, failed, skipped, cancelled }: RowCounts): RowStatus {
  if (state === 'invalid' || state === 'duplicate') return state;
  if (failed > 0) return done + skipped > 0 ? 'partial' : 'failed';
  if (cancelled > 0) return 'cancelled';
  return assets === 0 ? 'empty' : 'success';
}
