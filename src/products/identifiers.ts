import { ProductDatabaseError } from './product-database-error';

/** Longer than the names of any of these databases. */
const longest = 128;

/**
 * Makes a name an identifier: between quotes, those in it doubled (SQL-92, delimited identifiers; MySQL, "Schema Object
 * Names"). Nothing in a name can then end it.
 *
 * @throws {ProductDatabaseError} for what no database takes as a name.
 */
export function quoteIdentifier(name: string, quote: '"' | '`'): string {
  if (name === '' || name.length > longest || /[\u0000-\u001F\u007F]/.test(name)) {
    throw new ProductDatabaseError(
      `${JSON.stringify(name.slice(0, longest))} cannot be the name of a table or column: it must have 1 to ${longest} characters and no control characters.`,
    );
  }
  return `${quote}${name.replaceAll(quote, quote + quote)}${quote}`;
}

/** A table's name as an identifier, with the schema before it where there is one: `shop.products`. */
export function quoteTable(name: string, quote: (part: string) => string): string {
  return name.split('.').map(quote).join('.');
}
