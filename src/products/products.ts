import { spellingsOfGtin, type Gtin } from '../core/gtin';
import { connect } from './connect';
import { quoteTable } from './identifiers';
import { eanColumnOf, imageColumnsOf, namedColumns } from './product-columns';
import { ProductDatabaseError } from './product-database-error';
import type { SqlConnection } from './sql-connection';

/** Where the products are. */
export interface ProductSource {
  /** The path of an SQLite file, or a URL. */
  database: string;
  /** `products` when absent; `schema.table` too. */
  table?: string;
  /** Found by its name when absent. */
  eanColumn?: string;
  /** Found by their names when absent. Their order is that of the images. */
  imageColumns?: string[];
}

/** A product database that is open. */
export interface Products {
  /** The table's columns with images, in the order of the images. */
  imageColumns: string[];
  /**
   * The images of products, by `Gtin.padded`; a product that is not there is not in the map. Several rows with one code
   * are one product with all their images.
   * @throws {ProductDatabaseError}
   */
  find(gtins: readonly Gtin[]): Promise<Map<string, string[]>>;
  close(): Promise<void>;
}

/** Codes in one statement: with all their spellings far below the 32 766 values SQLite takes. */
const codesAtOnce = 200;

/**
 * Opens a product database and finds table and columns. Only reads, and every name is quoted.
 * @throws {ProductDatabaseError} naming what there is.
 */
export async function openProducts(source: ProductSource): Promise<Products> {
  const connection = await connect(source.database);
  try {
    return await productsOn(connection, source);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function productsOn(connection: SqlConnection, source: ProductSource): Promise<Products> {
  const { quote } = connection;
  const name = source.table ?? 'products';
  const table = quoteTable(name, quote);
  const { columns } = await connection.query(`SELECT * FROM ${table} LIMIT 0`, []).catch((error: unknown) => {
    throw withAdvice(error, name);
  });
  const asked = { columns, table: name };
  const eanColumn = eanColumnOf({ ...asked, wanted: source.eanColumn });
  const imageColumns =
    source.imageColumns === undefined
      ? imageColumnsOf({ ...asked, eanColumn })
      : namedColumns({ ...asked, wanted: source.imageColumns, flag: '--image-columns' });
  const selected = [eanColumn, ...imageColumns].map(quote).join(', ');

  async function findSome(gtins: readonly Gtin[], found: Map<string, string[]>): Promise<void> {
    const values = connection.codeValues([...new Set(gtins.flatMap(codesOf))]);
    const places = values.map((_, at) => connection.parameter(at + 1)).join(', ');
    const statement = `SELECT ${selected} FROM ${table} WHERE ${quote(eanColumn)} IN (${places})`;
    const { rows } = await connection.query(statement, values);
    const products = rows.map(([code, ...cells]) => ({ key: keyOf(code), images: cells.map(textOf).filter(Boolean) }));
    // The order of rows is the database's own; ours is the same each time.
    products.sort((a, b) => a.images.join().localeCompare(b.images.join(), 'en', { numeric: true }));
    for (const { key, images } of products) found.set(key, [...new Set([...(found.get(key) ?? []), ...images])]);
  }

  return {
    imageColumns,
    async find(gtins) {
      const found = new Map<string, string[]>();
      for (let at = 0; at < gtins.length; at += codesAtOnce) await findSome(gtins.slice(at, at + codesAtOnce), found);
      return found;
    },
    close: () => connection.close(),
  };
}

/** SQLite says `no such table`, Postgres `does not exist`, MySQL `doesn't exist`. */
function withAdvice(error: unknown, table: string): unknown {
  const isMissing =
    error instanceof ProductDatabaseError && /no such table|does not exist|doesn't exist/i.test(error.message);
  if (!isMissing) return error;
  return new ProductDatabaseError(
    `${error.message} Is ${JSON.stringify(table)} the right table? Name another with --table or EAN_TABLE.`,
  );
}

/** A column of numbers has no zeros in front. */
function codesOf(gtin: Gtin): string[] {
  return [...spellingsOfGtin(gtin), gtin.padded.replace(/^0+/, '')];
}

function keyOf(code: unknown): string {
  return textOf(code).padStart(14, '0');
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'bigint' ? String(cell).trim() : '';
}
