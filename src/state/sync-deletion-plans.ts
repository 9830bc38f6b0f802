import type { Database } from './database';
import { toPlanRow, type PlanRow } from './sync-plan-row';
import { rowsPerStatement, type HalfOfJob } from './sync-survey';

/** Deletions that are planned, stage by stage, and who has approved of them. */
export class SyncDeletionPlans {
  constructor(private readonly db: Database) {}

  /** Gives deletions that the job has not begun to the stage that comes next. */
  async passOn({ jobId, half }: HalfOfJob, stage: number): Promise<void> {
    await this.db
      .updateTable('sync_plan')
      .set({ stage })
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .where('is_deletion', '=', 1)
      .where('status', '=', 'planned')
      .where('stage', '<', stage)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('outcomes')
              .select('outcomes.item')
              .whereRef('outcomes.job_id', '=', 'sync_plan.job_id')
              .whereRef('outcomes.item', '=', 'sync_plan.item'),
          ),
        ),
      )
      .execute();
  }

  /** Deletions of a stage in order, of one album or all; after one. */
  async deletions(
    of: HalfOfJob,
    { stage, title, after }: { stage: number; title?: string; after?: number },
  ): Promise<PlanRow[]> {
    let query = this.deletionsOf(of, stage).selectAll().orderBy('ordinal').limit(rowsPerStatement);
    if (title !== undefined) query = query.where('title', '=', title);
    if (after !== undefined) query = query.where('ordinal', '>', after);
    return (await query.execute()).map(toPlanRow);
  }

  /** Albums that deletions of a stage are in, in order. */
  async albumsOfDeletions(of: HalfOfJob, stage: number): Promise<string[]> {
    const rows = await this.deletionsOf(of, stage).select('title').distinct().orderBy('title').execute();
    return rows.map(({ title }) => title);
  }

  /** Notes that somebody has approved of the deletions of a stage: of one album, or of all. */
  async approve({ jobId, half }: HalfOfJob, { stage, title }: { stage: number; title?: string }): Promise<void> {
    let query = this.db
      .updateTable('sync_plan')
      .set({ approved_at: new Date().toISOString() })
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .where('stage', '=', stage)
      .where('is_deletion', '=', 1)
      .where('status', '=', 'planned')
      .where('approved_at', 'is', null);
    if (title !== undefined) query = query.where('title', '=', title);
    await query.execute();
  }

  private deletionsOf(of: HalfOfJob, stage: number) {
    return this.db
      .selectFrom('sync_plan')
      .where('job_id', '=', of.jobId)
      .where('half', '=', of.half)
      .where('is_deletion', '=', 1)
      .where('status', '=', 'planned')
      .where('stage', '=', stage);
  }
}
