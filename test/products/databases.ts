import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { hasPostgres, startPostgres } from '../support/temporal/postgres';
import { hasMariadb, startMariadb } from './mariadb';

/** A real database with nothing in it. */
export interface EmptyDatabase {
  /** As `--database` takes it. */
  url(): string;
  /** Runs statements that make tables and fill them. */
  run(statements: string): Promise<void>;
}

/** Runs the same tests on SQLite, Postgres and MariaDB; where a server is not installed its suite is named as skipped. */
export function describeOnEach(name: string, tests: (database: EmptyDatabase) => void): void {
  describe(`${name} on SQLite`, () => {
    let dir = '';
    beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'ferry-products-'))));
    afterAll(() => rmSync(dir, { recursive: true, force: true }));
    const file = (): string => join(dir, 'shop.db');
    tests({
      url: file,
      async run(statements) {
        const database = new BetterSqlite3(file());
        database.exec(statements);
        database.close();
      },
    });
  });

  (hasPostgres() ? describe : describe.skip)(`${name} on Postgres`, () => {
    let server: Awaited<ReturnType<typeof startPostgres>>;
    beforeAll(async () => void (server = await startPostgres()));
    afterAll(() => server?.stop());
    const url = (): string => server?.url ?? '';
    tests({
      url,
      async run(statements) {
        const client = new Client({ connectionString: url() });
        await client.connect();
        await client.query(statements);
        await client.end();
      },
    });
  });

  (hasMariadb() ? describe : describe.skip)(`${name} on MariaDB`, () => {
    let server: Awaited<ReturnType<typeof startMariadb>>;
    beforeAll(async () => void (server = await startMariadb()), 60_000);
    afterAll(() => server?.stop());
    tests({ url: () => server?.url ?? '', run: async (statements) => server?.run(statements) });
  });
}
