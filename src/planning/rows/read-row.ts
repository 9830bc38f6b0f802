import type { Table, TableRow } from '../../tables/open-table';
import type { RowPlace } from '../../core/operation';

/** Reads one row by its place in the file. @throws {Error} when no row begins there: the place is of another file. */
export async function readRow(table: Table, { row, startByte, endByte }: RowPlace): Promise<TableRow> {
  for await (const found of table.rows({ startByte, endByte, firstRow: row, firstLine: 1 })) return found;
  throw new Error(`there is no row ${row} at byte ${startByte} of ${table.name}`);
}
