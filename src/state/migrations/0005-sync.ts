import type { Kysely, Migration } from 'kysely';

/** Albums kept in step: what both sides were, what is found and planned, what was deleted; and counts of calls. */
export const sync: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('call_counts')
      .addColumn('quota', 'text', (column) => column.notNull())
      .addColumn('slot', 'bigint', (column) => column.notNull())
      .addColumn('calls', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('call_counts_pk', ['quota', 'slot'])
      .execute();
    await db.schema
      .createTable('sync_base')
      .addColumn('pair', 'text', (column) => column.notNull())
      .addColumn('local_path', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('md5', 'text', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('local_fingerprint', 'text', (column) => column.notNull())
      .addColumn('remote_album', 'text', (column) => column.notNull())
      .addColumn('remote_id', 'text', (column) => column.notNull())
      .addColumn('remote_title', 'text', (column) => column.notNull())
      .addColumn('remote_name', 'text', (column) => column.notNull())
      .addColumn('remote_fingerprint', 'text', (column) => column.notNull())
      .addColumn('synced_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('sync_base_pk', ['pair', 'local_path'])
      .execute();
    await index(db, 'sync_base', ['pair', 'remote_album', 'remote_id'], { isUnique: true });
    await index(db, 'sync_base', ['pair', 'title', 'local_path']);
    await index(db, 'sync_base', ['pair', 'md5']);
    await db.schema
      .createTable('sync_surveys')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('half', 'text', (column) => column.notNull())
      .addColumn('stage', 'integer', (column) => column.notNull())
      .addColumn('round', 'integer', (column) => column.notNull())
      .addColumn('started_at', 'text', (column) => column.notNull())
      .addColumn('counts', 'text')
      .addPrimaryKeyConstraint('sync_surveys_pk', ['job_id', 'half'])
      .execute();
    await db.schema
      .createTable('sync_folders')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('half', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('title_key', 'text', (column) => column.notNull())
      .addColumn('trouble', 'text')
      .addPrimaryKeyConstraint('sync_folders_pk', ['job_id', 'half', 'path'])
      .execute();
    await index(db, 'sync_folders', ['job_id', 'half', 'title_key']);
    await db.schema
      .createTable('sync_local')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('half', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('md5', 'text', (column) => column.notNull())
      .addColumn('mtime_ms', 'double precision', (column) => column.notNull())
      .addColumn('base_path', 'text')
      .addColumn('verdict', 'text')
      .addColumn('trouble', 'text')
      .addPrimaryKeyConstraint('sync_local_pk', ['job_id', 'half', 'path'])
      .execute();
    await index(db, 'sync_local', ['job_id', 'half', 'title', 'name_key']);
    await index(db, 'sync_local', ['job_id', 'half', 'md5']);
    await index(db, 'sync_local', ['job_id', 'half', 'base_path']);
    await db.schema
      .createTable('sync_albums')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('half', 'text', (column) => column.notNull())
      .addColumn('album_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('title_key', 'text', (column) => column.notNull())
      .addColumn('trouble', 'text')
      .addPrimaryKeyConstraint('sync_albums_pk', ['job_id', 'half', 'album_id'])
      .execute();
    await index(db, 'sync_albums', ['job_id', 'half', 'title']);
    await index(db, 'sync_albums', ['job_id', 'half', 'title_key']);
    await db.schema
      .createTable('sync_remote')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('half', 'text', (column) => column.notNull())
      .addColumn('album_id', 'text', (column) => column.notNull())
      .addColumn('photo_id', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('md5', 'text')
      .addColumn('bytes', 'bigint')
      .addColumn('modified_at', 'text')
      .addColumn('base_path', 'text')
      .addColumn('local_path', 'text')
      .addColumn('is_twice', 'integer', (column) => column.notNull())
      .addColumn('verdict', 'text')
      .addColumn('trouble', 'text')
      .addPrimaryKeyConstraint('sync_remote_pk', ['job_id', 'half', 'album_id', 'photo_id'])
      .execute();
    await index(db, 'sync_remote', ['job_id', 'half', 'title', 'name_key']);
    await index(db, 'sync_remote', ['job_id', 'half', 'photo_id']);
    await index(db, 'sync_remote', ['job_id', 'half', 'md5']);
    await index(db, 'sync_remote', ['job_id', 'half', 'base_path']);
    await index(db, 'sync_remote', ['job_id', 'half', 'local_path']);
    await db.schema
      .createTable('sync_matches')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('half', 'text', (column) => column.notNull())
      .addColumn('ordinal', 'integer', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('base_path', 'text')
      .addColumn('local_path', 'text')
      .addColumn('album_id', 'text')
      .addColumn('photo_id', 'text')
      .addPrimaryKeyConstraint('sync_matches_pk', ['job_id', 'half', 'ordinal'])
      .execute();
    await index(db, 'sync_matches', ['job_id', 'half', 'local_path']);
    await db.schema
      .createTable('sync_plan')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('half', 'text', (column) => column.notNull())
      .addColumn('stage', 'integer', (column) => column.notNull())
      .addColumn('item', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('ordinal', 'integer', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('kind', 'text')
      .addColumn('operation', 'text')
      .addColumn('base', 'text')
      .addColumn('is_deletion', 'integer', (column) => column.notNull())
      .addColumn('is_again', 'integer', (column) => column.notNull())
      .addColumn('approved_at', 'text')
      .addPrimaryKeyConstraint('sync_plan_pk', ['job_id', 'half', 'item'])
      .execute();
    await index(db, 'sync_plan', ['job_id', 'half', 'stage', 'title', 'ordinal']);
    await index(db, 'sync_plan', ['job_id', 'half', 'ordinal']);
    await db.schema
      .createTable('deletions')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('pair', 'text', (column) => column.notNull())
      .addColumn('side', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('md5', 'text')
      .addColumn('bytes', 'bigint')
      .addColumn('how', 'text', (column) => column.notNull())
      .addColumn('restore', 'text', (column) => column.notNull())
      .execute();
    await index(db, 'deletions', ['job_id', 'at']);
  },
};

function index(
  db: Kysely<unknown>,
  table: string,
  columns: string[],
  { isUnique = false }: { isUnique?: boolean } = {},
): Promise<void> {
  const index = db.schema
    .createIndex(`${table}_by_${columns.slice(1).join('_')}`)
    .on(table)
    .columns(columns);
  return (isUnique ? index.unique() : index).execute();
}
