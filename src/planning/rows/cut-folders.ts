import type { Folder } from '../../core/asset';
import type { FolderPage } from '../../providers/provider';
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

/** A page of folders must not make the first upload wait: it goes through no more rows than this. */
const mostRowsPerPage = 20_000;

/** Cuts the rows of a table into folders by their bytes, a page of folders at a time, in flat memory. */
export async function cutFolders(request: FoldersToCut): Promise<FolderPage> {
  const { table, cursor, rowsPerFolder, signal, see } = request;
  const limit = Math.min(request.limit, Math.max(1, Math.floor(mostRowsPerPage / rowsPerFolder)));
  const entries: Folder[] = [];
  let seen: TableRow[] = [];
  let current: { first: TableRow; last: TableRow; rows: number } | undefined;
  const close = (): void => {
    if (current === undefined) return;
    const { first, last } = current;
    const range = {
      startByte: first.startByte,
      endByte: last.endByte,
      firstRow: first.index,
      firstLine: first.line,
    };
    entries.push({ path: `rows ${first.index}-${last.index}`, ref: formatRange(range), quotas: [] });
    current = undefined;
  };
  for await (const row of table.rows(cursor === undefined ? undefined : parseRange(cursor))) {
    if (current !== undefined && current.rows === rowsPerFolder) {
      close();
      if (entries.length === limit) {
        await see?.(seen);
        const next = { startByte: row.startByte, firstRow: row.index, firstLine: row.line };
        return { entries, cursor: formatRange(next) };
      }
    }
    current = { first: current?.first ?? row, last: row, rows: (current?.rows ?? 0) + 1 };
    seen.push(row);
    if (seen.length < seenAtOnce) continue;
    signal.throwIfAborted();
    await see?.(seen);
    seen = [];
  }
  if (seen.length > 0) await see?.(seen);
  close();
  return { entries };
}
