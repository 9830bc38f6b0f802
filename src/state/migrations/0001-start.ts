import { sql, type Kysely, type Migration } from 'kysely';

/** The first tables. Types are the ones SQLite and Postgres share. */
export const start: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('jobs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('spec_key', 'text', (column) => column.notNull())
      .addColumn('spec', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('state_reason', 'text')
      .addColumn('started_by', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('report_path', 'text')
      .addColumn('executions', 'integer', (column) => column.notNull())
      .execute();
    // One open job a spec, by the database itself: two starts at one instant cannot both win.
    await db.schema
      .createIndex('jobs_open_once')
      .unique()
      .on('jobs')
      .column('spec_key')
      .where(sql.ref('state'), 'in', sql`('running', 'paused', 'parked')`)
      .execute();

    await db.schema
      .createTable('job_events')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('who', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('detail', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('job_events_by_job').on('job_events').columns(['job_id', 'at']).execute();

    await db.schema
      .createTable('outcomes')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('item', 'text', (column) => column.notNull())
      .addColumn('folder', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('operation', 'text')
      .addColumn('kind', 'text')
      .addColumn('error', 'text')
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('result', 'text')
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('planned_by', 'text', (column) => column.notNull())
      .addColumn('pass', 'integer', (column) => column.notNull())
      .addColumn('started_at', 'text')
      .addColumn('finished_at', 'text')
      .addPrimaryKeyConstraint('outcomes_pk', ['job_id', 'item'])
      .execute();
    await db.schema.createIndex('outcomes_by_status').on('outcomes').columns(['job_id', 'status', 'item']).execute();
    await db.schema.createIndex('outcomes_by_folder').on('outcomes').columns(['job_id', 'folder', 'status']).execute();

    await db.schema
      .createTable('names')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('asset_key', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('reserved_at', 'text', (column) => column.notNull())
      .addColumn('source_md5', 'text')
      .addColumn('stored_etag', 'text')
      .addPrimaryKeyConstraint('names_pk', ['scope', 'asset_key'])
      .addUniqueConstraint('names_once', ['scope', 'name'])
      .execute();

    await db.schema
      .createTable('inventory')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('resource_type', 'text', (column) => column.notNull())
      .addColumn('etag', 'text')
      .addColumn('bytes', 'bigint')
      .addColumn('seen_at', 'text', (column) => column.notNull())
      .addColumn('result', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('inventory_pk', ['scope', 'path', 'resource_type'])
      .execute();
    await db.schema
      .createTable('inventory_runs')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('root', 'text', (column) => column.notNull())
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('started_at', 'text', (column) => column.notNull())
      .addColumn('completed_at', 'text')
      .addPrimaryKeyConstraint('inventory_runs_pk', ['scope', 'root', 'job_id'])
      .execute();

    await db.schema
      .createTable('checksums')
      .addColumn('asset_key', 'text', (column) => column.primaryKey())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('md5', 'text', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('upload_sessions')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('upload_id', 'text', (column) => column.notNull())
      .addColumn('next_byte', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('upload_sessions_pk', ['scope', 'path'])
      .execute();

    await db.schema
      .createTable('facts')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('found_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('facts_pk', ['scope', 'name'])
      .execute();
  },
};
