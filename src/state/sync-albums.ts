import type { Selectable } from 'kysely';
import type { Database } from './database';
import type { SyncAlbumsTable } from './schema';
import { inPortions, keyOf, type HalfOfJob } from './sync-survey';

/** An album of a service as a survey has found it. */
export interface FoundAlbum {
  id: string;
  /** As the service has it. */
  name: string;
  /** What it is called here; empty until all albums are known. */
  title: string;
  /** Why it is left alone. */
  trouble?: string;
}

/** The albums that a half of a job has found at its service. */
export class SyncAlbums {
  constructor(private readonly db: Database) {}

  /** Notes albums of a listing. */
  async record(of: HalfOfJob, albums: { id: string; name: string }[]): Promise<void> {
    await inPortions([...new Map(albums.map((album) => [album.id, album])).values()], async (rows) => {
      await this.db
        .insertInto('sync_albums')
        .values(
          rows.map(({ id, name }) => ({ ...keyOf(of), album_id: id, name, title: '', title_key: '', trouble: null })),
        )
        .onConflict((conflict) =>
          conflict.columns(['job_id', 'half', 'album_id']).doUpdateSet((eb) => ({ name: eb.ref('excluded.name') })),
        )
        .execute();
    });
  }

  /** Up to 500 albums in the order of their ids, after one. */
  async page(of: HalfOfJob, after: string | undefined): Promise<FoundAlbum[]> {
    let query = this.of(of).selectAll().orderBy('album_id').limit(500);
    if (after !== undefined) query = query.where('album_id', '>', after);
    return (await query.execute()).map(toFoundAlbum);
  }

  /** The next album whose photos are to be listed. */
  async next(of: HalfOfJob, after: string | undefined): Promise<FoundAlbum | undefined> {
    let query = this.of(of).selectAll().where('trouble', 'is', null).orderBy('album_id').limit(1);
    if (after !== undefined) query = query.where('album_id', '>', after);
    const row = await query.executeTakeFirst();
    return row === undefined ? undefined : toFoundAlbum(row);
  }

  async find(of: HalfOfJob, id: string): Promise<FoundAlbum | undefined> {
    const row = await this.of(of).selectAll().where('album_id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : toFoundAlbum(row);
  }

  /** The album that has a title here, when it can be worked with. */
  async ofTitle(of: HalfOfJob, title: string): Promise<FoundAlbum | undefined> {
    const row = await this.of(of)
      .selectAll()
      .where('title', '=', title)
      .where('trouble', 'is', null)
      .orderBy('album_id')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? undefined : toFoundAlbum(row);
  }

  /** Says what an album is called here, or why it is left alone. */
  async setTitle(of: HalfOfJob, id: string, called: { title: string; key: string; trouble?: string }): Promise<void> {
    const { title, key, trouble } = called;
    await this.db
      .updateTable('sync_albums')
      .set({ title, title_key: key, trouble: trouble ?? null })
      .where('job_id', '=', of.jobId)
      .where('half', '=', of.half)
      .where('album_id', '=', id)
      .execute();
  }

  /** An album cannot be read: what was found in it until now counts for nothing. */
  async setTrouble(of: HalfOfJob, id: string, trouble: string): Promise<void> {
    await this.db
      .updateTable('sync_albums')
      .set({ trouble })
      .where('job_id', '=', of.jobId)
      .where('half', '=', of.half)
      .where('album_id', '=', id)
      .execute();
    await this.db
      .deleteFrom('sync_remote')
      .where('job_id', '=', of.jobId)
      .where('half', '=', of.half)
      .where('album_id', '=', id)
      .execute();
  }

  /** Albums that would be one here on some disk, in groups. */
  async sharingTitles(of: HalfOfJob): Promise<FoundAlbum[][]> {
    const keys = await this.of(of)
      .select('title_key')
      .groupBy('title_key')
      .having((eb) => eb.fn.countAll(), '>', 1)
      .execute();
    const groups: FoundAlbum[][] = [];
    for (const { title_key: key } of keys) {
      const rows = await this.of(of).selectAll().where('title_key', '=', key).orderBy('album_id').execute();
      groups.push(rows.map(toFoundAlbum));
    }
    return groups;
  }

  /** Albums that are left alone, in order. */
  async troubled(of: HalfOfJob): Promise<FoundAlbum[]> {
    const rows = await this.of(of).selectAll().where('trouble', 'is not', null).orderBy('album_id').execute();
    return rows.map(toFoundAlbum);
  }

  async count(of: HalfOfJob): Promise<number> {
    const row = await this.of(of)
      .select((eb) => eb.fn.countAll<number>().as('albums'))
      .executeTakeFirstOrThrow();
    return Number(row.albums);
  }

  /** Titles of what was in step in an album, and what the album was called then. */
  async titlesInBase(pair: string, id: string): Promise<{ title: string; remoteTitle: string }[]> {
    // The inner limit keeps SQLite from looking for distinct titles by the index on titles: that reads all of the pair.
    const ofAlbum = this.db
      .selectFrom('sync_base')
      .select(['title', 'remote_title'])
      .where('pair', '=', pair)
      .where('remote_album', '=', id)
      .limit(1_000_000);
    const rows = await this.db.selectFrom(ofAlbum.as('album')).select(['title', 'remote_title']).distinct().execute();
    return rows.map(({ title, remote_title: remoteTitle }) => ({ title, remoteTitle })).sort(byTitle);
  }

  private of({ jobId, half }: HalfOfJob) {
    return this.db.selectFrom('sync_albums').where('job_id', '=', jobId).where('half', '=', half);
  }
}

function byTitle(a: { title: string }, b: { title: string }): number {
  return a.title < b.title ? -1 : a.title > b.title ? 1 : 0;
}

function toFoundAlbum(row: Selectable<SyncAlbumsTable>): FoundAlbum {
  return { id: row.album_id, name: row.name, title: row.title, trouble: row.trouble ?? undefined };
}
