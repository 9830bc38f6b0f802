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
}
