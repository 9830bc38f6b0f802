import { sql } from 'kysely';
import type { AssetResult } from '../core/outcome';
import type { Database } from './database';

/** One asset at a destination as a listing shows it. */
export interface InventoryEntry {
  path: string;
  resourceType: string;
  etag?: string;
  bytes?: number;
  result: AssetResult;
}

/** Search indexes lag behind uploads by seconds (Cloudinary Search API): what is younger than this stays in the inventory. */
const indexLagMs = 120_000;

/** Rows written by one statement: SQLite takes 32 766 variables, and a page may hold any number of entries. */
const rowsPerStatement = 500;

/** What is at a destination, by its last listing and by what ferry itself has put there since. */
export class Inventory {
  constructor(private readonly db: Database) {}

  /** Notes a page of a listing, or an upload of our own. */
  async record(scope: string, entries: InventoryEntry[]): Promise<void> {
    for (let start = 0; start < entries.length; start += rowsPerStatement) {
      await this.write(scope, entries.slice(start, start + rowsPerStatement));
    }
  }

  private async write(scope: string, entries: InventoryEntry[]): Promise<void> {
    const seenAt = new Date().toISOString();
    await this.db
      .insertInto('inventory')
      .values(
        entries.map((entry) => ({
          scope,
          path: entry.path,
          resource_type: entry.resourceType,
          etag: entry.etag ?? null,
          bytes: entry.bytes ?? null,
          seen_at: seenAt,
          result: JSON.stringify(entry.result),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['scope', 'path', 'resource_type']).doUpdateSet((eb) => ({
          etag: eb.ref('excluded.etag'),
          bytes: eb.ref('excluded.bytes'),
          seen_at: eb.ref('excluded.seen_at'),
          result: eb.ref('excluded.result'),
        })),
      )
      .execute();
  }

  /** What is known to be at these paths. Keys are `<resource type>/<path>`. */
  async find(scope: string, paths: string[]): Promise<Map<string, InventoryEntry>> {
    if (paths.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('inventory')
      .selectAll()
      .where('scope', '=', scope)
      .where('path', 'in', paths)
      .execute();
    return new Map(
      rows.map((row) => [
        `${row.resource_type}/${row.path}`,
        {
          path: row.path,
          resourceType: row.resource_type,
          etag: row.etag ?? undefined,
          bytes: row.bytes === null ? undefined : Number(row.bytes),
          result: JSON.parse(row.result) as AssetResult,
        },
      ]),
    );
  }

  /** Forgets one asset that turned out not to be there. */
  async forget(scope: string, path: string, resourceType: string): Promise<void> {
    await this.db
      .deleteFrom('inventory')
      .where('scope', '=', scope)
      .where('path', '=', path)
      .where('resource_type', '=', resourceType)
      .execute();
  }

  /** Notes that a job begins to list a root, once. */
  async begin(scope: string, root: string, jobId: string): Promise<void> {
    await this.db
      .insertInto('inventory_runs')
      .values({ scope, root, job_id: jobId, started_at: new Date().toISOString(), completed_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Ends a listing: what lies below the root and was not seen since it began is not there any more. */
  async complete(scope: string, root: string, jobId: string): Promise<void> {
    const run = await this.db
      .selectFrom('inventory_runs')
      .selectAll()
      .where('scope', '=', scope)
      .where('root', '=', root)
      .where('job_id', '=', jobId)
      .executeTakeFirst();
    if (run === undefined) return;
    const unseenSince = new Date(Date.parse(run.started_at) - indexLagMs).toISOString();
    let query = this.db.deleteFrom('inventory').where('scope', '=', scope).where('seen_at', '<', unseenSince);
    if (root !== '') query = query.where(sql<boolean>`substr(path, 1, length(${`${root}/`})) = ${`${root}/`}`);
    await query.execute();
    await this.db
      .updateTable('inventory_runs')
      .set({ completed_at: new Date().toISOString() })
      .where('scope', '=', scope)
      .where('root', '=', root)
      .where('job_id', '=', jobId)
      .execute();
  }
}
