import type { FailureFilter } from '../../core/failure';
import { CommandError, exitCodes } from './exit-codes';
import { withTemporal } from './runtime';
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
    if ((await running.state.jobs.get(jobId)) === undefined) {
      throw new CommandError(`There is no job "${jobId}". ferry jobs list shows those there are.`, exitCodes.usage);
    }
    talk.say(await running.jobs.retry(jobId, { who: running.settings.user, kind, folder, why }));
    return isDetached ? exitCodes.done : watchJob(running, { jobId, isJson });
  });
}
