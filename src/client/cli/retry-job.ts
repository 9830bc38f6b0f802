import type { FailureFilter } from '../../core/failure';
import { exitCodes } from './exit-codes';
import { withTemporal } from './runtime';
import { findJob } from './show-jobs';
import { talk } from './talk';
import { watchJob } from './watch';

interface RetryToRun extends FailureFilter {
  jobId: string;
  why?: string;
  isDetached: boolean;
  isJson: boolean;
}

/** Does failed items of a job again, in the same job and report, and watches it; returns the exit code. */
export async function retryJob({ jobId, kind, folder, why, isDetached, isJson }: RetryToRun): Promise<number> {
  return withTemporal({ needsWorker: true }, async (running) => {
    await findJob(running, jobId);
    talk.say(await running.jobs.retry(jobId, { who: running.settings.user, kind, folder, why }));
    return isDetached ? exitCodes.done : watchJob(running, { jobId, isJson });
  });
}
