import type { BatchOptions, RowCounts } from '../core/batch';
import { batchFiles } from '../reporting/batch-results';
import { writeReportFile } from '../reporting/report-file';
import type { State } from '../state/state';
import { whileAlive } from './alive';
import { unlessUnwritable } from './noted';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { RunningResults } from './running-results';
import type { Activities } from './types';

/**
 * Closes one folder of a job with running results, which are written anew; of a batch, what the folder's row came to is
 * written down first, with the folder's own CSV. Done again, it writes the same.
 */
export function closeFolder(ports: ActivityPorts, results: RunningResults): Activities['closeFolder'] {
  return ({ jobId, folder }) =>
    whileAlive(async () => {
      const { state } = ports;
      const job = await runningJob(state.jobs, jobId);
      const { spec } = job;
      if (spec.planner === 'transfer' && spec.batch !== undefined) await closeRow(ports, spec.batch, { jobId, folder });
      await unlessUnwritable(state, { jobId, what: 'The results' }, () => results.refresh(job));
    });
}

async function closeRow(
  { state, safeCells: safe }: ActivityPorts,
  batch: BatchOptions,
  { jobId, folder }: { jobId: string; folder: string },
): Promise<void> {
  await state.batchRows.finish(jobId, folder, await countRow(state, jobId, folder));
  const record = await state.batchRows.byKey(jobId, folder);
  if (record?.row.state !== 'valid') return;
  await unlessUnwritable(state, { jobId, what: `The CSV of ${folder}` }, () =>
    writeReportFile(batchFiles(batch).folder(folder), state.outcomes.read(jobId, { folder }), { safe }),
  );
}

/** What is no asset at all (a document, a file of text) is not counted among the skipped. */
async function countRow({ outcomes }: State, jobId: string, folder: string): Promise<RowCounts> {
  const { found, done, failed, skipped, cancelled } = await outcomes.tally(jobId, folder);
  const assets = await outcomes.countAssets(jobId, folder);
  const notAssets = found - assets;
  return { assets, done, failed, skipped: Math.max(0, skipped - notAssets), cancelled };
}
