import { sql, type Kysely, type Migration } from 'kysely';

/** A job that waits for somebody's approval is open too: the same job is not started beside it. */
export const waitingJobs: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.dropIndex('jobs_open_once').execute();
    await db.schema
      .createIndex('jobs_open_once')
      .unique()
      .on('jobs')
      .column('spec_key')
      .where(sql.ref('state'), 'in', sql`('running', 'paused', 'parked', 'waiting')`)
      .execute();
  },
};
