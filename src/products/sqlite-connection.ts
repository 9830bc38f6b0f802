import { existsSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { quoteIdentifier } from './identifiers';
import { asProductError, ProductDatabaseError } from './product-database-error';
import type { SqlConnection } from './sql-connection';

/** Another program may be writing. */
const waitMs = 10_000;

/**
 * Opens an SQLite file to read from.
 * @throws {ProductDatabaseError} when there is none, or it is no database.
 */
export function connectSqlite(file: string): SqlConnection {
  if (!existsSync(file)) {
    throw new ProductDatabaseError(
      `There is no product database ${file}. Make one with \`ferry ean load <csv> --database ${file}\`, or name another with --database or EAN_DATABASE_URL.`,
    );
  }
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw asProductError(error, file);
    }
  };
  const database = attempt(() => new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: waitMs }));
  return {
    name: file,
    quote: (name) => quoteIdentifier(name, '"'),
    parameter: () => '?',
    // A column without a type has no affinity: text is then never equal to a number (SQLite, "Datatypes", section 4.2).
    codeValues: (codes) => [...codes, ...codes.map((code) => BigInt(code))],
    query: async (statement, values) =>
      attempt(() => {
        const prepared = database.prepare<unknown[], unknown[]>(statement).raw(true);
        return { columns: prepared.columns().map(({ name }) => name), rows: prepared.all(...values) };
      }),
    close: async () => void database.close(),
  };
}
