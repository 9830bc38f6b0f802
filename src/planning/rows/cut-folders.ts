import type { Folder } from '../../core/asset';
import type { FolderPage } from '../../providers/provider';
import { cutIntoRanges } from '../../tables/cut-into-ranges';
import type { Table, TableRow } from '../../tables/open-table';
import { formatRange, parseRange } from './row-range';

interface FoldersToCut {
  table: Table;
  /** What the page before ended with. */
  cursor?: string;
  /** Folders on one page, at most. */
  limit: number;
  rowsPerFolder: number;
  signal: AbortSignal;
  /** Sees every row of the page, in order, before any of them is worked on. */
  see?(rows: TableRow[]): Promise<void>;
}

/** Rows that are handed on at once: for a statement of the state database. */
const seenAtOnce = 500;

/** A page of folders must not make the first upload wait: it goes through no more rows than this, and one folder. */
const mostRowsPerPage = 20_000;

/** Cuts the rows of a table into folders by their bytes, a page of folders at a time, in flat memory. */
export async function cutFolders({ table, cursor, rowsPerFolder, ...request }: FoldersToCut): Promise<FolderPage> {
  const limit = Math.min(request.limit, Math.max(1, Math.floor(mostRowsPerPage / rowsPerFolder)));
  const rows = seenRows(table.rows(cursor === undefined ? undefined : parseRange(cursor)), request);
  const entries: Folder[] = [];
  for await (const range of cutIntoRanges({ rows, rowsPerRange: rowsPerFolder })) {
    const { startByte, firstRow, firstLine } = range;
    if (entries.length === limit) return { entries, cursor: formatRange({ startByte, firstRow, firstLine }) };
    entries.push({ path: `rows ${firstRow}-${firstRow + range.rows - 1}`, ref: formatRange(range), quotas: [] });
  }
  return { entries };
}

/** The same rows, each shown before it is handed on. */
async function* seenRows(
  rows: AsyncIterable<TableRow>,
  { see, signal }: Pick<FoldersToCut, 'see' | 'signal'>,
): AsyncGenerator<TableRow> {
  let held: TableRow[] = [];
  for await (const row of rows) {
    held.push(row);
    if (held.length < seenAtOnce) continue;
    signal.throwIfAborted();
    await see?.(held);
    yield* held;
    held = [];
  }
  if (held.length > 0) await see?.(held);
  yield* held;
}
