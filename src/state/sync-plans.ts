import type { Database } from './database';
import { toColumns, toPlanRow, type PlanRow } from './sync-plan-row';
import { inPortions, type HalfOfJob } from './sync-survey';

/** Which rows of a plan are meant. */
export interface PlanSelection {
  /** From this stage to that, both included. */
  stages: [first: number, last: number];
  statuses: PlanRow['status'][];
  /** Of deletions only those that somebody has approved of. */
  isApprovedOnly: boolean;
}

/** The plans of halves of jobs, and what is left of them to do. */
export class SyncPlans {
  constructor(private readonly db: Database) {}

  /** Takes back what was planned from a place on, so that it can be planned again. */
  async clearAfter({ jobId, half }: HalfOfJob, ordinal: number): Promise<void> {
    await this.db
      .deleteFrom('sync_plan')
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .where('ordinal', '>', ordinal)
      .execute();
  }

  async add(of: HalfOfJob, rows: PlanRow[]): Promise<void> {
    await inPortions(rows, async (some) => {
      await this.db
        .insertInto('sync_plan')
        .values(some.map((row) => toColumns(of, row)))
        .execute();
    });
  }

  /** Which of these items the plan has. */
  async itemsIn({ jobId, half }: HalfOfJob, items: string[]): Promise<Set<string>> {
    if (items.length === 0) return new Set();
    const rows = await this.db
      .selectFrom('sync_plan')
      .select('item')
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .where('item', 'in', items)
      .execute();
    return new Set(rows.map(({ item }) => item));
  }

  /** Albums of a plan in order, after one. */
  async titles(
    of: HalfOfJob,
    selection: PlanSelection,
    { after, limit }: { after?: string; limit: number },
  ): Promise<string[]> {
    let query = this.selected(of, selection).select('title').distinct().orderBy('title').limit(limit);
    if (after !== undefined) query = query.where('title', '>', after);
    return (await query.execute()).map(({ title }) => title);
  }

  /** Rows of an album in order, after one. */
  async page(
    of: HalfOfJob,
    selection: PlanSelection,
    { title, after, limit }: { title: string; after?: number; limit: number },
  ): Promise<PlanRow[]> {
    let query = this.selected(of, selection).selectAll().where('title', '=', title).orderBy('ordinal').limit(limit);
    if (after !== undefined) query = query.where('ordinal', '>', after);
    return (await query.execute()).map(toPlanRow);
  }

  /** Leaves so many operations in a plan, deletions last; the others are skipped for this reason. */
  async limit(of: HalfOfJob, operations: number, reason: string): Promise<void> {
    const changes = await this.firstBeyond(of, { isDeletion: 0, operations });
    if (changes.beyond !== undefined) await this.skipFrom(of, { isDeletion: 0, ordinal: changes.beyond, reason });
    const left = Math.max(0, operations - changes.count);
    const deletions = await this.firstBeyond(of, { isDeletion: 1, operations: left });
    if (deletions.beyond !== undefined) await this.skipFrom(of, { isDeletion: 1, ordinal: deletions.beyond, reason });
  }

  private async firstBeyond(of: HalfOfJob, { isDeletion, operations }: { isDeletion: 0 | 1; operations: number }) {
    const planned = this.rows(of).where('status', '=', 'planned').where('is_deletion', '=', isDeletion);
    const { count } = await planned.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    const row = await planned.select('ordinal').orderBy('ordinal').offset(operations).limit(1).executeTakeFirst();
    return { count: Number(count), beyond: row?.ordinal };
  }

  private async skipFrom(
    { jobId, half }: HalfOfJob,
    { isDeletion, ordinal, reason }: { isDeletion: 0 | 1; ordinal: number; reason: string },
  ): Promise<void> {
    await this.db
      .updateTable('sync_plan')
      .set((eb) => ({
        status: 'skipped',
        reason,
        operation: null,
        is_again: 0,
        is_deletion: 0,
        // It is said with the rest of the plan, not when deletions are due.
        stage: isDeletion === 1 ? eb('stage', '-', 1) : eb.ref('stage'),
      }))
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .where('status', '=', 'planned')
      .where('is_deletion', '=', isDeletion)
      .where('ordinal', '>=', ordinal)
      .execute();
  }

  /** True when there is more to do that only another survey can plan. */
  async isAgain(of: HalfOfJob): Promise<boolean> {
    const row = await this.rows(of)
      .select('item')
      .where((eb) => eb.or([eb('status', '=', 'deferred'), eb('is_again', '=', 1)]))
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  private selected(of: HalfOfJob, { stages: [first, last], statuses, isApprovedOnly }: PlanSelection) {
    const query = this.rows(of).where('stage', '>=', first).where('stage', '<=', last).where('status', 'in', statuses);
    if (!isApprovedOnly) return query;
    return query.where((eb) => eb.or([eb('is_deletion', '=', 0), eb('approved_at', 'is not', null)]));
  }

  private rows({ jobId, half }: HalfOfJob) {
    return this.db.selectFrom('sync_plan').where('job_id', '=', jobId).where('half', '=', half);
  }
}
