import { whileAlive } from './alive';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { Activities } from './types';

/** Lists one page of what is at the job's destination into the state database. */
export function listInventory(ports: ActivityPorts): Activities['listInventory'] {
  return ({ jobId, half, stage, cursor }) =>
    whileAlive(async (signal) => {
      const planner = ports.planner(await runningJob(ports.state.jobs, jobId));
      return (await planner.listInventory?.({ jobId, half, stage, cursor }, { signal })) ?? { listed: 0 };
    });
}
