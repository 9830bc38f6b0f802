import type { Selectable } from 'kysely';
import type { Database } from './database';
import type { SyncBaseTable } from './schema';

/** A photo that is in step: what both sides were when they last agreed. */
export interface SyncedPhoto {
  localPath: string;
  title: string;
  md5: string;
  bytes: number;
  localFingerprint: string;
  remoteAlbumId: string;
  remoteId: string;
  /** Title and name it had at the service. */
  remoteTitle: string;
  remoteName: string;
  remoteFingerprint: string;
}

/** The state after the last sync of two sides: a local root and a service. */
export class SyncBase {
  constructor(private readonly db: Database) {}

  /** Notes that a file and a photo agree. What either was in step with before is forgotten. */
  async record(pair: string, photo: SyncedPhoto): Promise<void> {
    const row = {
      pair,
      local_path: photo.localPath,
      title: photo.title,
      md5: photo.md5,
      bytes: photo.bytes,
      local_fingerprint: photo.localFingerprint,
      remote_album: photo.remoteAlbumId,
      remote_id: photo.remoteId,
      remote_title: photo.remoteTitle,
      remote_name: photo.remoteName,
      remote_fingerprint: photo.remoteFingerprint,
      synced_at: new Date().toISOString(),
    };
    await this.db.transaction().execute(async (transaction) => {
      await transaction
        .deleteFrom('sync_base')
        .where('pair', '=', pair)
        .where((eb) =>
          eb.or([
            eb('local_path', '=', row.local_path),
            eb.and([eb('remote_album', '=', row.remote_album), eb('remote_id', '=', row.remote_id)]),
          ]),
        )
        .execute();
      await transaction.insertInto('sync_base').values(row).execute();
    });
  }

  /** What a file is in step with. */
  async ofFile(pair: string, localPath: string): Promise<SyncedPhoto | undefined> {
    const row = await this.db
      .selectFrom('sync_base')
      .selectAll()
      .where('pair', '=', pair)
      .where('local_path', '=', localPath)
      .executeTakeFirst();
    return row === undefined ? undefined : toSyncedPhoto(row);
  }

  /** What a photo of a service is in step with. */
  async ofPhoto(pair: string, { albumId, id }: { albumId: string; id: string }): Promise<SyncedPhoto | undefined> {
    const row = await this.db
      .selectFrom('sync_base')
      .selectAll()
      .where('pair', '=', pair)
      .where('remote_album', '=', albumId)
      .where('remote_id', '=', id)
      .executeTakeFirst();
    return row === undefined ? undefined : toSyncedPhoto(row);
  }

  /** Forgets a photo that is gone on both sides. */
  async forget(pair: string, localPath: string): Promise<void> {
    await this.db.deleteFrom('sync_base').where('pair', '=', pair).where('local_path', '=', localPath).execute();
  }
}

/** A row of the table as the rest of ferry sees it. */
export function toSyncedPhoto(row: Selectable<SyncBaseTable>): SyncedPhoto {
  return {
    localPath: row.local_path,
    title: row.title,
    md5: row.md5,
    bytes: Number(row.bytes),
    localFingerprint: row.local_fingerprint,
    remoteAlbumId: row.remote_album,
    remoteId: row.remote_id,
    remoteTitle: row.remote_title,
    remoteName: row.remote_name,
    remoteFingerprint: row.remote_fingerprint,
  };
}
