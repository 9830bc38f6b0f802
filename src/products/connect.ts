import { connectMysql } from './mysql-connection';
import { connectPostgres } from './postgres-connection';
import { ProductDatabaseError } from './product-database-error';
import type { SqlConnection } from './sql-connection';
import { connectSqlite } from './sqlite-connection';

/**
 * Opens a product database to read from: `postgres://...`, `mysql://...`, or the path of an SQLite file.
 * @throws {ProductDatabaseError} when it is not there, or is of another kind.
 */
export async function connect(database: string): Promise<SqlConnection> {
  const file = sqliteFile(database);
  if (file !== undefined) return connectSqlite(file);
  const scheme = schemeOf(database);
  if (scheme === 'postgres' || scheme === 'postgresql') return connectPostgres(database);
  if (scheme === 'mysql' || scheme === 'mariadb') return connectMysql(database.replace(/^mariadb:/i, 'mysql:'));
  throw new ProductDatabaseError(
    `A database ${scheme ?? ''}: cannot be used. Products may be in an SQLite file (its path), in Postgres (postgres://user:password@host/database) or in MySQL (mysql://user:password@host/database).`,
  );
}

/** The path of an SQLite file, also out of `sqlite:products.db` and `sqlite:///srv/products.db`; none of another's URL. */
export function sqliteFile(database: string): string | undefined {
  const scheme = schemeOf(database);
  if (scheme === undefined) return database;
  return scheme === 'sqlite' ? database.replace(/^sqlite:(?:\/\/)?/i, '') : undefined;
}

/** The word before the colon; a drive's letter is none. */
function schemeOf(database: string): string | undefined {
  return /^([a-z][a-z0-9+.-]+):/i.exec(database)?.[1]?.toLowerCase();
}
