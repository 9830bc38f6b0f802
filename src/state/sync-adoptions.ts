import type { Database } from './database';
import type { BaseChange } from './sync-plan-row';
import type { HalfOfJob } from './sync-survey';

/** Photos noted by one statement: SQLite takes expressions of a depth of 1 000. */
const changesAtOnce = 200;

/** What plans have found to be in step by itself, until it is written down. */
export class SyncAdoptions {
  constructor(private readonly db: Database) {}

  /** Writes down what is in step, as planned for stages up to this one, once. */
  async apply(of: HalfOfJob, pair: string, stage: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const rows = await this.db
        .selectFrom('sync_plan')
        .select(['item', 'base'])
        .where('job_id', '=', of.jobId)
        .where('half', '=', of.half)
        .where('base', 'is not', null)
        .where('stage', '<=', stage)
        .orderBy('ordinal')
        .limit(changesAtOnce)
        .execute();
      if (rows.length === 0) return;
      const changes = rows.map(({ base }) => JSON.parse(base ?? '{}') as BaseChange);
      await this.db.transaction().execute(async (transaction) => {
        await applyAll(transaction, pair, changes);
        await transaction
          .updateTable('sync_plan')
          .set({ base: null })
          .where('job_id', '=', of.jobId)
          .where('half', '=', of.half)
          .where(
            'item',
            'in',
            rows.map(({ item }) => item),
          )
          .execute();
      });
    }
  }
}

/** What is noted of these photos until now goes; then what is true of them is noted. No two of them are about one photo. */
async function applyAll(db: Pick<Database, 'deleteFrom' | 'insertInto'>, pair: string, changes: BaseChange[]) {
  const records = changes.flatMap(({ record }) => record ?? []);
  const paths = [...changes.flatMap(({ forget }) => forget ?? []), ...records.map(({ localPath }) => localPath)];
  if (paths.length > 0) {
    await db.deleteFrom('sync_base').where('pair', '=', pair).where('local_path', 'in', paths).execute();
  }
  if (records.length === 0) return;
  await db
    .deleteFrom('sync_base')
    .where((eb) =>
      eb.or(
        // The pair in each of them, so that SQLite looks each up by its index.
        records.map(({ remoteAlbumId, remoteId }) =>
          eb.and([eb('pair', '=', pair), eb('remote_album', '=', remoteAlbumId), eb('remote_id', '=', remoteId)]),
        ),
      ),
    )
    .execute();
  const syncedAt = new Date().toISOString();
  await db
    .insertInto('sync_base')
    .values(
      records.map((record) => ({
        pair,
        local_path: record.localPath,
        title: record.title,
        md5: record.md5,
        bytes: record.bytes,
        local_fingerprint: record.localFingerprint,
        remote_album: record.remoteAlbumId,
        remote_id: record.remoteId,
        remote_title: record.remoteTitle,
        remote_name: record.remoteName,
        remote_fingerprint: record.remoteFingerprint,
        synced_at: syncedAt,
      })),
    )
    .execute();
}
