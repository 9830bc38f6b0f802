import { formatCount } from '../../core/format';
import { openStatuses } from '../../core/job-status';
import { showLocation } from '../../core/location';
import type { JobRecord } from '../../state/jobs';
import { CommandError, exitCodes } from './exit-codes';
import { liveProgress } from './live-progress';
import { progressLine } from './render-progress';
import type { Installation } from './runtime';
import { tallyWords } from './watch';

const shownFolders = 30;

/** Prints jobs, latest first. */
export async function listJobs(
  { state, talk }: Installation,
  { open, json }: { open?: boolean; json?: boolean },
): Promise<void> {
  const jobs = await state.jobs.list({ open });
  if (jobs.length === 0)
    talk.say(open === true ? 'No job is open.' : 'There are no jobs yet. `ferry upload <dir>` starts one.');
  for (const job of jobs) {
    const tally = await state.outcomes.tally(job.id);
    if (json === true) {
      talk.data(
        JSON.stringify({ job: job.id, state: job.state, createdAt: job.createdAt, endedAt: job.endedAt, tally }),
      );
    } else {
      const ends = `${showLocation(job.spec.source)} to ${showLocation(job.spec.destination)}`;
      talk.data(
        `${job.id}  ${job.state}  ${job.createdAt.slice(0, 16).replace('T', ' ')}  ${tallyWords(job.spec, tally)}  ${ends}`,
      );
    }
  }
}

/** Prints all there is to know of one job out of the state database. */
export async function showJob(on: Installation, jobId: string, { json }: { json?: boolean }): Promise<void> {
  const { state, talk } = on;
  const job = await findJob({ state }, jobId);
  const tally = await state.outcomes.tally(jobId);
  const folders = await state.outcomes.folderTallies(jobId, shownFolders);
  const kinds = await state.outcomes.failureKinds(jobId);
  const events = await state.jobs.events(jobId);
  const live = openStatuses.includes(job.state) ? await liveProgress(on, jobId) : undefined;
  if (json === true) {
    talk.data(JSON.stringify({ ...job, live, tally, folders, failures: kinds, events }));
    return;
  }
  const reason = job.stateReason === undefined ? '' : `: ${job.stateReason}`;
  talk.data(`${job.id}: ${job.state}${reason}`);
  talk.data(`${showLocation(job.spec.source)} to ${showLocation(job.spec.destination)}`);
  talk.data(`${tallyWords(job.spec, tally)}${job.executions > 1 ? ` (execution ${job.executions})` : ''}`);
  if (live !== undefined) talk.data(`Now: ${progressLine(live, undefined)}; ${live.concurrency.now} at once`);
  for (const { kind, items } of kinds) talk.data(`  ${formatCount(items)} ${kind}`);
  if (folders.length > 1) {
    talk.data('Folders:');
    for (const one of folders)
      talk.data(`  ${one.folder === '' ? '(top)' : one.folder}: ${tallyWords(job.spec, one.tally)}`);
  }
  talk.data('History:');
  for (const { at, who, action, detail } of events) {
    talk.data(`  ${at.slice(0, 19).replace('T', ' ')}  ${who}  ${action}${detail === '' ? '' : `  ${detail}`}`);
  }
  if (job.reportPath !== undefined) talk.data(`Report: ${job.reportPath}`);
}

/** Finds a job. @throws {CommandError} saying where to look. */
export async function findJob({ state }: Pick<Installation, 'state'>, jobId: string): Promise<JobRecord> {
  const job = await state.jobs.get(jobId);
  if (job !== undefined) return job;
  throw new CommandError(`There is no job ${jobId}. \`ferry jobs list\` shows those there are.`, exitCodes.usage);
}
