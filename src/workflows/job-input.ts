import type { Tally } from '../core/outcome';
import type { ClosedGate, JobQuotas } from '../core/quota';
import type { JobSpec } from '../core/spec';
import type { FailureFilter } from '../core/failure';
import type { Asker, Need, RecentFailure } from './messages';

/** A folder that was asked to yield, to be started again where it was. */
export interface HeldFolder {
  folder: string;
  /** The source's own handle of it. */
  ref?: string;
  /** Quotas that reading it draws on, where they are not those of the whole source. */
  quotas?: string[];
  at: { cursor?: string; complete: boolean };
  tally: Tally;
}

/** One go through the items: the source itself (pass 0), or failed items again. */
export interface PassPlan {
  pass: number;
  retry?: FailureFilter;
}

/** What a job carries over when it continues as new. Bounded: no list of assets, no finished folders. */
export interface JobCarry {
  startedAt: string;
  locations: { service: string; quotas: JobQuotas };
  inventory: { cursor?: string; done: boolean };
  current: PassPlan;
  /** Retries that were asked for and not begun yet. */
  waiting: FailureFilter[];
  folders: { cursor?: string; complete: boolean; found: number; finished: number };
  /** Sum over all folders that are through, and over what earlier executions did. */
  settled: Tally;
  held: HeldFolder[];
  paused?: Asker;
  pausedFolders: string[];
  cancelledFolders: string[];
  parked?: Need;
  closed: ClosedGate[];
  concurrency: { wanted: number; now: number };
  tps?: number;
  outageDelays: number;
  recentFailures: RecentFailure[];
}

/** What a job's workflow starts from. */
export interface JobInput {
  jobId: string;
  spec: JobSpec;
  /** A retry of failed items as an execution of its own, after the job had ended. */
  retry?: FailureFilter;
  /** False where the server has no search attributes of ours: then none are written. */
  isSearchable: boolean;
  /** Smaller in tests: events of history after which a run continues as new. */
  maxEvents?: { job?: number; folder?: number };
  carry?: JobCarry;
}

/** How a job ended. */
export interface JobResult {
  tally: Tally;
  reportPath: string;
}
