import type { JobSpec } from '../core/spec';
import type { JobRecord } from '../state/jobs';

/** A job of one kind. */
export type JobOf<P extends JobSpec['planner']> = JobRecord & { spec: Extract<JobSpec, { planner: P }> };

/** Narrows a job to the kind whose planner makes an operation. @throws for a job of another kind: a fault of ours. */
export function jobOf<P extends JobSpec['planner']>(job: JobRecord, planner: P): JobOf<P> {
  if (isOf(job, planner)) return job;
  throw new Error(`a ${job.spec.planner} job was given an operation of a ${planner} job`);
}

function isOf<P extends JobSpec['planner']>(job: JobRecord, planner: P): job is JobOf<P> {
  return job.spec.planner === planner;
}
