import { sql } from 'kysely';
import {
  toColumns,
  toRow,
  type CatalogueEntry,
  type CatalogueRow,
  type CatalogueSpace,
  type SavedFile,
} from './catalogue-row';
import type { Database } from './database';

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

  /** The same for a dry run: it knows all that is known and notes nothing. */
  dry(): Catalogue {
    return new DryCatalogue(this.db);
  }

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

/** Reads what there is and writes nothing. */
class DryCatalogue extends Catalogue {
  override record = nothing;
  override recordSaved = nothing;
  override beginListing = nothing;
  override completeListing = nothing;
  override markGone = nothing;
}

async function nothing(): Promise<void> {
  return undefined;
}
