import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspect, promisify } from 'node:util';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { isPostgresUrl, StateDatabaseError } from '../../src/state/database';
import { openState } from '../../src/state/state';
import { hasPostgres, startPostgres } from '../support/temporal/postgres';
import { until } from '../support/until';
import { describeOnEach } from './databases';

const execute = promisify(execFile);

async function refusalOf(url: string): Promise<Error> {
  try {
    await (await openState(url)).close();
  } catch (error) {
    expect(error).toBeInstanceOf(StateDatabaseError);
    return error as Error;
  }
  throw new Error(`${url} was opened`);
}

async function run(url: string, sql: string): Promise<void> {
  if (!isPostgresUrl(url)) {
    const db = new BetterSqlite3(url);
    db.exec(sql);
    db.close();
    return;
  }
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

describeOnEach('opening', (database) => {
  test('several processes that come to a new database at one instant all find it ready', async () => {
    const program = `
      const { openState } = require(${JSON.stringify(resolve(__dirname, '../../dist/src/state/state.js'))});
      openState(process.argv[1])
        .then(async (state) => { await state.facts.set('s', process.argv[2], 'v'); await state.close(); })
        .catch((error) => { console.error(error.message); process.exitCode = 1; });`;
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((name) => execute(process.execPath, ['-e', program, database.url(), name])));
    const state = await database.connect();
    for (const name of names) expect(await state.facts.get('s', name)).toBe('v');
  });

  test('a database that a newer ferry wrote is refused in clear words', async () => {
    await database.connect();
    const newer = "('9999-from-the-future', '2030-01-01T00:00:00.000Z')";
    await run(database.url(), `insert into kysely_migration (name, timestamp) values ${newer}`);
    const { message } = await refusalOf(database.url());
    expect(message).toMatch(/was written by a newer ferry .*9999-from-the-future.*Update ferry/);
    await run(database.url(), "delete from kysely_migration where name = '9999-from-the-future'");
    await expect(database.connect()).resolves.toBeDefined();
  });
});

(hasPostgres() ? test : test.skip)('a Postgres server that cuts its connections does not end the process', async () => {
  const server = await startPostgres();
  if (server === undefined) throw new Error('Postgres was there a moment ago');
  const state = await openState(server.url);
  try {
    await state.facts.set('s', 'n', 'v');
    const others = 'from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
    await run(server.url, `select pg_terminate_backend(pid) ${others}`);
    const value = await until('a new connection', () => state.facts.get('s', 'n').catch(() => undefined));
    expect(value).toBe('v');
  } finally {
    await state.close();
    await server.stop();
  }
});

describe('a database that cannot be opened', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ferry-opening-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test('a path below a file says so and what to do', async () => {
    writeFileSync(join(dir, 'file'), '');
    const { message } = await refusalOf(join(dir, 'file', 'state.db'));
    expect(message).toContain(`The state database ${join(dir, 'file', 'state.db')} cannot be opened`);
    expect(message).toMatch(/ENOTDIR|EEXIST/);
    expect(message).toContain('DATABASE_URL');
  });

  test('a file that is no database says so', async () => {
    writeFileSync(join(dir, 'photo.jpg'), Buffer.alloc(8192, 7));
    expect((await refusalOf(join(dir, 'photo.jpg'))).message).toMatch(/not a database/);
  });

  test.each([
    ['postgres://ferry:s3cret-word@127.0.0.1:1/state', /ECONNREFUSED/],
    ['postgresql://ferry:s3cret-word@localhost:1/state', /ECONNREFUSED/],
    ['postgres://ferry:s3cr@et-word@127.0.0.1:1/state', /127\.0\.0\.1:1\/state cannot be opened/],
    ['postgres://127.0.0.1:1/state?user=ferry&password=s3cret-word', /ECONNREFUSED/],
    ['postgres://ferry:s3cret-word@127.0.0.1:port/state', /cannot be opened: .+\./],
  ])('%s: says why, and no password', async (url, why) => {
    const error = await refusalOf(url);
    expect(error.message).toMatch(why);
    expect(inspect(error, { depth: null })).not.toMatch(/s3cr|et-word/);
  });
});
