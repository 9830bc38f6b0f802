import { findColumn } from './find-column';
import { openTable, type Table } from './open-table';

/** A table and the column of it that holds URLs. */
export interface UrlTable {
  table: Table;
  column: string;
}

const urls = { what: 'URLs', holds: (cell: string) => /^https?:\/\//i.test(cell) };

/**
 * Opens a CSV that has URLs in a column: the one that was named, or the one whose first rows hold some.
 * @throws {TableError} as `openTable` does, and naming the columns when it cannot be told.
 */
export async function openUrlTable({ file, urlColumn }: { file: string; urlColumn?: string }): Promise<UrlTable> {
  const table = await openTable({ file });
  return { table, column: await findColumn({ table, wanted: urlColumn, flag: '--url-column', kinds: [urls] }) };
}
