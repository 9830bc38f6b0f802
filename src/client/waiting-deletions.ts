import type { State } from '../state/state';
import type { PlanRow } from '../state/sync-plan-row';
import type { JobClient } from './job-client';

/** A deletion that waits for somebody's approval. */
export interface WaitingDeletion {
  half: string;
  album: string;
  name: string;
  /** Where it would go: on this machine, or at the half's service. */
  side: 'local' | 'remote';
  bytes: number;
  /** Names the plan it belongs to. */
  plan: string;
}

interface WaitingPorts {
  state: Pick<State, 'syncDeletionPlans'>;
  jobs: Pick<JobClient, 'progress'>;
}

/** Deletions of a running job that wait, half by half and album by album. The job itself says which plan it waits with. */
export async function* waitingDeletions({ state, jobs }: WaitingPorts, jobId: string): AsyncGenerator<WaitingDeletion> {
  const progress = await jobs.progress(jobId);
  for (const { half, stage, approval } of progress?.halves ?? []) {
    if (approval === undefined) continue;
    let after: number | undefined;
    for (;;) {
      const rows = await state.syncDeletionPlans.deletions({ jobId, half }, { stage, after });
      for (const row of rows) yield { half, album: row.title, ...photoOf(row), bytes: row.bytes, plan: approval.plan };
      after = rows.at(-1)?.ordinal;
      if (after === undefined) break;
    }
  }
}

function photoOf({ item, operation }: PlanRow): Pick<WaitingDeletion, 'name' | 'side'> {
  for (const step of operation?.steps ?? []) {
    if (step.do === 'delete-local') return { side: 'local', name: step.local.path.replace(/^.*\//, '') };
    if (step.do === 'delete-remote') return { side: 'remote', name: step.remote.name };
  }
  return { side: 'remote', name: item };
}
