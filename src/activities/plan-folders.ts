import { whileAlive } from './alive';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { Activities } from './types';

/** Plans one page of folders: those of the source, or in a retry those that have failed items. */
export function planFolders(ports: ActivityPorts): Activities['planFolders'] {
  return ({ jobId, pass, retry, cursor, limit }) =>
    whileAlive(async (signal) => {
      const { spec } = await runningJob(ports.state.jobs, jobId);
      if (pass > 0) {
        const folders = await ports.state.outcomes.foldersToRetry(jobId, pass, retry ?? {}, cursor, limit);
        return {
          folders: folders.map((path) => ({ path })),
          cursor: folders.length < limit ? undefined : folders.at(-1),
        };
      }
      const { recursive } = spec.transfer;
      const page = await ports.openSource(spec).folders({ cursor, limit, recursive }, { signal });
      return { folders: page.entries, cursor: page.cursor };
    });
}
