import { sql } from 'kysely';
import type { OutcomeStatus } from '../core/outcome';
import type { Database } from './database';
import type { HalfOfJob } from './sync-survey';

/** What halves of jobs have done already, by the outcomes. */
export class SyncDoings {
  constructor(private readonly db: Database) {}

  /** How items stand that the job has had already. */
  async statusesOf(jobId: string, items: string[]): Promise<Map<string, OutcomeStatus>> {
    if (items.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('outcomes')
      .select(['item', 'status'])
      .where('job_id', '=', jobId)
      .where('item', 'in', items)
      .execute();
    return new Map(rows.map(({ item, status }) => [item, status as OutcomeStatus]));
  }

  /** How many operations of a half the job has had until now. */
  async countOperations({ jobId, half }: HalfOfJob): Promise<number> {
    const row = await this.outcomesOf(jobId, half)
      .select((eb) => eb.fn.countAll<number>().as('items'))
      .where('operation', 'is not', null)
      .executeTakeFirstOrThrow();
    return Number(row.items);
  }

  /** True when another half of the job has changed files of this machine since an instant. */
  async hasChangedFiles(jobId: string, half: string, since: string): Promise<boolean> {
    const row = await this.outcomesOf(jobId, half)
      .select('item')
      .where('status', '=', 'done')
      .where('finished_at', '>=', since)
      .where((eb) =>
        eb.or(['save', 'arrange-local', 'delete-local'].map((step) => eb('operation', 'like', `%"do":"${step}"%`))),
      )
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  private outcomesOf(jobId: string, half: string) {
    const folders = `${half}/`;
    return this.db
      .selectFrom('outcomes')
      .where('job_id', '=', jobId)
      .where(sql<boolean>`substr(folder, 1, length(${folders})) = ${folders}`);
  }
}
