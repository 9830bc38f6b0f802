import { whileAlive } from './alive';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { Activities } from './types';

/** Asks a job's planner what a half of it goes on with. */
export function nextStage(ports: ActivityPorts): Activities['nextStage'] {
  return ({ jobId, half, stage, areOthersAtWork }) =>
    whileAlive(async (signal) => {
      const planner = ports.planner(await runningJob(ports.state.jobs, jobId));
      return (await planner.nextStage?.({ half, stage, areOthersAtWork }, { signal })) ?? { kind: 'idle' };
    });
}

/** Tells a job's planner what somebody has approved of. */
export function approvePlan(ports: ActivityPorts): Activities['approvePlan'] {
  return ({ jobId, half, stage, plan, album }) =>
    whileAlive(async (signal) => {
      const planner = ports.planner(await runningJob(ports.state.jobs, jobId));
      const found = await planner.approve?.({ half, stage, plan, album }, { signal });
      return found ?? { kind: 'stale', reason: 'this job asks nobody' };
    });
}
