import type { Insertable, Kysely, Selectable } from 'kysely';
import type { LocalPhoto, RemotePhoto } from '../core/sync';
import type { Database } from './database';
import type {
  StateTables,
  SyncFoldersTable,
  SyncLocalTable,
  SyncMatchesTable,
  SyncRemoteTable,
  SyncSurveysTable,
} from './schema';

/** One half of one job: whose survey and plan it is. */
export interface HalfOfJob {
  jobId: string;
  half: string;
}

/** What guards against great losses are decided by. */
export interface SurveyCounts {
  /** Photos that were in step. */
  known: number;
  /** Of those, gone here, and gone at the service; what nobody could look at is not counted. */
  goneHere: number;
  goneThere: number;
}

/** A survey that was begun. */
export interface Survey {
  stage: number;
  /** Counts the surveys of the half, from 0. */
  round: number;
  startedAt: string;
  counts?: SurveyCounts;
}

/** Tables that hold a survey; they are wiped when the next begins. */
const surveyTables = ['sync_folders', 'sync_local', 'sync_albums', 'sync_remote', 'sync_matches', 'sync_plan'] as const;

/** Rows written by one statement: SQLite takes 32 766 variables, Postgres 65 535. */
export const rowsPerStatement = 500;

/** What a half of a job has found on both sides. */
export class SyncSurveys {
  constructor(private readonly db: Database) {}

  /** Begins a survey for a stage: what the one before has found and planned is given up. */
  async begin(of: HalfOfJob, stage: number): Promise<void> {
    const before = stage === 0 ? undefined : await this.find(of);
    const round = before === undefined ? 0 : before.round + (before.stage === stage ? 0 : 1);
    const row = { ...keyOf(of), stage, round, started_at: new Date().toISOString(), counts: null };
    await this.db.transaction().execute(async (transaction) => {
      await wipe(transaction, of);
      await transaction
        .insertInto('sync_surveys')
        .values(row)
        .onConflict((conflict) => conflict.columns(['job_id', 'half']).doUpdateSet(row))
        .execute();
    });
  }

  /** The latest survey of a half. */
  async find(of: HalfOfJob): Promise<Survey | undefined> {
    const row = await this.db
      .selectFrom('sync_surveys')
      .selectAll()
      .where('job_id', '=', of.jobId)
      .where('half', '=', of.half)
      .executeTakeFirst();
    return row === undefined ? undefined : toSurvey(row);
  }

  /** Notes what a survey came to. */
  async setCounts(of: HalfOfJob, counts: SurveyCounts): Promise<void> {
    await this.db
      .updateTable('sync_surveys')
      .set({ counts: JSON.stringify(counts) })
      .where('job_id', '=', of.jobId)
      .where('half', '=', of.half)
      .execute();
  }

  /** Notes folders of this machine, and what could not be read. Said again, it is said anew. */
  async putFolders(of: HalfOfJob, folders: Omit<SyncFoldersTable, 'job_id' | 'half'>[]): Promise<void> {
    await inPortions(folders, async (rows) => {
      await this.db
        .insertInto('sync_folders')
        .values(rows.map((row) => ({ ...keyOf(of), ...row })))
        .onConflict((conflict) =>
          conflict.columns(['job_id', 'half', 'path']).doUpdateSet((eb) => ({
            title: eb.ref('excluded.title'),
            title_key: eb.ref('excluded.title_key'),
            trouble: eb.ref('excluded.trouble'),
          })),
        )
        .execute();
    });
  }

  /** Notes photos of this machine. */
  async putLocal(of: HalfOfJob, photos: LocalFound[]): Promise<void> {
    await inPortions(photos, async (rows) => {
      await this.db
        .insertInto('sync_local')
        .values(rows.map((row) => ({ ...keyOf(of), ...row, base_path: null })))
        .onConflict((conflict) =>
          conflict.columns(['job_id', 'half', 'path']).doUpdateSet((eb) => ({
            bytes: eb.ref('excluded.bytes'),
            fingerprint: eb.ref('excluded.fingerprint'),
            md5: eb.ref('excluded.md5'),
            mtime_ms: eb.ref('excluded.mtime_ms'),
            verdict: eb.ref('excluded.verdict'),
            trouble: eb.ref('excluded.trouble'),
          })),
        )
        .execute();
    });
  }

  /** Notes photos of a service. */
  async putRemote(of: HalfOfJob, photos: RemoteFound[]): Promise<void> {
    await inPortions(photos, async (rows) => {
      await this.db
        .insertInto('sync_remote')
        .values(rows.map((row) => ({ ...keyOf(of), ...row, base_path: null, local_path: null, is_twice: 0 })))
        .onConflict((conflict) =>
          conflict.columns(['job_id', 'half', 'album_id', 'photo_id']).doUpdateSet((eb) => ({
            name: eb.ref('excluded.name'),
            name_key: eb.ref('excluded.name_key'),
            fingerprint: eb.ref('excluded.fingerprint'),
            md5: eb.ref('excluded.md5'),
            bytes: eb.ref('excluded.bytes'),
            modified_at: eb.ref('excluded.modified_at'),
            verdict: eb.ref('excluded.verdict'),
            trouble: eb.ref('excluded.trouble'),
          })),
        )
        .execute();
    });
  }

