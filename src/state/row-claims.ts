import { createHash } from 'node:crypto';
import type { Database } from './database';

/** Which row of a job's CSV was the first with an id. */
export class RowClaims {
  constructor(private readonly db: Database) {}

  /** Lets each row have its id unless a row before has it. Rows come in their order; done again, it changes nothing. */
  async claim(jobId: string, rows: { id: string; row: number }[]): Promise<void> {
    if (rows.length === 0) return;
    await this.db
      .insertInto('row_claims')
      .values(rows.map(({ id, row }) => ({ job_id: jobId, claim: claimOf(id), row_index: row })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The first row with each of the ids. */
  async firstRows(jobId: string, ids: string[]): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map();
    const byClaim = new Map(ids.map((id) => [claimOf(id), id]));
    const rows = await this.db
      .selectFrom('row_claims')
      .select(['claim', 'row_index'])
      .where('job_id', '=', jobId)
      .where('claim', 'in', [...byClaim.keys()])
      .execute();
    return new Map(rows.map(({ claim, row_index: row }) => [byClaim.get(claim) ?? '', Number(row)]));
  }
}

/** A million long ids are kept short. */
function claimOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 22);
}
