import { sql } from 'kysely';
import type { Database } from './database';
import { toSyncedPhoto, type SyncedPhoto } from './sync-base';
import { localsOf, remotesOf, setRemote } from './sync-rows';
import type { HalfOfJob, LocalRow, RemoteRow } from './sync-survey';

/** Rows of one page. */
const pageRows = 500;

/**
 * Which file and which photo are the same, and which of what was in step: a row of `sync_base` is found again by path and
 * id first, then by content and names.
 */
export class SyncMatching {
  constructor(private readonly db: Database) {}

  /** Finds again what lies where it lay: files by their paths, photos by album and id. Whatever was matched is forgotten. */
  async matchInPlace({ jobId, half }: HalfOfJob, pair: string): Promise<void> {
    await sql`update sync_local set base_path = null where job_id = ${jobId} and half = ${half}`.execute(this.db);
    await sql`
      update sync_local set base_path = path
      where job_id = ${jobId} and half = ${half}
        and exists (select 1 from sync_base b where b.pair = ${pair} and b.local_path = sync_local.path)
    `.execute(this.db);
    await sql`
      update sync_remote set local_path = null, is_twice = 0, base_path = (
        select b.local_path from sync_base b
        where b.pair = ${pair} and b.remote_album = sync_remote.album_id and b.remote_id = sync_remote.photo_id
      )
      where job_id = ${jobId} and half = ${half}
    `.execute(this.db);
    // What became no photo of an album is known by its name there: it is not gone.
    await sql`
      update sync_remote set base_path = (
        select min(b.local_path) from sync_base b
        where b.pair = ${pair} and b.remote_album = sync_remote.album_id and b.remote_name = sync_remote.name
          and not exists (
            select 1 from sync_remote r
            where r.job_id = ${jobId} and r.half = ${half} and r.album_id = b.remote_album and r.photo_id = b.remote_id
          )
      )
      where job_id = ${jobId} and half = ${half} and photo_id like '?%'
    `.execute(this.db);
  }

  /**
   * Matches files that nothing is known of with what was in step and has no file any more, where there is one of each with
   * a content: at once what else would be looked up one by one.
   */
  async matchMovedHere({ jobId, half }: HalfOfJob, pair: string): Promise<void> {
    const missing = sql`
      from sync_base b where b.pair = ${pair} and b.md5 = sync_local.md5 and not exists (
        select 1 from sync_local m where m.job_id = ${jobId} and m.half = ${half} and m.base_path = b.local_path
      )`;
    await sql`
      update sync_local set base_path = (select b.local_path ${missing})
      where job_id = ${jobId} and half = ${half} and base_path is null and verdict is null
        and (select count(*) ${missing}) = 1
        and (
          select count(*) from sync_local l
          where l.job_id = ${jobId} and l.half = ${half} and l.md5 = sync_local.md5
            and l.base_path is null and l.verdict is null
        ) = 1
    `.execute(this.db);
  }

  /** Matches files and photos that nothing is known of, where there is one of each with a mark in an album. */
  async matchNew({ jobId, half }: HalfOfJob, mark: 'md5' | 'name_key'): Promise<void> {
    const column = sql.ref(mark);
    const locals = sql`
      from sync_local l
      where l.job_id = ${jobId} and l.half = ${half} and l.title = sync_remote.title
        and l.${column} = sync_remote.${column} and l.base_path is null and l.verdict is null
        and not exists (
          select 1 from sync_remote o where o.job_id = ${jobId} and o.half = ${half} and o.local_path = l.path
        )`;
    await sql`
      update sync_remote set local_path = (select l.path ${locals})
      where job_id = ${jobId} and half = ${half} and base_path is null and local_path is null and verdict is null
        and ${column} is not null
        and (select count(*) ${locals}) = 1
        and (
          select count(*) from sync_remote r
          where r.job_id = ${jobId} and r.half = ${half} and r.title = sync_remote.title
            and r.${column} = sync_remote.${column}
            and r.base_path is null and r.local_path is null and r.verdict is null
        ) = 1
    `.execute(this.db);
  }

