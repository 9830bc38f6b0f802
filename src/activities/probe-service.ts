import { ProviderError } from '../providers/provider-error';
import { whileAlive } from './alive';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { Activities } from './types';

/** Asks whether both ends of a job answer at all, drawing on no quota. */
export function probeService(ports: ActivityPorts): Activities['probeService'] {
  return ({ jobId, half }) =>
    whileAlive(async (signal) => {
      const planner = ports.planner(await runningJob(ports.state.jobs, jobId));
      try {
        await planner.probe({ signal, half });
        return { alive: true, message: 'it answers' };
      } catch (error) {
        // Only "not there" is an answer to this question; anything else is a fault and stays one.
        if (error instanceof ProviderError && error.kind === 'Transient')
          return { alive: false, message: error.message };
        throw error;
      }
    });
}
