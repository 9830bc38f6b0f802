import type { ClosedGate } from '../core/quota';
import type { JobSpec } from '../core/spec';
import type { Destination, Source } from '../providers/provider';
import type { JobRecord } from '../state/jobs';
import type { State } from '../state/state';

/** Reaches the quota gates; the composition root gives the one that knows Temporal's client. */
export interface QuotaGates {
  join(jobId: string, quota: string): Promise<void>;
  leave(jobId: string, quota: string): Promise<void>;
  close(jobId: string, gate: ClosedGate): Promise<void>;
}

/** What activities work with. Made once by the worker. */
export interface ActivityPorts {
  state: State;
  /** Opens a job's two ends; the same locations get the same connections again. */
  openSource(job: Pick<JobRecord, 'id' | 'spec'>): Source;
  openDestination(spec: JobSpec): Destination;
  /** Settings may have been mended: what was opened is opened anew the next time. */
  forgetLocations(): void;
  quotaGates: QuotaGates;
  /** Where reports go unless a job says otherwise. */
  reportsDir: string;
  /** Where shrunk images lie while they are sent. */
  scratchDir: string;
}
