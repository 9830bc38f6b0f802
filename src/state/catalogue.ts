import { sql, type Selectable } from 'kysely';
import type { Database } from './database';
import type { CatalogueTable } from './schema';

/** The part of a catalogue that belongs to one account and one folder of a disk. */
export interface CatalogueSpace {
  /** `cloudinary:demo`. */
  scope: string;
  /** Absolute path of the folder that paths are below. */
  root: string;
}

/** An asset of an account as its listing shows it, with the place it has on the disk. */
export interface CatalogueEntry {
  /** Names the asset and its form for ever. */
  key: string;
  /** Transformation it is saved in; empty: as it is. */
  form: string;
  /** The item's id in jobs. */
  item: string;
  resourceType: string;
  type: string;
  publicId: string;
  version: number;
  etag?: string;
  bytes: number;
  folder: string;
  /** Path of its file below the root. */
  path: string;
  /** ISO instant of its last upload. */
  modifiedAt?: string;
  /** All that the listing says; no secret and no signed URL. */
  details: Record<string, unknown>;
}

/** A file as it was when it had been saved. */
export interface SavedFile {
  /** The source's fingerprint of what was saved. */
  fingerprint: string;
  md5: string;
  bytes: number;
  mtimeMs: number;
  /** ISO instant. */
  at: string;
}

/** What is known of an asset. */
export interface CatalogueRow extends CatalogueEntry {
  saved?: SavedFile;
  /** ISO instant since which its account does not list it any more. */
  goneAt?: string;
}

/** Which rows are meant. */
export interface CatalogueSelection {
  /** Folder of the account with all below it; empty: all. */
  folder: string;
  resourceTypes: string[];
  /** Last uploaded at or after this epoch second. */
  sinceVersion?: number;
  form: string;
}

/** Rows written or read by one statement: SQLite takes 32 766 variables, Postgres 65 535. */
const rowsPerStatement = 500;

/** Assets of accounts that are kept on a disk: what their listings said, and what lies in the files. */
export class Catalogue {
  constructor(private readonly db: Database) {}

  /** Notes what a job's listing shows. What is known of saved files stays; what was gone is back. */
  async record(space: CatalogueSpace, entries: CatalogueEntry[], jobId: string): Promise<void> {
    for (let start = 0; start < entries.length; start += rowsPerStatement) {
      await this.write(space, entries.slice(start, start + rowsPerStatement), jobId);
    }
  }

  private async write(space: CatalogueSpace, entries: CatalogueEntry[], jobId: string): Promise<void> {
    const seenAt = new Date().toISOString();
    // One statement may not write a row twice, and two jobs that write the same rows must not wait for each other.
    const rows = [...new Map(entries.map((entry) => [entry.key, entry])).values()].sort(byKey);
    await this.db
      .insertInto('catalogue')
      .values(rows.map((entry) => toColumns(space, entry, { jobId, seenAt })))
      .onConflict((conflict) =>
        conflict.columns(['scope', 'root', 'asset_key']).doUpdateSet((eb) => ({
          version: eb.ref('excluded.version'),
          etag: eb.ref('excluded.etag'),
          bytes: eb.ref('excluded.bytes'),
          folder: eb.ref('excluded.folder'),
          path: eb.ref('excluded.path'),
          modified_at: eb.ref('excluded.modified_at'),
          details: eb.ref('excluded.details'),
          seen_by: eb.ref('excluded.seen_by'),
          seen_at: eb.ref('excluded.seen_at'),
          gone_at: null,
        })),
      )
      .execute();
  }

  /** What is known of these assets, by their keys. */
  async find({ scope, root }: CatalogueSpace, keys: string[]): Promise<Map<string, CatalogueRow>> {
    const found = new Map<string, CatalogueRow>();
    for (let start = 0; start < keys.length; start += rowsPerStatement) {
      const rows = await this.db
        .selectFrom('catalogue')
        .selectAll()
        .where('scope', '=', scope)
        .where('root', '=', root)
        .where('asset_key', 'in', keys.slice(start, start + rowsPerStatement))
        .execute();
      for (const row of rows) found.set(row.asset_key, toRow(row));
    }
    return found;
  }

  /** Notes what lies in an asset's file now. */
  async recordSaved({ scope, root }: CatalogueSpace, key: string, saved: SavedFile): Promise<void> {
    await this.db
      .updateTable('catalogue')
      .set({
        saved_fingerprint: saved.fingerprint,
        saved_md5: saved.md5,
        saved_bytes: saved.bytes,
        saved_mtime_ms: saved.mtimeMs,
        saved_at: saved.at,
      })
      .where('scope', '=', scope)
      .where('root', '=', root)
      .where('asset_key', '=', key)
      .execute();
  }

