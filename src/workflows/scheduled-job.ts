import {
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  setCurrentDetails,
  startChild,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Activities } from '../activities/types';
import type { Timetable } from '../core/schedule';
import type { JobSpec } from '../core/spec';
import { jobWorkflow } from './job';
import { jobDescription } from './job-description';

/** What a schedule starts, again and again. */
export interface ScheduledJob {
  scheduleId: string;
  spec: JobSpec;
  /** Names what the job does; see `specKey`. */
  specKey: string;
  /** When it is started. */
  timetable: Timetable;
  /** Who has made the schedule. */
  who: string;
  isSearchable: boolean;
}

/** What one start by a schedule came to. */
export interface ScheduledRun {
  jobId: string;
  /** The job was open already, so nothing was started. */
  wasOpen: boolean;
}

const { beginScheduledJob } = proxyActivities<Pick<Activities, 'beginScheduledJob'>>({
  startToCloseTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});

/**
 * One start of a job by its schedule. It ends with the job, however that ends, so that the schedule skips what falls
 * into a run that takes longer. A job that is open already is left to itself.
 */
export async function scheduledJobWorkflow({
  scheduleId,
  spec,
  specKey,
  isSearchable,
}: ScheduledJob): Promise<ScheduledRun> {
  const job = await beginScheduledJob({ scheduleId, spec, specKey });
  try {
    // Where an execution is missing of a job that is open, because whoever began it was stopped just then, this is it.
    const child = await startChild(jobWorkflow, {
      ...jobDescription(job, { isSearchable }),
      workflowId: job.id,
      args: [{ jobId: job.id, spec: job.spec, isSearchable }],
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
    setCurrentDetails(`Runs ${job.id}: \`ferry jobs watch ${job.id}\``);
    await child.result();
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      setCurrentDetails(`${job.id} was at work already: nothing was started.`);
      return { jobId: job.id, wasOpen: true };
    }
    if (isCancellation(error)) throw error;
    // The job's own state says how it has failed.
  }
  return { jobId: job.id, wasOpen: false };
}
