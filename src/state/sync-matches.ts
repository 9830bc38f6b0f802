import { sql } from 'kysely';
import type { Database } from './database';
import { toSyncedPhoto, type SyncedPhoto } from './sync-base';
import type { HalfOfJob, LocalRow, MatchRow, RemoteRow } from './sync-survey';

/** What belongs together: what was in step, a file, a photo at the service; at least one of the three. */
export interface SyncMatch {
  ordinal: number;
  title: string;
  name: string;
  base?: SyncedPhoto;
  local?: LocalRow;
  remote?: RemoteRow;
}

/** What a survey has found, match by match. */
export class SyncMatches {
  constructor(private readonly db: Database) {}

  /** Puts together what was matched, in the order of titles and names. */
  async build({ jobId, half }: HalfOfJob, pair: string): Promise<void> {
    const local = sql`l.job_id = ${jobId} and l.half = ${half}`;
    const remote = sql`r.job_id = ${jobId} and r.half = ${half}`;
    await this.db.deleteFrom('sync_matches').where('job_id', '=', jobId).where('half', '=', half).execute();
    await sql`
      insert into sync_matches (job_id, half, ordinal, title, name, base_path, local_path, album_id, photo_id)
      select cast(${jobId} as text), cast(${half} as text),
        row_number() over (order by title, name, base_path, local_path, album_id, photo_id),
        title, name, base_path, local_path, album_id, photo_id
      from (
        select coalesce(l.title, r.title, b.title) as title, coalesce(l.name, r.name, b.remote_name) as name,
          b.local_path as base_path, l.path as local_path, r.album_id as album_id, r.photo_id as photo_id
        from sync_base b
        left join sync_local l on ${local} and l.base_path = b.local_path
        left join sync_remote r on ${remote} and r.base_path = b.local_path
        where b.pair = ${pair}
        union all
        select l.title, l.name, null, l.path, r.album_id, r.photo_id
        from sync_local l
        left join sync_remote r on ${remote} and r.local_path = l.path
        where ${local} and l.base_path is null
        union all
        select r.title, r.name, null, null, r.album_id, r.photo_id
        from sync_remote r
        where ${remote} and r.base_path is null and r.local_path is null and coalesce(r.verdict, '') <> 'ignored'
      ) found
    `.execute(this.db);
  }

  /** A page of matches in order, after one. */
  async page(of: HalfOfJob, pair: string, { after, limit }: { after: number; limit: number }): Promise<SyncMatch[]> {
    const rows = await this.rows(of).where('ordinal', '>', after).orderBy('ordinal').limit(limit).execute();
    return this.withDetails(of, pair, rows);
  }

  /** The match of a file. */
  async ofLocal(of: HalfOfJob, pair: string, path: string): Promise<SyncMatch | undefined> {
    const rows = await this.rows(of).where('local_path', '=', path).limit(1).execute();
    return (await this.withDetails(of, pair, rows))[0];
  }

  /** Matches of what was in step and is gone on a side, in order, after one. */
  async gone(
    of: HalfOfJob,
    pair: string,
    { side, after, limit }: { side: 'local' | 'remote'; after: number; limit: number },
  ): Promise<SyncMatch[]> {
    const rows = await this.rows(of)
      .where('ordinal', '>', after)
      .where('base_path', 'is not', null)
      .where(side === 'local' ? 'local_path' : 'photo_id', 'is', null)
      .orderBy('ordinal')
      .limit(limit)
      .execute();
    return this.withDetails(of, pair, rows);
  }

  /** How many photos of a pair were in step. */
  async countBase(pair: string): Promise<number> {
    const row = await this.db
      .selectFrom('sync_base')
      .select((eb) => eb.fn.countAll<number>().as('photos'))
      .where('pair', '=', pair)
      .executeTakeFirstOrThrow();
    return Number(row.photos);
  }

  /** Folders that the files of an album's photos lay in when they were last in step, that of most first. */
  async baseFolders(pair: string, title: string): Promise<string[]> {
    // What is left when all that is no slash is cut away from the end.
    const folder = sql<string>`rtrim(local_path, replace(local_path, '/', ''))`;
    const rows = await this.db
      .selectFrom('sync_base')
      .select(folder.as('folder'))
      .where('pair', '=', pair)
      .where('title', '=', title)
      .groupBy(folder)
      .orderBy((eb) => eb.fn.countAll(), 'desc')
      .orderBy(folder)
      .execute();
    return rows.map((row) => row.folder.replace(/\/$/, ''));
  }

  /** Titles of what was in step at or below a path. */
  async baseTitlesBelow(pair: string, path: string): Promise<string[]> {
    const below = `${path}/`;
    const rows = await this.db
      .selectFrom('sync_base')
      .select('title')
      .distinct()
      .where('pair', '=', pair)
      .where((eb) =>
        eb.or([eb('local_path', '=', path), sql<boolean>`substr(local_path, 1, length(${below})) = ${below}`]),
      )
      .execute();
    return rows.map(({ title }) => title);
  }

  private rows({ jobId, half }: HalfOfJob) {
    return this.db.selectFrom('sync_matches').selectAll().where('job_id', '=', jobId).where('half', '=', half);
  }

  private async withDetails(of: HalfOfJob, pair: string, rows: MatchRow[]): Promise<SyncMatch[]> {
    const bases = await this.bases(pair, present(rows.map((row) => row.base_path)));
    const locals = await this.locals(of, present(rows.map((row) => row.local_path)));
    const remotes = await this.remotes(of, present(rows.map((row) => row.photo_id)));
    return rows.map(({ ordinal, title, name, ...row }) => ({
      ordinal: Number(ordinal),
      title,
      name,
      base: bases.get(row.base_path ?? ''),
      local: locals.get(row.local_path ?? ''),
      remote: remotes.get(`${row.album_id ?? ''}\0${row.photo_id ?? ''}`),
    }));
  }

  /** What files are in step with, by their paths; at most a few hundred at once. */
  async bases(pair: string, paths: string[]): Promise<Map<string, SyncedPhoto>> {
    if (paths.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('sync_base')
      .selectAll()
      .where('pair', '=', pair)
      .where('local_path', 'in', paths)
      .execute();
    return new Map(rows.map((row) => [row.local_path, toSyncedPhoto(row)]));
  }

  private async locals({ jobId, half }: HalfOfJob, paths: string[]): Promise<Map<string, LocalRow>> {
    if (paths.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('sync_local')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .where('path', 'in', paths)
      .execute();
    return new Map(rows.map((row) => [row.path, row]));
  }

  private async remotes({ jobId, half }: HalfOfJob, ids: string[]): Promise<Map<string, RemoteRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('sync_remote')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .where('photo_id', 'in', ids)
      .execute();
    return new Map(rows.map((row) => [`${row.album_id}\0${row.photo_id}`, row]));
  }
}

function present(values: (string | null)[]): string[] {
  return values.filter((value) => value !== null);
}
