import type { PlanRow } from '../../state/sync-plan-row';
import type { SyncHalf } from './sync-half';

/**
 * Gives rows of a plan items that no other row of the plan has. What the job has had already is not told again, and what
 * is to be done about it again has an item of its own: `flickr/Italy/a.jpg (2)`.
 */
export async function withOwnItems({ of, state }: SyncHalf, rows: PlanRow[]): Promise<PlanRow[]> {
  const taken = new Set<string>();
  const own: PlanRow[] = [];
  let open = rows.map((row) => ({ row, n: 1 }));
  while (open.length > 0) {
    const wished = open.map(({ row, n }) => (n === 1 ? row.item : `${row.item} (${n})`));
    const planned = await state.syncPlans.itemsIn(of, wished);
    const had = await state.syncDoings.statusesOf(of.jobId, wished);
    const again: typeof open = [];
    for (const [index, { row, n }] of open.entries()) {
      const item = wished[index] ?? row.item;
      const status = had.get(item);
      // What was planned and never begun is the same operation still.
      const isHad = status !== undefined && status !== 'planned';
      const isOver = isHad && row.status === 'planned';
      if (taken.has(item) || planned.has(item) || isOver) {
        again.push({ row, n: n + 1 });
        continue;
      }
      taken.add(item);
      own.push(named(isHad && row.status !== 'deferred' ? { ...row, status: 'silent' } : row, item));
    }
    open = again;
  }
  return own;
}

function named(row: PlanRow, item: string): PlanRow {
  return { ...row, item, operation: row.operation === undefined ? undefined : { ...row.operation, item } };
}
