import BetterSqlite3 from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  CompiledQuery,
  Kysely,
  Migrator,
  PostgresDialect,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
} from 'kysely';
import { Pool, types } from 'pg';
import { migrations } from './migrations';
import { errorFacts } from '../core/error-facts';
import { redactUrl } from '../core/redact';
import type { StateTables } from './schema';

export type Database = Kysely<StateTables>;

/** The state database cannot be used, with what to do about it. */
export class StateDatabaseError extends Error {
  override readonly name = 'StateDatabaseError';
}

/** SQLite takes its write lock when a transaction begins: a later upgrade would fail at once beside another process. */
class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/**
 * Migrates in one transaction: two processes that open a new database at one instant come one after the other, and one
 * that is killed on the way leaves nothing half made.
 */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function sqliteDialect(file: string): Dialect {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new BetterSqlite3(file, { timeout: 30_000 });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createDriver: () => new ImmediateSqliteDriver({ database }),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function postgresDialect(url: string): Dialect {
  // bigint arrives as text by default; byte counts and tallies stay far below 2^53.
  types.setTypeParser(types.builtins.INT8, Number);
  const pool = new Pool({ connectionString: url, max: 10 });
  // A server that restarts cuts idle connections. Unheard, that would end the process; the next query makes new ones.
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}

/** True for a `DATABASE_URL` that names a Postgres server. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url);
}

/**
 * Opens the state database and brings its schema up to date.
 * @param url `postgres://...`, or the path of an SQLite file (made when it is not there), or `:memory:`.
 * @throws {StateDatabaseError} when it cannot be opened or was written by a newer ferry.
 */
export async function openDatabase(url: string): Promise<Database> {
  let db: Database | undefined;
  try {
    db = new Kysely<StateTables>({ dialect: isPostgresUrl(url) ? postgresDialect(url) : sqliteDialect(url) });
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw explainOpenFailure(url, error);
    return db;
  } catch (error) {
    await db?.destroy();
    throw error instanceof StateDatabaseError ? error : explainOpenFailure(url, error);
  }
}

function explainOpenFailure(url: string, error: unknown): StateDatabaseError {
  const reason = reasonOf(error);
  const place = isPostgresUrl(url) ? redactUrl(url) : url;
  if (/previously executed migration .* is missing/.test(reason)) {
    return new StateDatabaseError(
      `The state database ${place} was written by a newer ferry (${reason}). Update ferry, or name another database by DATABASE_URL.`,
    );
  }
  return new StateDatabaseError(
    `The state database ${place} cannot be opened: ${reason}. Check that it exists and that you may write to it, or name another by DATABASE_URL.`,
  );
}

/** Of a host with several addresses the error itself says nothing, those it holds do. */
function reasonOf(error: unknown): string {
  const { message, code } = errorFacts(error);
  if (message !== '') return message;
  const { errors } = error as { errors?: unknown };
  return Array.isArray(errors) ? errors.map(reasonOf).join(', ') : (code ?? 'no reason given');
}
