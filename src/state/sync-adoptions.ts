import type { Database } from './database';
import type { BaseChange } from './sync-plan-row';
import { rowsPerStatement, type HalfOfJob } from './sync-survey';

/** What plans have found to be in step by itself, until it is written down. */
export class SyncAdoptions {
  constructor(private readonly db: Database) {}

  /** Writes down what is in step, as planned for stages up to this one, once. */
  async apply(of: HalfOfJob, pair: string, stage: number): Promise<void> {
    for (;;) {
      const rows = await this.db
        .selectFrom('sync_plan')
        .select(['item', 'base'])
        .where('job_id', '=', of.jobId)
        .where('half', '=', of.half)
        .where('base', 'is not', null)
        .where('stage', '<=', stage)
        .orderBy('ordinal')
        .limit(rowsPerStatement)
        .execute();
      if (rows.length === 0) return;
      const changes = rows.map(({ base }) => JSON.parse(base ?? '{}') as BaseChange);
      await this.db.transaction().execute(async (transaction) => {
        for (const change of changes) await applyOne(transaction, pair, change);
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

async function applyOne(db: Pick<Database, 'deleteFrom' | 'insertInto'>, pair: string, change: BaseChange) {
  const { record, forget } = change;
  if (forget !== undefined) {
    await db.deleteFrom('sync_base').where('pair', '=', pair).where('local_path', '=', forget).execute();
  }
  if (record === undefined) return;
  await db
    .deleteFrom('sync_base')
    .where('pair', '=', pair)
    .where((eb) =>
      eb.or([
        eb('local_path', '=', record.localPath),
        eb.and([eb('remote_album', '=', record.remoteAlbumId), eb('remote_id', '=', record.remoteId)]),
      ]),
    )
    .execute();
  await db
    .insertInto('sync_base')
    .values({
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
      synced_at: new Date().toISOString(),
    })
    .execute();
}
