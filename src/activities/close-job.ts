import { join } from 'node:path';
import type { BatchOptions } from '../core/batch';
import { writeBatchResults, writeBatchSummary } from '../reporting/batch-results';
import { writeReportFile } from '../reporting/report-file';
import type { State } from '../state/state';
import { whileAlive } from './alive';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { Activities } from './types';

/** Ends a job in the state database and writes its report. */
export function closeJob(ports: ActivityPorts): Activities['closeJob'] {
  return ({ jobId, state: status, reason }) =>
    whileAlive(async () => {
      const { outcomes, jobs } = ports.state;
      const { spec } = await runningJob(jobs, jobId);
      if (status === 'cancelled') await outcomes.cancelPlanned(jobId);
      const reportPath = join(ports.reportsDir, `${jobId.replace(/[^\w.-]+/g, '-')}.csv`);
      await writeReportFile(reportPath, outcomes.read(jobId));
      if (spec.batch !== undefined) await closeBatch(ports.state, jobId, spec.batch);
      const written = await writeWhereAsked(ports, jobId, spec.reportPath, reportPath);
      await jobs.setReportPath(jobId, written);
      await jobs.setState(jobId, status, reason);
      return { tally: await outcomes.tally(jobId), reportPath: written };
    });
}

/** The results of all rows, and the batch in a few lines. */
async function closeBatch(state: State, jobId: string, batch: BatchOptions): Promise<void> {
  const rows = await state.batchRows.all(jobId);
  await writeBatchResults(batch, rows);
  await writeBatchSummary(batch, jobId, rows);
}

/** A place that cannot be written to costs nobody the report: it stays in the state folder, and the job says so. */
async function writeWhereAsked(
  { state }: ActivityPorts,
  jobId: string,
  asked: string | undefined,
  reportPath: string,
): Promise<string> {
  if (asked === undefined) return reportPath;
  try {
    await writeReportFile(asked, state.outcomes.read(jobId));
    return asked;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const detail = `${asked} cannot be written (${why}). The report is in ${reportPath}.`;
    await state.jobs.recordEvent(jobId, { at: new Date().toISOString(), who: 'ferry', action: 'report', detail });
    return reportPath;
  }
}
