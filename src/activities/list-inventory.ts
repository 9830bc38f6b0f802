import { whileAlive } from './alive';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { Activities } from './types';

/** Lists one page of what is at the job's destination into the state database. */
export function listInventory(ports: ActivityPorts): Activities['listInventory'] {
  return ({ jobId, cursor }) =>
    whileAlive(async (signal) => {
      const { spec } = await runningJob(ports.state.jobs, jobId);
      const destination = ports.openDestination(spec);
      const { inventory } = ports.state;
      const { root } = spec.destination;
      await inventory.begin(destination.scope, root, jobId);
      const page = await destination.list({ root, cursor }, { signal });
      await inventory.record(destination.scope, page.entries);
      if (page.cursor === undefined) await inventory.complete(destination.scope, root, jobId);
      return { listed: page.entries.length, cursor: page.cursor };
    });
}