  /** What was in step and has no file any more (`local`), or no photo at the service (`remote`), in order of paths. */
  async missing(
    { jobId, half }: HalfOfJob,
    pair: string,
    { side, after }: { side: 'local' | 'remote'; after?: string },
  ): Promise<SyncedPhoto[]> {
    const table = sql.table(side === 'local' ? 'sync_local' : 'sync_remote');
    const isFound = sql<boolean>`exists (
      select 1 from ${table} f where f.job_id = ${jobId} and f.half = ${half} and f.base_path = b.local_path
    )`;
    let query = this.db
      .selectFrom('sync_base as b')
      .selectAll()
      .where('pair', '=', pair)
      .where(({ not }) => not(isFound))
      .orderBy('b.local_path')
      .limit(pageRows);
    if (after !== undefined) query = query.where('b.local_path', '>', after);
    return (await query.execute()).map(toSyncedPhoto);
  }

  /** True when what was in step under a path is there still. */
  async isInPlaceHere(of: HalfOfJob, path: string): Promise<boolean> {
    const row = await localsOf(this.db, of)
      .select('path')
      .where('path', '=', path)
      .where('base_path', '=', path)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** A file that nothing is known of, by its content: in the album of a title before others, then by path. */
  async newLocalWithMd5(of: HalfOfJob, { md5, title }: { md5: string; title: string }): Promise<LocalRow | undefined> {
    return this.unmatchedLocals(of)
      .selectAll()
      .where('md5', '=', md5)
      .orderBy((eb) => eb.case().when('title', '=', title).then(0).else(1).end())
      .orderBy('path')
      .limit(1)
      .executeTakeFirst();
  }

  /** A photo that nothing is known of and that is no file's yet, by one of its marks; in the album of a title first. */
  async newRemoteWith(
    of: HalfOfJob,
    mark: { id: string } | { md5: string } | { nameKey: string },
    { title, isTitleSure }: { title: string; isTitleSure: boolean },
  ): Promise<RemoteRow | undefined> {
    let query = remotesOf(this.db, of)
      .selectAll()
      .where('base_path', 'is', null)
      .where('local_path', 'is', null)
      .where('verdict', 'is', null)
      .orderBy((eb) => eb.case().when('title', '=', title).then(0).else(1).end())
      .orderBy('album_id')
      .orderBy('photo_id')
      .limit(1);
    if ('id' in mark) query = query.where('photo_id', '=', mark.id);
    else if ('md5' in mark) query = query.where('md5', '=', mark.md5);
    else query = query.where('name_key', '=', mark.nameKey);
    if (isTitleSure) query = query.where('title', '=', title);
    return query.executeTakeFirst();
  }

  /** Files that nothing is known of and that are no photo's yet, in order of paths. */
  async newLocals(of: HalfOfJob, after?: string): Promise<LocalRow[]> {
    let query = this.unmatchedLocals(of)
      .selectAll()
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('sync_remote as r')
              .select('r.photo_id')
              .where('r.job_id', '=', of.jobId)
              .where('r.half', '=', of.half)
              .whereRef('r.local_path', '=', 'sync_local.path'),
          ),
        ),
      )
      .orderBy('path')
      .limit(pageRows);
    if (after !== undefined) query = query.where('path', '>', after);
    return query.execute();
  }

  /** Says that a file is what was in step under another path. */
  async setLocalBase({ jobId, half }: HalfOfJob, path: string, basePath: string): Promise<void> {
    await this.db
      .updateTable('sync_local')
      .set({ base_path: basePath })
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .where('path', '=', path)
      .execute();
  }

  /** Says what a photo is: one that was in step, or a file that nothing was known of. */
  async setRemoteMatch(
    of: HalfOfJob,
    photo: Pick<RemoteRow, 'album_id' | 'photo_id'>,
    match: { base_path: string } | { local_path: string },
  ): Promise<void> {
    await setRemote(this.db, of, photo, match);
  }

  private unmatchedLocals(of: HalfOfJob) {
    return localsOf(this.db, of).where('base_path', 'is', null).where('verdict', 'is', null);
  }
}
