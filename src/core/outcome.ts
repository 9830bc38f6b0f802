import type { Reach } from './reach';

/** Where an item of a job stands. All but `planned` are final for the execution that wrote them. */
export const outcomeStatuses = ['planned', 'done', 'skipped', 'failed', 'cancelled'] as const;
export type OutcomeStatus = (typeof outcomeStatuses)[number];

/** What became of an asset that reached its destination: the report's columns. */
export interface AssetResult {
  url?: string;
  publicId?: string;
  assetId?: string;
  bytes?: number;
  width?: number;
  height?: number;
  format?: string;
  etag?: string;
  resourceType?: string;
  /** Folder of its account that it lies in. */
  folder?: string;
  /** Worth a word in the report though nothing failed: shrunk, renamed, verified by checksum only. */
  note?: string;
  /** ISO instant at which it was first stored. */
  createdAt?: string;
  /** The same asset's delivery URL in another format that was asked for. */
  convertedUrl?: string;
  /** Path of the file it was saved to, below the destination's root. */
  savedTo?: string;
  /** What an upload did to what was at the destination before. */
  upload?: 'uploaded' | 'overwritten' | 'existed';
  /** What the service answered, without secrets, for a log. */
  response?: Record<string, unknown>;
  /** What keeping albums in step came to, in words for a report: `uploaded`, `saved, renamed`. */
  sync?: string;
  /** What asking for a URL came to. */
  reach?: Reach;
}

/** What an operation came to, as its activity returns it to the workflow. Small: it is in the history. */
export interface OperationOutcome {
  status: 'done' | 'skipped';
  bytes: number;
}

/** How many items of a job or folder stand where, and their bytes. */
export interface Tally {
  /** Items found so far; the total once the listing is complete. */
  found: number;
  done: number;
  skipped: number;
  failed: number;
  cancelled: number;
  foundBytes: number;
  /** Bytes of items that are done. */
  doneBytes: number;
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { found: 0, done: 0, skipped: 0, failed: 0, cancelled: 0, foundBytes: 0, doneBytes: 0 };
}

/** Adds tallies member by member. */
export function sumTallies(tallies: Iterable<Tally>): Tally {
  const sum = emptyTally();
  for (const tally of tallies) {
    for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += tally[key];
  }
  return sum;
}

/** Items that have come to an end, whatever end. */
export function finishedCount(tally: Tally): number {
  return tally.done + tally.skipped + tally.failed + tally.cancelled;
}
