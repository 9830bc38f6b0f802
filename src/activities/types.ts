import type { Folder } from '../core/asset';
import type { FailureFilter, ItemFailure } from '../core/failure';
import type { Operation } from '../core/operation';
import type { OperationOutcome, Tally } from '../core/outcome';
import type { ClosedGate, JobQuotas } from '../core/quota';
import type { JobStatus } from '../core/job-status';
import type { JobSpec } from '../core/spec';
import type { Approved, NextStage, NextStageRequest, PartOfJob } from '../core/stages';

/** What a job needs to know of its two ends before it starts. */
export interface Locations {
  /** Destination in words: `Cloudinary account demo`. */
  service: string;
  quotas: JobQuotas;
  /** What the state database knows of earlier executions of this job. */
  tally: Tally;
  pass: number;
}

export interface PlannedFolders {
  folders: Folder[];
  /** What cannot be gone into and is an item of the report instead. */
  tally?: Tally;
  cursor?: string;
}

export interface PlannedPage {
  operations: Operation[];
  /** What this page adds to the folder's tally. */
  tally: Tally;
  cursor?: string;
}

/** Which execution of the source's listing a plan belongs to: the first go (pass 0) or a retry of failed items. */
export interface PassRequest {
  jobId: string;
  pass: number;
  retry?: FailureFilter;
}

/** Everything workflows can ask the world for. Workflows import this type and nothing else of the activities. */
export interface Activities {
  /** The open job of a schedule, or a new one. */
  beginScheduledJob(request: {
    scheduleId: string;
    spec: JobSpec;
    specKey: string;
  }): Promise<{ id: string; spec: JobSpec; startedBy: string }>;
  checkLocations(request: { jobId: string }): Promise<Locations>;
  listInventory(request: { jobId: string; cursor?: string } & PartOfJob): Promise<{ listed: number; cursor?: string }>;
  planFolders(request: PassRequest & PartOfJob & { cursor?: string; limit: number }): Promise<PlannedFolders>;
  planPage(
    request: PassRequest & PartOfJob & { folder: string; ref?: string; cursor?: string; limit: number },
  ): Promise<PlannedPage>;
  /** What a half of a job with stages goes on with. */
  nextStage(request: { jobId: string } & NextStageRequest): Promise<NextStage>;
  approvePlan(request: { jobId: string; plan: string; album?: string } & PartOfJob): Promise<Approved>;
  performOperation(request: { jobId: string; operation: Operation }): Promise<OperationOutcome>;
  recordFailures(request: {
    jobId: string;
    failures: { item: string; failure: ItemFailure; attempts: number }[];
  }): Promise<void>;
  recordJob(request: {
    jobId: string;
    state?: { state: JobStatus; reason?: string };
    event?: { who: string; action: string; detail: string };
  }): Promise<void>;
  cancelPlanned(request: { jobId: string; folder?: string }): Promise<{ cancelled: number }>;
  /** A folder of a job with running results is through: they are written anew. */
  closeFolder(request: { jobId: string; folder: string }): Promise<void>;
  closeJob(request: {
    jobId: string;
    state: JobStatus;
    reason?: string;
  }): Promise<{ tally: Tally; reportPath: string }>;
  probeService(request: { jobId: string; half?: string }): Promise<{ alive: boolean; message: string }>;
  joinQuotaGates(request: { jobId: string; quotas: string[] }): Promise<void>;
  leaveQuotaGates(request: { jobId: string; quotas: string[] }): Promise<void>;
  closeQuotaGate(request: { jobId: string; gate: ClosedGate }): Promise<void>;
}
