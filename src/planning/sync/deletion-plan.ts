import { createHash } from 'node:crypto';
import type { DeletionPlan, SyncStep } from '../../core/sync';
import type { PlanRow } from '../../state/sync-plan-row';
import type { SyncHalf } from './sync-half';

/** A step that takes something away. */
export type DeletionStep = Extract<SyncStep, { do: 'delete-local' | 'delete-remote' }>;

/** Characters of a hash that name a plan: enough that no two of one job share them. */
const planLength = 12;

/** What the deletions of a stage are, and the name of their plan. */
export async function deletionPlanOf(half: SyncHalf, stage: number): Promise<DeletionPlan> {
  const hash = createHash('sha256');
  const albums = new Set<string>();
  let deletions = 0;
  for await (const row of deletionsOf(half, { stage })) {
    deletions += 1;
    albums.add(row.title);
    hash.update(JSON.stringify([row.item, targetOf(row)]));
  }
  return { plan: hash.digest('hex').slice(0, planLength), deletions, albums: albums.size };
}

/** The deletions of a stage in order, portion by portion: of one album or of all. */
export async function* deletionsOf(
  { of, state }: SyncHalf,
  { stage, title }: { stage: number; title?: string },
): AsyncGenerator<PlanRow> {
  let after: number | undefined;
  for (;;) {
    const rows = await state.syncDeletionPlans.deletions(of, { stage, title, after });
    if (rows.length === 0) return;
    yield* rows;
    after = rows.at(-1)?.ordinal;
  }
}

/** The one step of a deletion. */
export function deletionStepOf({ item, operation }: PlanRow): DeletionStep {
  const [step] = operation?.steps ?? [];
  if (step?.do !== 'delete-local' && step?.do !== 'delete-remote') throw new Error(`${item} is no deletion`);
  return step;
}

/** What is taken away, and in which state. */
function targetOf(row: PlanRow): string[] {
  const step = deletionStepOf(row);
  if (step.do === 'delete-local') return [step.do, step.local.path, step.local.fingerprint];
  return [step.do, step.remote.albumId, step.remote.id, step.remote.fingerprint];
}
