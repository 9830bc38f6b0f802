import { join } from 'node:path';
import { writeReportFile } from '../reporting/report-file';
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
      if (spec.reportPath !== undefined) await writeReportFile(spec.reportPath, outcomes.read(jobId));
      await jobs.setReportPath(jobId, spec.reportPath ?? reportPath);
      await jobs.setState(jobId, status, reason);
      return { tally: await outcomes.tally(jobId), reportPath: spec.reportPath ?? reportPath };
    });
}
