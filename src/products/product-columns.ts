import { ProductDatabaseError } from './product-database-error';

interface TableColumns {
  columns: string[];
  table: string;
}

/** Names that columns of codes have, without what joins their words; the first that is there counts. */
const codeNames = ['ean', 'gtin', 'ean13', 'eancode', 'gtin13', 'gtin14', 'upc', 'barcode'];

/** The column with the codes. @throws {ProductDatabaseError} naming the columns there are. */
export function eanColumnOf({ wanted, ...asked }: TableColumns & { wanted?: string }): string {
  if (wanted !== undefined) return namedColumns({ ...asked, wanted: [wanted], flag: '--ean-column' })[0] ?? wanted;
  for (const name of codeNames) {
    const found = asked.columns.find((column) => plain(column) === name);
    if (found !== undefined) return found;
  }
  throw missing(asked, 'No column is named like an EAN or GTIN', '--ean-column');
}

/** The columns with images: `image_1`, `image_2` ... in the order of their numbers, or those with a name like it. */
export function imageColumnsOf({ eanColumn, ...asked }: TableColumns & { eanColumn: string }): string[] {
  const named = asked.columns.filter(
    (column) =>
      column !== eanColumn && /^(?:image|img|picture|photo)s?(?:url|link|src)?\d*(?:url|link)?$/.test(plain(column)),
  );
  if (named.length === 0) throw missing(asked, 'No column is named like an image', '--image-columns');
  return named.sort((a, b) => numberIn(a) - numberIn(b));
}

/**
 * The table's own names of columns that were asked for; case need not agree where one only can be meant.
 * @throws {ProductDatabaseError} naming the columns there are.
 */
export function namedColumns({ wanted, flag, ...asked }: TableColumns & { wanted: string[]; flag: string }): string[] {
  return wanted.map((name) => {
    if (asked.columns.includes(name)) return name;
    const [only, ...others] = asked.columns.filter((column) => column.toLowerCase() === name.toLowerCase());
    if (only !== undefined && others.length === 0) return only;
    throw missing(asked, `There is no column ${JSON.stringify(name)}`, flag);
  });
}

function missing({ columns, table }: TableColumns, words: string, flag: string): ProductDatabaseError {
  return new ProductDatabaseError(`${words} in ${table}. It has: ${columns.join(', ')}. Name it with ${flag}.`);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** `image` comes before `image_1`. */
function numberIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}
