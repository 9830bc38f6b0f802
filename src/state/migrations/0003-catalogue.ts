import { sql, type Kysely, type Migration } from 'kysely';

/** Assets of accounts that are kept on a disk, and the listings that found them. */
export const catalogue: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('catalogue')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('root', 'text', (column) => column.notNull())
      .addColumn('asset_key', 'text', (column) => column.notNull())
      .addColumn('form', 'text', (column) => column.notNull())
      .addColumn('item', 'text', (column) => column.notNull())
      .addColumn('resource_type', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('public_id', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('etag', 'text')
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('folder', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('modified_at', 'text')
      .addColumn('details', 'text', (column) => column.notNull())
      .addColumn('seen_by', 'text', (column) => column.notNull())
      .addColumn('seen_at', 'text', (column) => column.notNull())
      .addColumn('gone_at', 'text')
      .addColumn('saved_fingerprint', 'text')
      .addColumn('saved_md5', 'text')
      .addColumn('saved_bytes', 'bigint')
      .addColumn('saved_mtime_ms', 'bigint')
      .addColumn('saved_at', 'text')
      .addPrimaryKeyConstraint('catalogue_pk', ['scope', 'root', 'asset_key'])
      .execute();
    await db.schema
      .createTable('catalogue_listings')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('listing', 'text', (column) => column.notNull())
      .addColumn('started_at', 'text', (column) => column.notNull())
      .addColumn('completed_at', 'text')
      .addPrimaryKeyConstraint('catalogue_listings_pk', ['job_id', 'listing'])
      .execute();
    // What a job has not seen is looked for at its end, among millions that it has.
    await sql`create index catalogue_unseen on catalogue (scope, root, seen_at)`.execute(db);
  },
};
