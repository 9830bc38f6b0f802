import { Context } from '@temporalio/activity';
import type { ActivityPorts } from './ports';
import type { Activities } from './types';

/** Finds the open job of a schedule, or mints the next one. Done again, it finds what it has minted. */
export function beginScheduledJob({ state }: Pick<ActivityPorts, 'state'>): Activities['beginScheduledJob'] {
  return async ({ scheduleId, spec, specKey }) => {
    const startedBy = `schedule ${scheduleId}`;
    const { job, created } = await state.jobs.findOrCreate({ spec, specKey, startedBy });
    if (created) {
      const { workflowId, runId } = Context.current().info.workflowExecution ?? {
        workflowId: scheduleId,
        runId: job.id,
      };
      const event = { at: new Date().toISOString(), who: startedBy, action: 'start', detail: '' };
      await state.jobs.recordEvent(job.id, event, `${workflowId}/${runId}/start`);
    }
    return { id: job.id, spec: job.spec, startedBy: job.startedBy };
  };
}
