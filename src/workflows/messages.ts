import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { FailureKind } from '../core/failure';
import type { Tally } from '../core/outcome';
import type { ClosedGate } from '../core/quota';
import type { DeletionPlan } from '../core/sync';

/** Who asks for something, and why: kept with the job. */
export interface Asker {
  who: string;
  why?: string;
}

/** Which part of a job is meant; without a folder, all of it. */
export interface Part {
  folder?: string;
}

export interface RetryRequest extends Asker, Part {
  kind?: FailureKind;
}

export interface SetRequest extends Asker {
  concurrency?: number;
  /** Operations started per second; 0 takes the limit away. */
  tps?: number;
}

export interface ApproveRequest extends Asker {
  /** Only this half's deletions. */
  half?: string;
  /** Only those of this album. */
  album?: string;
  /** The plan that was looked at: another is not approved of unseen. */
  plan?: string;
}

/** What a parked job needs before it can go on. */
export interface Need {
  kind: FailureKind;
  message: string;
  since: string;
}

/** A failure as progress shows it. */
export interface RecentFailure {
  item: string;
  kind: FailureKind;
  message: string;
}

export type JobPhase = 'starting' | 'running' | 'finishing' | 'over';

export interface FolderProgress {
  folder: string;
  tally: Tally;
  /** True when all its assets have been listed. */
  listed: boolean;
  paused: boolean;
}

/** How a half of a job stands, where a job has several. */
export interface HalfProgress {
  half: string;
  /** `idle`: it is through, unless another half changes something. */
  state: 'listing' | 'working' | 'waiting' | 'parked' | 'idle';
  stage: number;
  /** What it waits for somebody to approve of. */
  approval?: DeletionPlan & { since: string };
  need?: Need;
}

/** What `ferry jobs watch`, the REST interface and the Web UI show of a running job. */
export interface JobProgress {
  jobId: string;
  phase: JobPhase;
  tally: Tally;
  /** True when everything the source holds has been listed: only then is `found` the total. */
  listed: boolean;
  folders: { found: number; finished: number; listed: boolean };
  active: FolderProgress[];
  concurrency: { wanted: number; now: number; tps?: number };
  paused?: Asker;
  parked?: Need;
  closedGates: ClosedGate[];
  /** True while nothing may start; false when a closed gate holds only listing. */
  isStill: boolean;
  recentFailures: RecentFailure[];
  startedAt: string;
  /** Only of a job that has several. */
  halves?: HalfProgress[];
}

export const progressQuery = defineQuery<JobProgress>('progress');

export const pauseUpdate = defineUpdate<string, [Asker & Part]>('pause');
export const resumeUpdate = defineUpdate<string, [Asker & Part]>('resume');
export const cancelUpdate = defineUpdate<string, [Asker & Part]>('cancel');
export const setUpdate = defineUpdate<string, [SetRequest]>('set');
export const retryUpdate = defineUpdate<string, [RetryRequest]>('retry');
export const approveUpdate = defineUpdate<string, [ApproveRequest]>('approve');

/** From the quota gate to every job that draws on the quota. */
export const gateClosedSignal = defineSignal<[ClosedGate]>('gateClosed');
export const gateOpenedSignal = defineSignal<[{ quota: string }]>('gateOpened');

/** What a job lets one of its folders do; sent anew whenever it changes. */
export interface Directive {
  /** Operations the folder may have under way at once. */
  lanes: number;
  /** Operations the folder may start per second; absent means no limit. */
  tps?: number;
  paused: boolean;
  /** Quotas no call may draw on. */
  closed: string[];
  /** A service that was out is being tried: the first success should be told. */
  probing: boolean;
  /** Ends the folder: what is not done is recorded as cancelled. */
  cancelled: boolean;
  /** The job is about to continue as new: drain, return where you are. */
  yield: boolean;
}

export const directiveSignal = defineSignal<[Directive]>('directive');

/** How a folder stands: from a folder to its job, every few seconds. */
export interface FolderReport {
  folder: string;
  tally: Tally;
  listed: boolean;
  /** Lanes it cannot use any more because it has fewer operations left. */
  lanesUsed: number;
  failures: RecentFailure[];
}

export const folderReportSignal = defineSignal<[FolderReport]>('folderReport');

/** What a folder met that concerns the whole job, or the half it belongs to. */
export type Obstacle = { half?: string } & (
  | { kind: 'limit'; quota: string; resetAt?: string; slowDown: boolean; reason: string }
  | { kind: 'outage'; service: string; message: string }
  | { kind: 'need'; need: Need }
);

export const obstacleSignal = defineSignal<[Obstacle]>('obstacle');
/** A folder's operation came through: what looked like an outage is over. */
export const answeredSignal = defineSignal<[{ half?: string }?]>('answered');

/** To a quota gate. */
export const subscribeSignal = defineSignal<[{ jobId: string }]>('subscribe');
export const unsubscribeSignal = defineSignal<[{ jobId: string }]>('unsubscribe');
export const limitMetSignal = defineSignal<[{ gate: ClosedGate; jobId: string }]>('limitMet');
