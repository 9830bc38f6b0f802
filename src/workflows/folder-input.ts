import type { ItemFailure } from '../core/failure';
import type { Tally } from '../core/outcome';
import type { FailureFilter } from '../core/failure';
import type { Directive } from './messages';

/** What a folder's workflow starts from, the first time and each time it continues as new. */
export interface FolderInput {
  jobId: string;
  folder: string;
  /** The source's own handle of it. */
  ref?: string;
  /** Which half of the job it belongs to, and which stage of that. */
  half?: string;
  stage?: number;
  /** 0: the first go through the source; from 1 on: failed items are done again. */
  pass: number;
  retry?: FailureFilter;
  directive: Directive;
  /** Quotas that planning draws on, and that operations draw on, which read and write. */
  quotas: { planning: string[]; writing: string[] };
  service: string;
  pageSize: number;
  taskQueue?: string;
  /** Where the listing goes on. */
  at: { cursor?: string; complete: boolean };
  tally: Tally;
  patience: Record<string, { spentMs: number; delays: number }>;
  /** Smaller in tests: events of history after which a run continues as new. */
  maxEvents?: number;
}

/** What a folder's workflow returns to its job. */
export interface FolderResult {
  tally: Tally;
  /** Present when the job asked it to yield before it was through: where to go on. */
  yielded?: { cursor?: string; complete: boolean };
}

/** A failure that is to be written down. */
export interface FailedItem {
  item: string;
  failure: ItemFailure;
  attempts: number;
}
