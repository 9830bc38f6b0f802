import type { Database } from './database';

/** Things found out once about a destination and then remembered, such as an account's folder mode. */
export class Facts {
  constructor(private readonly db: Database) {}

  async get(scope: string, name: string): Promise<string | undefined> {
    const row = await this.db
      .selectFrom('facts')
      .select('value')
      .where('scope', '=', scope)
      .where('name', '=', name)
      .executeTakeFirst();
    return row?.value;
  }

  async set(scope: string, name: string, value: string): Promise<void> {
    const columns = { value, found_at: new Date().toISOString() };
    await this.db
      .insertInto('facts')
      .values({ scope, name, ...columns })
      .onConflict((conflict) => conflict.columns(['scope', 'name']).doUpdateSet(columns))
      .execute();
  }

  /** Sets what nobody has set yet; returns what holds then, whoever was first. */
  async claim(scope: string, name: string, value: string): Promise<string> {
    await this.db
      .insertInto('facts')
      .values({ scope, name, value, found_at: new Date().toISOString() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return (await this.get(scope, name)) ?? value;
  }
}