  /** How many photos there are on this machine: in the album of a title, or at all. */
  async countLocal(of: HalfOfJob): Promise<number> {
    const row = await this.db
      .selectFrom('sync_local')
      .select((eb) => eb.fn.countAll<number>().as('photos'))
      .where('job_id', '=', of.jobId)
      .where('half', '=', of.half)
      .executeTakeFirstOrThrow();
    return Number(row.photos);
  }

  /** Folders that feed an album and can be read, the shortest path first, then in order. */
  async foldersOf(of: HalfOfJob, title: string): Promise<string[]> {
    const rows = await this.db
      .selectFrom('sync_folders')
      .select('path')
      .where('job_id', '=', of.jobId)
      .where('half', '=', of.half)
      .where('title', '=', title)
      .where('trouble', 'is', null)
      .execute();
    return rows.map(({ path }) => path).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  }

  /** Titles that folders of this machine have, of those with one key. */
  async localTitles(of: HalfOfJob, titleKey: string): Promise<string[]> {
    const rows = await this.db
      .selectFrom('sync_folders')
      .select('title')
      .distinct()
      .where('job_id', '=', of.jobId)
      .where('half', '=', of.half)
      .where('title_key', '=', titleKey)
      .execute();
    return rows.map(({ title }) => title).sort();
  }

  /** What could not be read on this machine, in order. */
  async unreadable(of: HalfOfJob): Promise<{ path: string; title: string; trouble: string }[]> {
    const rows = await this.db
      .selectFrom('sync_folders')
      .select(['path', 'title', 'trouble'])
      .where('job_id', '=', of.jobId)
      .where('half', '=', of.half)
      .where('trouble', 'is not', null)
      .orderBy('path')
      .execute();
    return rows.map((row) => ({ ...row, trouble: row.trouble ?? '' }));
  }

  /** Gives up all that surveys and plans of a job hold. */
  async forget(jobId: string): Promise<void> {
    await this.db.transaction().execute(async (transaction) => {
      for (const table of surveyTables) await transaction.deleteFrom(table).where('job_id', '=', jobId).execute();
      await transaction.deleteFrom('sync_surveys').where('job_id', '=', jobId).execute();
    });
  }
}

/** A photo of this machine as it goes into the table. */
export type LocalFound = Omit<Insertable<SyncLocalTable>, 'job_id' | 'half' | 'base_path'>;

/** A photo of a service as it goes into the table. */
export type RemoteFound = Omit<
  Insertable<SyncRemoteTable>,
  'job_id' | 'half' | 'base_path' | 'local_path' | 'is_twice'
>;

/** Rows as they are found and matched. */
export type LocalRow = Selectable<SyncLocalTable>;
export type RemoteRow = Selectable<SyncRemoteTable>;
export type MatchRow = Selectable<SyncMatchesTable>;

/** A row of this machine as a step names it. */
export function toLocalPhoto({ path, bytes, fingerprint, md5 }: LocalRow): LocalPhoto {
  return { path, bytes: Number(bytes), fingerprint, md5 };
}

/** A row of a service as a step names it. */
export function toRemotePhoto(row: RemoteRow): RemotePhoto {
  return {
    albumId: row.album_id,
    id: row.photo_id,
    name: row.name,
    fingerprint: row.fingerprint,
    md5: row.md5 ?? undefined,
    bytes: row.bytes === null ? undefined : Number(row.bytes),
    modifiedAt: row.modified_at ?? undefined,
  };
}

/** Columns that all of these tables begin with. */
export function keyOf({ jobId, half }: HalfOfJob): { job_id: string; half: string } {
  return { job_id: jobId, half };
}

/** Writes any number of rows by statements of a bounded size. */
export async function inPortions<T>(rows: T[], write: (some: T[]) => Promise<void>): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await write(rows.slice(start, start + rowsPerStatement));
  }
}

async function wipe(db: Kysely<StateTables>, { jobId, half }: HalfOfJob): Promise<void> {
  for (const table of surveyTables) {
    await db.deleteFrom(table).where('job_id', '=', jobId).where('half', '=', half).execute();
  }
}

function toSurvey(row: Selectable<SyncSurveysTable>): Survey {
  return {
    stage: row.stage,
    round: row.round,
    startedAt: row.started_at,
    counts: row.counts === null ? undefined : (JSON.parse(row.counts) as SurveyCounts),
  };
}
