import { sql } from 'kysely';
import type { Database } from './database';
import { localsOf, remotesOf, setRemote } from './sync-rows';
import type { HalfOfJob, LocalRow, RemoteRow } from './sync-survey';

/** A name that several photos of one album have. */
export interface SharedName {
  title: string;
  nameKey: string;
}

/** Rows of one page. */
const pageRows = 500;

/** Photos of one album by their names, and names that several of them have. */
export class SyncSharedNames {
  constructor(private readonly db: Database) {}

  /** Names that several files of an album have, in order. */
  async sharedHere({ jobId, half }: HalfOfJob, after?: SharedName): Promise<SharedName[]> {
    let query = this.db
      .selectFrom('sync_local')
      .select(['title', 'name_key'])
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .groupBy(['title', 'name_key'])
      .having((eb) => eb.fn.countAll(), '>', 1)
      .orderBy('title')
      .orderBy('name_key')
      .limit(pageRows);
    if (after !== undefined) query = query.where(sql<boolean>`(title, name_key) > (${after.title}, ${after.nameKey})`);
    return (await query.execute()).map((row) => ({ title: row.title, nameKey: row.name_key }));
  }

  /** Names that several photos of an album at the service have, in order. */
  async sharedThere({ jobId, half }: HalfOfJob, after?: SharedName): Promise<SharedName[]> {
    let query = this.db
      .selectFrom('sync_remote')
      .select(['title', 'name_key'])
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .where((eb) => eb.or([eb('verdict', 'is', null), eb('verdict', '=', 'failed')]))
      .groupBy(['title', 'name_key'])
      .having((eb) => eb.fn.countAll(), '>', 1)
      .orderBy('title')
      .orderBy('name_key')
      .limit(pageRows);
    if (after !== undefined) query = query.where(sql<boolean>`(title, name_key) > (${after.title}, ${after.nameKey})`);
    return (await query.execute()).map((row) => ({ title: row.title, nameKey: row.name_key }));
  }

  /** Files of an album that have a name. */
  async localsNamed(of: HalfOfJob, { title, nameKey }: SharedName): Promise<LocalRow[]> {
    return localsOf(this.db, of)
      .selectAll()
      .where('title', '=', title)
      .where('name_key', '=', nameKey)
      .orderBy('path')
      .execute();
  }

  /** Photos of an album at the service that have a name. */
  async remotesNamed(of: HalfOfJob, { title, nameKey }: SharedName): Promise<RemoteRow[]> {
    return remotesOf(this.db, of)
      .selectAll()
      .where('title', '=', title)
      .where('name_key', '=', nameKey)
      .orderBy('album_id')
      .orderBy('photo_id')
      .execute();
  }

  /** Says that files of a name cannot be kept in step; of those that were never in step, with `isNewOnly`. */
  async troubleHere(
    { jobId, half }: HalfOfJob,
    { title, nameKey }: SharedName,
    { verdict, trouble, isNewOnly }: { verdict: 'failed' | 'skipped'; trouble: string; isNewOnly: boolean },
  ): Promise<void> {
    let query = this.db
      .updateTable('sync_local')
      .set({ verdict, trouble })
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .where('title', '=', title)
      .where('name_key', '=', nameKey)
      .where('verdict', 'is', null);
    if (isNewOnly) query = query.where('base_path', 'is', null);
    await query.execute();
  }

  /** Says that new photos of a name cannot be kept in step. */
  async troubleThere(
    { jobId, half }: HalfOfJob,
    { title, nameKey }: SharedName,
    { verdict, trouble }: { verdict: 'failed' | 'skipped'; trouble: string },
  ): Promise<void> {
    await this.db
      .updateTable('sync_remote')
      .set({ verdict, trouble })
      .where('job_id', '=', jobId)
      .where('half', '=', half)
      .where('title', '=', title)
      .where('name_key', '=', nameKey)
      .where('verdict', 'is', null)
      .where('base_path', 'is', null)
      .execute();
  }

  /** Says of one photo that it cannot be kept in step, or that another has its name. */
  async markRemote(
    of: HalfOfJob,
    photo: Pick<RemoteRow, 'album_id' | 'photo_id'>,
    mark: { verdict: 'failed'; trouble: string } | { is_twice: 1 },
  ): Promise<void> {
    await setRemote(this.db, of, photo, mark);
  }
}
