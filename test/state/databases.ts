import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState, type State } from '../../src/state/state';
import { hasPostgres, startPostgres, type PostgresServer } from '../support/temporal/postgres';

/** A kind of database with everything a suite needs of it. */
interface TestDatabase {
  /** The `DATABASE_URL` of an empty database; valid between `beforeAll` and `afterAll`. */
  url(): string;
  /** A connection of its own, as another process would have; closed after the tests. */
  connect(): Promise<State>;
}

/** Runs the same tests on SQLite and on Postgres; where there is no Postgres server its suite is named as skipped. */
export function describeOnEach(name: string, tests: (database: TestDatabase) => void): void {
  describe(`${name} on SQLite`, () => onOne(tests, openSqlite));
  (hasPostgres() ? describe : describe.skip)(`${name} on Postgres`, () => onOne(tests, openPostgres));
}

interface Opened {
  url: string;
  stop(): Promise<void>;
}

function onOne(tests: (database: TestDatabase) => void, open: () => Promise<Opened>): void {
  let opened: Opened | undefined;
  const states: State[] = [];
  const url = (): string => {
    if (opened === undefined) throw new Error('the database is not open');
    return opened.url;
  };
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(async () => {
    await Promise.all(states.map((state) => state.close()));
    await opened?.stop();
  });
  tests({
    url,
    async connect() {
      const state = await openState(url());
      states.push(state);
      return state;
    },
  });
}

async function openSqlite(): Promise<Opened> {
  const dir = mkdtempSync(join(tmpdir(), 'ferry-state-'));
  return { url: join(dir, 'deep', 'state.db'), stop: async () => rmSync(dir, { recursive: true, force: true }) };
}

async function openPostgres(): Promise<Opened> {
  const server: PostgresServer | undefined = await startPostgres();
  if (server === undefined) throw new Error('Postgres was there a moment ago');
  return server;
}
