import { ApplicationFailure } from '@temporalio/activity';
import type { JobRecord, Jobs } from '../state/jobs';

/** The job an activity works for. @throws when the state database does not know it: it is another database. */
export async function runningJob(jobs: Jobs, jobId: string): Promise<JobRecord> {
  const job = await jobs.get(jobId);
  if (job !== undefined) return job;
  throw ApplicationFailure.create({
    type: 'Unexpected',
    nonRetryable: true,
    message: `The state database does not know the job ${jobId}. Does this worker use the same DATABASE_URL (or FERRY_HOME) as the command that started it?`,
  });
}
