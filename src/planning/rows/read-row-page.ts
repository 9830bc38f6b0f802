import type { SourceRef } from '../../core/asset';
import type { Table, TableRow } from '../../tables/open-table';
import { formatRange, parseRange } from './row-range';

/** Reads a page of a folder's rows: at most `limit` of them, and where the next page begins. */
export async function readRowPage(
  table: Table,
  { folder, cursor, limit }: { folder: SourceRef; cursor?: string; limit: number },
): Promise<{ rows: TableRow[]; cursor?: string }> {
  const whole = parseRange(folder.ref ?? formatRange(table.body));
  const range = cursor === undefined ? whole : { ...parseRange(cursor), endByte: whole.endByte };
  const rows: TableRow[] = [];
  for await (const row of table.rows(range)) {
    if (rows.length === limit) {
      const next = { startByte: row.startByte, firstRow: row.index, firstLine: row.line };
      return { rows, cursor: formatRange(next) };
    }
    rows.push(row);
  }
  return { rows };
}
