import type { Kysely, Migration } from 'kysely';

/** The rows of a batch's CSV: what each is about, and what its folder came to. */
export const batchRows: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('batch_rows')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('row_index', 'integer', (column) => column.notNull())
      .addColumn('row_key', 'text', (column) => column.notNull())
      .addColumn('details', 'text', (column) => column.notNull())
      .addColumn('started_at', 'text')
      .addColumn('finished_at', 'text')
      .addColumn('counts', 'text')
      .addPrimaryKeyConstraint('batch_rows_pk', ['job_id', 'row_index'])
      .addUniqueConstraint('batch_rows_once', ['job_id', 'row_key'])
      .execute();
  },
};
