import type { Tally } from '../core/outcome';
import type { ClosedGate, JobQuotas } from '../core/quota';
import type { JobSpec } from '../core/spec';
import type { FailureFilter } from '../core/failure';
import type { DeletionPlan } from '../core/sync';
import type { Asker, Need, RecentFailure } from './messages';

/** A folder that was asked to yield, to be started again where it was. */
export interface HeldFolder {
  folder: string;
  /** The source's own handle of it. */
  ref?: string;
  /** Quotas that reading it draws on, where they are not those of the whole source. */
  quotas?: string[];
  half?: string;
  at: { cursor?: string; complete: boolean };
  tally: Tally;
}

/** One go through the items: the source itself (pass 0), or failed items again. */
export interface PassPlan {
  pass: number;
  retry?: FailureFilter;
}

/** Where one half of a job stands; a job without halves has one of these. */
export interface StrandCarry {
  half?: string;
  /** Counts what is planned of it one after the other; 0 for jobs without stages. */
  stage: number;
  inventory: { cursor?: string; done: boolean };
  folders: { cursor?: string; complete: boolean };
  held: HeldFolder[];
  /** Deletions that somebody has to approve of before the stage begins. */
  approval?: DeletionPlan & { since: string };
  parked?: Need;
  /** Nothing is left to do, unless another half changes something. */
  idle: boolean;
  /** Something was done in the stage that is under way: other halves may have to look again. */
  worked?: boolean;
  outageDelays: number;
}

/** What a job carries over when it continues as new. Bounded: no list of assets, no finished folders. */
export interface JobCarry {
  startedAt: string;
  locations: { service: string; quotas: JobQuotas };
  strands: StrandCarry[];
  current: PassPlan;
  /** Retries that were asked for and not begun yet. */
  waiting: FailureFilter[];
  folders: { found: number; finished: number };
  /** Sum over all folders that are through, and over what earlier executions did. */
  settled: Tally;
  paused?: Asker;
  pausedFolders: string[];
  cancelledFolders: string[];
  parked?: Need;
  closed: ClosedGate[];
  concurrency: { wanted: number; now: number };
  tps?: number;
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
