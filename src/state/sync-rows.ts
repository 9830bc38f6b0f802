import type { Updateable } from 'kysely';
import type { Database } from './database';
import type { SyncRemoteTable } from './schema';
import type { HalfOfJob, RemoteRow } from './sync-survey';

/** Files that a half of a job has found, to be chosen from. */
export function localsOf(db: Database, { jobId, half }: HalfOfJob) {
  return db.selectFrom('sync_local').where('job_id', '=', jobId).where('half', '=', half);
}

/** Photos that a half of a job has found at its service, to be chosen from. */
export function remotesOf(db: Database, { jobId, half }: HalfOfJob) {
  return db.selectFrom('sync_remote').where('job_id', '=', jobId).where('half', '=', half);
}

/** Notes something of one photo that a half of a job has found. */
export async function setRemote(
  db: Database,
  { jobId, half }: HalfOfJob,
  { album_id: albumId, photo_id: id }: Pick<RemoteRow, 'album_id' | 'photo_id'>,
  values: Updateable<SyncRemoteTable>,
): Promise<void> {
  await db
    .updateTable('sync_remote')
    .set(values)
    .where('job_id', '=', jobId)
    .where('half', '=', half)
    .where('album_id', '=', albumId)
    .where('photo_id', '=', id)
    .execute();
}
