import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ProviderError } from '../providers/provider-error';
import { hasRunningResults } from '../core/spec';
import { jobReport } from '../reporting/job-report';
import { writeJobResults, writeLastResults } from '../reporting/job-results';
import type { JobRecord } from '../state/jobs';
import { writeAtomically } from '../tables/write-atomically';
import { whileAlive } from './alive';
import { plannedBy } from './count-items';
import { unlessUnwritable } from './noted';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { RunningResults } from './running-results';
import type { Activities } from './types';

/** Ends a job in the state database and writes its report. */
export function closeJob(ports: ActivityPorts, results: RunningResults): Activities['closeJob'] {
  return ({ jobId, state: status, reason }) =>
    whileAlive(async (signal) => {
      const { outcomes, jobs } = ports.state;
      const job = await runningJob(jobs, jobId);
      if (status === 'cancelled') await outcomes.cancelPlanned(jobId);
      if (status === 'done') await planAfterwards(ports, job, signal);
      await results.end(jobId);
      await sayChange(ports, job);
      const reportPath = join(ports.reportsDir, `${jobId.replace(/[^\w.-]+/g, '-')}.csv`);
      await writeAtomically(reportPath, await jobReport(job, ports));
      await unlessUnwritable(ports.state, { jobId, what: 'The results' }, async () => {
        if (hasRunningResults(job.spec)) await writeJobResults(job, ports);
        await writeLastResults(job, ports);
      });
      await writeFiles(ports, job);
      const written = await writeWhereAsked(ports, job, reportPath);
      await forgetPlan(ports, job);
      await jobs.setReportPath(jobId, written);
      await jobs.setState(jobId, status, reason);
      return { tally: await outcomes.tally(jobId), reportPath: written };
    });
}

/** What is known only now is written down before the report is made of it. */
async function planAfterwards(ports: ActivityPorts, job: JobRecord, signal: AbortSignal): Promise<void> {
  const me = plannedBy();
  for await (const items of ports.planner(job).afterwards?.({ signal }) ?? []) {
    await ports.state.outcomes.plan(job.id, items, { plannedBy: me, pass: 0 });
  }
}

/** What was kept for planning alone is given up. */
async function forgetPlan(ports: ActivityPorts, job: JobRecord): Promise<void> {
  try {
    await ports.planner(job).forget?.();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
  }
}

/** Files of the job's own kind. A job that could not even open its ends, and was cancelled, has none. */
async function writeFiles(ports: ActivityPorts, job: JobRecord): Promise<void> {
  try {
    for (const { file, content } of ports.planner(job).files?.() ?? []) {
      await unlessUnwritable(ports.state, { jobId: job.id, what: file }, () =>
        writeAtomically(file, Readable.from(content)),
      );
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const event = { at: new Date().toISOString(), who: 'ferry', action: 'files', detail: error.message };
    await ports.state.jobs.recordEvent(job.id, event);
  }
}

/** A CSV that changed under the job is said: the report is of the rows as they were. */
async function sayChange({ copies, state }: ActivityPorts, { id }: JobRecord): Promise<void> {
  const detail = await copies.change(id);
  if (detail === undefined) return;
  await state.jobs.recordEvent(id, { at: new Date().toISOString(), who: 'ferry', action: 'input changed', detail });
}

/** A place that cannot be written to costs nobody the report: it stays in the state folder, and the job says so. */
async function writeWhereAsked(ports: ActivityPorts, job: JobRecord, reportPath: string): Promise<string> {
  const asked = job.spec.reportPath;
  if (asked === undefined) return reportPath;
  try {
    await writeAtomically(asked, await jobReport(job, ports));
    return asked;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const detail = `${asked} cannot be written (${why}). The report is in ${reportPath}.`;
    await ports.state.jobs.recordEvent(job.id, {
      at: new Date().toISOString(),
      who: 'ferry',
      action: 'report',
      detail,
    });
    return reportPath;
  }
}
