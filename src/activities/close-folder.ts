import type { RowCounts } from '../core/batch';
import { batchFiles } from '../reporting/batch-results';
import { writeReportFile } from '../reporting/report-file';
import type { State } from '../state/state';
import { whileAlive } from './alive';
import type { LatestResults } from './latest-results';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { Activities } from './types';

/**
 * Closes one folder of a batch: what its row came to is written down, its own CSV and the results of all rows are
 * written anew. Done again, it writes the same.
 */
export function closeFolder({ state }: ActivityPorts, results: LatestResults): Activities['closeFolder'] {
  return ({ jobId, folder }) =>
    whileAlive(async () => {
      const { batch } = (await runningJob(state.jobs, jobId)).spec;
      if (batch === undefined) return;
      await state.batchRows.finish(jobId, folder, await countRow(state, jobId, folder));
      const record = await state.batchRows.byKey(jobId, folder);
      if (record?.row.state === 'valid') {
        await writeReportFile(batchFiles(batch).folder(folder), state.outcomes.read(jobId, { folder }));
      }
      await results.refresh(jobId, batch);
    });
}

/** What is no asset at all (a document, a file of text) is not counted among the skipped. */
async function countRow({ outcomes }: State, jobId: string, folder: string): Promise<RowCounts> {
  const { found, done, failed, skipped, cancelled } = await outcomes.tally(jobId, folder);
  const assets = await outcomes.countAssets(jobId, folder);
  const notAssets = found - assets;
  return { assets, done, failed, skipped: Math.max(0, skipped - notAssets), cancelled };
}
