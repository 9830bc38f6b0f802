import type { Database } from './database';

/** MD5 of contents that were read before; a changed fingerprint makes them unknown again. */
export class Checksums {
  constructor(private readonly db: Database) {}

  async find(assetKey: string, fingerprint: string): Promise<string | undefined> {
    const row = await this.db
      .selectFrom('checksums')
      .select('md5')
      .where('asset_key', '=', assetKey)
      .where('fingerprint', '=', fingerprint)
      .executeTakeFirst();
    return row?.md5;
  }

  async record(assetKey: string, fingerprint: string, md5: string): Promise<void> {
    await this.db
      .insertInto('checksums')
      .values({ asset_key: assetKey, fingerprint, md5 })
      .onConflict((conflict) => conflict.column('asset_key').doUpdateSet({ fingerprint, md5 }))
      .execute();
  }

  /** What is known of several, by their keys; at most a few hundred at once. */
  async findAll(assets: { assetKey: string; fingerprint: string }[]): Promise<Map<string, string>> {
    if (assets.length === 0) return new Map();
    const wanted = new Map(assets.map(({ assetKey, fingerprint }) => [assetKey, fingerprint]));
    const rows = await this.db
      .selectFrom('checksums')
      .selectAll()
      .where('asset_key', 'in', [...wanted.keys()])
      .execute();
    const known = rows.filter((row) => wanted.get(row.asset_key) === row.fingerprint);
    return new Map(known.map((row) => [row.asset_key, row.md5]));
  }

  /** Notes several at once, each with a key of its own; at most a few hundred. */
  async recordAll(assets: { assetKey: string; fingerprint: string; md5: string }[]): Promise<void> {
    if (assets.length === 0) return;
    await this.db
      .insertInto('checksums')
      .values(assets.map(({ assetKey, fingerprint, md5 }) => ({ asset_key: assetKey, fingerprint, md5 })))
      .onConflict((conflict) =>
        conflict
          .column('asset_key')
          .doUpdateSet((eb) => ({ fingerprint: eb.ref('excluded.fingerprint'), md5: eb.ref('excluded.md5') })),
      )
      .execute();
  }
}
