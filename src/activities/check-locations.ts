import { whileAlive } from './alive';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { Activities } from './types';

/** Opens both ends of a job and sees that they can be worked with; tells what earlier executions came to. */
export function checkLocations(ports: ActivityPorts): Activities['checkLocations'] {
  return ({ jobId }) =>
    whileAlive(async (signal) => {
      const job = await runningJob(ports.state.jobs, jobId);
      ports.forgetLocations();
      const ends = await ports.planner(job).check({ signal });
      const { outcomes } = ports.state;
      return { ...ends, tally: await outcomes.tally(jobId), pass: await outcomes.latestPass(jobId) };
    });
}
