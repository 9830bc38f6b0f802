import { candidateName } from '../core/naming';
import type { Database } from './database';

/** A name an asset would like at a destination. */
export interface NameWish {
  /** Names the asset for ever: its source, its path and how names are made. */
  assetKey: string;
  wished: string;
  keepExtension: boolean;
}

/** The name that was reserved, or who has the wished one when no other may be taken. */
export interface Reservation {
  name: string;
  /** Asset that has the wished name; only when the wish collided and other names were not allowed. */
  takenBy?: string;
  sourceMd5?: string;
  storedEtag?: string;
}

/** What planning needs of the names: the database's table, or what a dry run keeps to itself. */
export interface NameRegister {
  reserve(scope: string, wishes: NameWish[], onCollision: 'suffix' | 'fail'): Promise<Map<string, Reservation>>;
}

/** Reading names without taking any. */
export interface NameLookup {
  lookUp(scope: string, wishes: NameWish[]): Promise<Map<string, Reservation>>;
  ownerOf(scope: string, name: string): Promise<string | undefined>;
}

/**
 * Destination paths of assets. A name is reserved before it is used and never given to another asset, so a retry, a
 * later run and another order of listing find the same name again.
 */
export class Names implements NameRegister, NameLookup {
  constructor(private readonly db: Database) {}

  /** Gives each asset its name: the one it had, else the wished one, else the next free. */
  async reserve(scope: string, wishes: NameWish[], onCollision: 'suffix' | 'fail'): Promise<Map<string, Reservation>> {
    const reserved = await this.lookUp(scope, wishes);
    let open = wishes.filter((wish) => !reserved.has(wish.assetKey)).map((wish) => ({ wish, candidate: 1 }));
    while (open.length > 0) {
      const owners = await this.insert(
        scope,
        open.map(({ wish, candidate }) => ({ assetKey: wish.assetKey, name: nthName(wish, candidate) })),
      );
      const again: typeof open = [];
      for (const { wish, candidate } of open) {
        const name = nthName(wish, candidate);
        const owner = owners.get(name);
        if (owner === wish.assetKey) reserved.set(wish.assetKey, { name });
        else if (onCollision === 'fail' && owner !== undefined) reserved.set(wish.assetKey, { name, takenBy: owner });
        else again.push({ wish, candidate: candidate + 1 });
      }
      // Another process may have named one of these assets since: then that is its name.
      for (const [key, reservation] of await this.lookUp(
        scope,
        again.map(({ wish }) => wish),
      ))
        reserved.set(key, reservation);
      open = again.filter(({ wish }) => !reserved.has(wish.assetKey));
    }
    return reserved;
  }

  /** The names these assets have already. */
  async lookUp(scope: string, wishes: NameWish[]): Promise<Map<string, Reservation>> {
    if (wishes.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('names')
      .selectAll()
      .where('scope', '=', scope)
      .where(
        'asset_key',
        'in',
        wishes.map((wish) => wish.assetKey),
      )
      .execute();
    return new Map(
      rows.map((row) => [
        row.asset_key,
        { name: row.name, sourceMd5: row.source_md5 ?? undefined, storedEtag: row.stored_etag ?? undefined },
      ]),
    );
  }

  /** Tries to take the names and returns who has each of them afterwards. */
  private async insert(scope: string, wanted: { assetKey: string; name: string }[]): Promise<Map<string, string>> {
    const now = new Date().toISOString();
    await this.db
      .insertInto('names')
      .values(
        inOneOrder(wanted).map(({ assetKey, name }) => ({
          scope,
          asset_key: assetKey,
          name,
          reserved_at: now,
          source_md5: null,
          stored_etag: null,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const rows = await this.db
      .selectFrom('names')
      .select(['name', 'asset_key'])
      .where('scope', '=', scope)
      .where(
        'name',
        'in',
        wanted.map(({ name }) => name),
      )
      .execute();
    return new Map(rows.map((row) => [row.name, row.asset_key]));
  }

  /** Which asset has a name. */
  async ownerOf(scope: string, name: string): Promise<string | undefined> {
    const row = await this.db
      .selectFrom('names')
      .select('asset_key')
      .where('scope', '=', scope)
      .where('name', '=', name)
      .executeTakeFirst();
    return row?.asset_key;
  }

  /**
   * Gives an asset the next free name because a stranger's content is under `occupied`. Called again after a crash, it
   * returns the name that was given then.
   */
  async moveOn(scope: string, { assetKey, wished, keepExtension }: NameWish, occupied: string): Promise<string> {
    for (let candidate = 2; ; candidate += 1) {
      const current = (await this.lookUp(scope, [{ assetKey, wished, keepExtension }])).get(assetKey)?.name;
      if (current !== undefined && current !== occupied) return current;
      const name = candidateName(wished, candidate, keepExtension);
      if (name === occupied || (await this.ownerOf(scope, name)) !== undefined) continue;
      await this.db
        .updateTable('names')
        .set({ name, source_md5: null, stored_etag: null })
        .where('scope', '=', scope)
        .where('asset_key', '=', assetKey)
        .execute();
      return name;
    }
  }

  /** Remembers which content lies under a name, as the source and as the destination call it. */
  async recordStored(scope: string, name: string, sourceMd5: string, storedEtag: string | undefined): Promise<void> {
    await this.db
      .updateTable('names')
      .set({ source_md5: sourceMd5, stored_etag: storedEtag ?? null })
      .where('scope', '=', scope)
      .where('name', '=', name)
      .execute();
  }
}

/**
 * Rows in the order of their names, the first wish of a name first: two processes that take the same names at once then
 * wait for each other in one direction only. Postgres would end one of them otherwise.
 */
function inOneOrder<T extends { name: string }>(rows: T[]): T[] {
  return [...rows].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The n-th name a wish would make do with. */
export function nthName(wish: NameWish, candidate: number): string {
  return candidateName(wish.wished, candidate, wish.keepExtension);
}
