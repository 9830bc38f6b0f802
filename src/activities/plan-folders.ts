import type { Oddity } from '../core/asset';
import type { Tally } from '../core/outcome';
import { hasRunningResults } from '../core/spec';
import { partsOfSyncFolder } from '../core/sync';
import { oddityItem } from '../planning/transfer-planner';
import { whileAlive } from './alive';
import { countItems, plannedBy } from './count-items';
import { unlessUnwritable } from './noted';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { RunningResults } from './running-results';
import type { Activities } from './types';

/** Plans one page of folders: those of the source, or in a retry those that have failed items. */
export function planFolders(ports: ActivityPorts, results: RunningResults): Activities['planFolders'] {
  return ({ jobId, half, stage, pass, retry, cursor, limit }) =>
    whileAlive(async (signal) => {
      const job = await runningJob(ports.state.jobs, jobId);
      if (pass > 0) {
        const folders = await ports.state.outcomes.foldersToRetry(jobId, pass, retry ?? {}, cursor, limit);
        return {
          folders: folders.filter((path) => isOfHalf(path, half)).map((path) => ({ path, half })),
          cursor: folders.length < limit ? undefined : folders.at(-1),
        };
      }
      const page = await ports.planner(job).folders({ half, stage, cursor, limit }, { signal });
      const { oddities = [] } = page;
      const tally = oddities.length === 0 ? undefined : await recordOddities(ports, jobId, oddities);
      // From the first moment on there is a line for each row.
      if (hasRunningResults(job.spec)) {
        await unlessUnwritable(ports.state, { jobId, what: 'The results' }, () => results.refresh(job));
      }
      return { folders: page.entries, cursor: page.cursor, tally };
    });
}

/** Folders of a job with halves are named after them. */
function isOfHalf(folder: string, half: string | undefined): boolean {
  return half === undefined || partsOfSyncFolder(folder).half === half;
}

/** What is no folder to go into is an item of its own, and a row of a batch that is over. */
async function recordOddities({ state }: ActivityPorts, jobId: string, oddities: Oddity[]): Promise<Tally> {
  const known = await state.outcomes.find(
    jobId,
    oddities.map(({ path }) => path),
  );
  const found = oddities.filter(({ path }) => !known.has(path));
  const items = found.map((oddity) => ({ ...oddityItem(oddity), folder: oddity.path }));
  const me = plannedBy();
  await state.outcomes.plan(jobId, items, { plannedBy: me, pass: 0 });
  for (const { path } of oddities) {
    await state.batchRows.finish(jobId, path, { assets: 0, done: 0, failed: 0, skipped: 0, cancelled: 0 });
  }
  return countItems([...items, ...[...known.values()].filter((outcome) => outcome.plannedBy === me)]);
}
