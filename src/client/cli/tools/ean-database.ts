import { join } from 'node:path';
import type { Command } from 'commander';
import { openProducts, ProductDatabaseError, type Products, type ProductSource } from '../../../products';
import { loadSettings } from '../../../settings';
import { CommandError, exitCodes } from '../exit-codes';

/** What the commands say of the product database. */
export interface DatabaseOptions {
  database?: string;
  table?: string;
  eanColumn?: string;
}

/** Adds the options that say where the products are. */
export function addDatabaseOptions(command: Command): Command {
  return command
    .option(
      '--database <url|file>',
      'SQLite file, postgres://... or mysql://... (EAN_DATABASE_URL; default: products.db in FERRY_HOME)',
    )
    .option('--table <table>', 'the table with the products (EAN_TABLE; default: products)')
    .option('--ean-column <column>', 'its column with the codes (EAN_COLUMN; default: found by its name)');
}

/** Where the products are: options before settings before what is found. */
export function productSource(
  options: DatabaseOptions & { imageColumns?: string[] },
): ProductSource & { table: string } {
  const { home, setting } = loadSettings();
  return {
    database: options.database ?? setting('EAN_DATABASE_URL') ?? join(home, 'products.db'),
    table: options.table ?? setting('EAN_TABLE') ?? 'products',
    eanColumn: options.eanColumn ?? setting('EAN_COLUMN'),
    imageColumns: options.imageColumns ?? listOf(setting('EAN_IMAGE_COLUMNS')),
  };
}

/** Runs with the products open. A fault of the database ends the command with 5: it is no answer about a product. */
export async function withProducts<T>(source: ProductSource, run: (products: Products) => Promise<T>): Promise<T> {
  try {
    const products = await openProducts(source);
    try {
      return await run(products);
    } finally {
      await products.close();
    }
  } catch (error) {
    throw asDatabaseFailure(error);
  }
}

/** What a fault of the product database is to a command; anything else stays what it is. */
export function asDatabaseFailure(error: unknown): unknown {
  return error instanceof ProductDatabaseError ? new CommandError(error.message, exitCodes.unreachable) : error;
}

/** Reads `image_1,image_2`. */
export function listOf(text: string | undefined): string[] | undefined {
  const parts = text?.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
  return parts === undefined || parts.length === 0 ? undefined : parts;
}
