import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { spellingsOfGtin, type Gtin } from '../core/gtin';
import { sqliteFile } from './connect';
import { quoteIdentifier, quoteTable } from './identifiers';
import { asProductError, ProductDatabaseError } from './product-database-error';

/** A product to be written, with its cells by column. */
export interface ProductRow {
  gtin: Gtin;
  cells: Record<string, string>;
}

interface ProductsToLoad {
  /** The path of an SQLite file, which is made where it is not there. */
  database: string;
  table: string;
  eanColumn: string;
  /** All other columns. */
  columns: string[];
  rows: AsyncIterable<ProductRow>;
}

/**
 * Writes products to an SQLite file in one transaction: all, or none when something fails. A product that is there
 * already is brought up to date, so that loading twice is loading once. Table and columns are made where missing.
 * @throws {ProductDatabaseError} and whatever the rows throw; the database then is as before.
 */
export async function loadProducts(input: ProductsToLoad): Promise<{ added: number; updated: number }> {
  const { rows } = input;
  const file = sqliteFile(input.database);
  if (file === undefined) {
    throw new ProductDatabaseError(
      'Products are loaded into SQLite files only. For Postgres or MySQL use examples/products.sql and what the database has for CSV.',
    );
  }
  const database = open(file);
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw asProductError(error, file);
    }
  };
  const result = { added: 0, updated: 0 };
  try {
    attempt(() => database.exec('BEGIN IMMEDIATE'));
    const write = attempt(() => prepare(database, input));
    for await (const row of rows) result[attempt(() => write(row))] += 1;
    attempt(() => database.exec('COMMIT'));
  } finally {
    // What is not committed is rolled back.
    database.close();
  }
  return result;
}

function open(file: string): BetterSqlite3.Database {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return new BetterSqlite3(file, { timeout: 10_000 });
  } catch (error) {
    throw asProductError(error, file);
  }
}

function prepare(
  database: BetterSqlite3.Database,
  { table: name, eanColumn, columns }: ProductsToLoad,
): (row: ProductRow) => 'added' | 'updated' {
  const quote = (part: string): string => quoteIdentifier(part, '"');
  const table = quoteTable(name, quote);
  const all = [eanColumn, ...columns].map(quote);
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${table} (${quote(eanColumn)} VARCHAR(14) NOT NULL PRIMARY KEY${columns.map((column) => `, ${quote(column)} TEXT`).join('')})`,
  );
  const there = database
    .prepare(`SELECT * FROM ${table} LIMIT 0`)
    .columns()
    .map((column) => column.name.toLowerCase());
  for (const column of columns) {
    if (!there.includes(column.toLowerCase())) database.exec(`ALTER TABLE ${table} ADD COLUMN ${quote(column)} TEXT`);
  }
  const insert = database.prepare<string[]>(
    `INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`,
  );
  // The same product with another count of zeros in front is no other product.
  const where = `WHERE ${quote(eanColumn)} IN (?, ?, ?, ?)`;
  const set = columns.map((column) => `${quote(column)} = ?`).join(', ');
  const update = database.prepare<string[]>(
    columns.length === 0
      ? `UPDATE ${table} SET ${quote(eanColumn)} = ${quote(eanColumn)} ${where}`
      : `UPDATE ${table} SET ${set} ${where}`,
  );
  return ({ gtin, cells }) => {
    const [a = '', b = a, c = a, d = a] = spellingsOfGtin(gtin);
    const values = columns.map((column) => cells[column] ?? '');
    if (update.run(...values, a, b, c, d).changes > 0) return 'updated';
    insert.run(gtin.digits, ...values);
    return 'added';
  };
}
