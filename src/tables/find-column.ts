import type { Table } from './open-table';
import { requireColumn } from './require-column';
import { TableError } from './table-error';

/** A kind of column that can be told by its cells. */
export interface ColumnKind {
  /** In words: `delivery URLs of Cloudinary`. */
  what: string;
  holds(cell: string): boolean;
}

interface ColumnSearch {
  table: Table;
  /** The column that was named; it wins. */
  wanted?: string;
  /** The option that names it. */
  flag: string;
  /** Kinds to look for; the first that any column is of counts. */
  kinds: readonly ColumnKind[];
}

/** Rows that are looked at. */
const firstRows = 100;

/** Where a check says redirects led to: never what a command is about unless it is named. */
const notes = new Set(['check_url']);

/** Names that win where several columns are of the kind: those ferry and the scripts before it write. */
const likely = ['cloudinary_url', 'secure_url', 'url', 'image_url'];

/**
 * Finds the column a command is about: the one that was named, or the one whose first rows hold what it works on.
 * @throws {TableError} naming the columns when none is, or several are, or when there is no column of the name; and when
 * the first row has none of names.
 */
export async function findColumn({ table, wanted, flag, kinds }: ColumnSearch): Promise<string> {
  if (wanted !== undefined) return requireColumn(table, wanted, { flag });
  const rows: Record<string, string>[] = [];
  for await (const { cells } of table.rows()) {
    rows.push(cells);
    if (rows.length === firstRows) break;
  }
  for (const { what, holds } of kinds) {
    const found = table.columns.filter((column) => !notes.has(column) && isOfKind({ rows, column, holds }));
    const [only] = found;
    if (only === undefined) continue;
    if (found.some(holds)) {
      throw new TableError(
        `${table.name} begins with ${what} where the columns should be named. Put a row of names before it, such as: url`,
      );
    }
    const best = found.length === 1 ? only : likely.find((name) => found.includes(name));
    if (best !== undefined) return best;
    throw new TableError(`Several columns of ${table.name} hold ${what}: ${found.join(', ')}. Name one with ${flag}.`);
  }
  const wishes = kinds.map(({ what }) => what).join(' or ');
  throw new TableError(
    `No column of ${table.name} holds ${wishes}, by its first rows. It has: ${table.columns.join(', ')}. Name one with ${flag}.`,
  );
}

/** At least half of the cells that are not empty. */
function isOfKind({
  rows,
  column,
  holds,
}: { rows: Record<string, string>[]; column: string } & Pick<ColumnKind, 'holds'>) {
  const cells = rows.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
  return cells.length > 0 && cells.filter(holds).length * 2 >= cells.length;
}
