import type { Kysely, Migration } from 'kysely';

/** Which row of a job's CSV was the first with an id. */
export const rowClaims: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('row_claims')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('claim', 'text', (column) => column.notNull())
      .addColumn('row_index', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('row_claims_pk', ['job_id', 'claim'])
      .execute();
  },
};