  /** Notes that a job begins one of its listings, once. */
  async beginListing(jobId: string, listing: string): Promise<void> {
    await this.db
      .insertInto('catalogue_listings')
      .values({ job_id: jobId, listing, started_at: new Date().toISOString(), completed_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Notes that a job has seen one of its listings whole. */
  async completeListing(jobId: string, listing: string): Promise<void> {
    await this.db
      .updateTable('catalogue_listings')
      .set({ completed_at: new Date().toISOString() })
      .where('job_id', '=', jobId)
      .where('listing', '=', listing)
      .execute();
  }

  /** The listings a job has begun, and when the first of them was. */
  async listingsOf(jobId: string): Promise<{ completed: Set<string>; startedAt?: string }> {
    const rows = await this.db.selectFrom('catalogue_listings').selectAll().where('job_id', '=', jobId).execute();
    const completed = rows.filter((row) => row.completed_at !== null).map((row) => row.listing);
    return { completed: new Set(completed), startedAt: rows.map((row) => row.started_at).sort()[0] };
  }

  /** Up to 500 assets of a selection, in the order of their keys, that no listing has shown since an instant. */
  async unseen(
    space: CatalogueSpace,
    selection: CatalogueSelection,
    { since, after }: { since: string; after?: string },
  ): Promise<CatalogueRow[]> {
    let query = this.selected(space, selection).where('seen_at', '<', since).where('gone_at', 'is', null);
    if (after !== undefined) query = query.where('asset_key', '>', after);
    return (await query.selectAll().orderBy('asset_key').limit(rowsPerStatement).execute()).map(toRow);
  }

  /** Notes that their account does not list these assets any more. */
  async markGone({ scope, root }: CatalogueSpace, keys: string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.db
      .updateTable('catalogue')
      .set({ gone_at: new Date().toISOString() })
      .where('scope', '=', scope)
      .where('root', '=', root)
      .where('asset_key', 'in', keys)
      .execute();
  }

  /** Rows in the order of their keys, page by page: a million assets in flat memory. */
  async *read({ scope, root }: CatalogueSpace): AsyncGenerator<CatalogueRow> {
    let after: string | undefined;
    for (;;) {
      let query = this.db.selectFrom('catalogue').selectAll().where('scope', '=', scope).where('root', '=', root);
      if (after !== undefined) query = query.where('asset_key', '>', after);
      const rows = await query.orderBy('asset_key').limit(rowsPerStatement).execute();
      for (const row of rows) yield toRow(row);
      if (rows.length < rowsPerStatement) return;
      after = rows.at(-1)?.asset_key;
    }
  }

  private selected({ scope, root }: CatalogueSpace, { folder, resourceTypes, sinceVersion, form }: CatalogueSelection) {
    let query = this.db
      .selectFrom('catalogue')
      .where('scope', '=', scope)
      .where('root', '=', root)
      // Raw assets have one form only, whatever the others are fetched in.
      .where((eb) => eb.or([eb('form', '=', form), eb.and([eb('form', '=', ''), eb('resource_type', '=', 'raw')])]))
      .where('resource_type', 'in', resourceTypes);
    if (sinceVersion !== undefined) query = query.where('version', '>=', sinceVersion);
    if (folder === '') return query;
    const below = `${folder}/`;
    return query.where((eb) =>
      eb.or([eb('folder', '=', folder), sql<boolean>`substr(folder, 1, length(${below})) = ${below}`]),
    );
  }
}

function byKey(a: CatalogueEntry, b: CatalogueEntry): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function toColumns(
  { scope, root }: CatalogueSpace,
  entry: CatalogueEntry,
  { jobId, seenAt }: { jobId: string; seenAt: string },
): CatalogueTable {
  return {
    scope,
    root,
    asset_key: entry.key,
    form: entry.form,
    item: entry.item,
    resource_type: entry.resourceType,
    type: entry.type,
    public_id: entry.publicId,
    version: entry.version,
    etag: entry.etag ?? null,
    bytes: entry.bytes,
    folder: entry.folder,
    path: entry.path,
    modified_at: entry.modifiedAt ?? null,
    details: JSON.stringify(entry.details),
    seen_by: jobId,
    seen_at: seenAt,
    gone_at: null,
    saved_fingerprint: null,
    saved_md5: null,
    saved_bytes: null,
    saved_mtime_ms: null,
    saved_at: null,
  };
}

function toRow(row: Selectable<CatalogueTable>): CatalogueRow {
  return {
    key: row.asset_key,
    form: row.form,
    item: row.item,
    resourceType: row.resource_type,
    type: row.type,
    publicId: row.public_id,
    version: Number(row.version),
    etag: row.etag ?? undefined,
    bytes: Number(row.bytes),
    folder: row.folder,
    path: row.path,
    modifiedAt: row.modified_at ?? undefined,
    details: JSON.parse(row.details) as Record<string, unknown>,
    saved: savedIn(row),
    goneAt: row.gone_at ?? undefined,
  };
}

function savedIn(row: Selectable<CatalogueTable>): SavedFile | undefined {
  if (row.saved_fingerprint === null || row.saved_md5 === null || row.saved_at === null) return undefined;
  return {
    fingerprint: row.saved_fingerprint,
    md5: row.saved_md5,
    bytes: Number(row.saved_bytes),
    mtimeMs: Number(row.saved_mtime_ms),
    at: row.saved_at,
  };
}
