import { Context } from '@temporalio/activity';
import type { ActivityPorts } from './ports';
import type { Activities } from './types';

/** Writes down items that were given up. */
export function recordFailures({ state }: ActivityPorts): Activities['recordFailures'] {
  return ({ jobId, failures }) => state.outcomes.fail(jobId, failures);
}

/** Writes down what somebody did to a job, and how it stands since. A repeated attempt writes the event once. */
export function recordJob({ state }: ActivityPorts): Activities['recordJob'] {
  return async ({ jobId, state: status, event }) => {
    if (status !== undefined) await state.jobs.setState(jobId, status.state, status.reason);
    if (event === undefined) return;
    const { workflowExecution, activityId } = Context.current().info;
    const id = `${workflowExecution?.runId ?? ''}/${activityId}`;
    await state.jobs.recordEvent(jobId, { at: new Date().toISOString(), ...event }, id);
  };
}

/** Marks what a cancelled folder had planned and not done. */
export function cancelPlanned({ state }: ActivityPorts): Activities['cancelPlanned'] {
  return async ({ jobId, folder }) => ({ cancelled: await state.outcomes.cancelPlanned(jobId, folder) });
}
