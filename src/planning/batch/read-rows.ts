import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readRowLink, sameFolderKey } from '../../core/batch-link';
import type { BatchOptions, BatchRow } from '../../core/batch';
import type { Location } from '../../core/location';
import { openTable } from '../../tables/open-table';
import { requireColumn } from '../../tables/require-column';

/** A key is part of a workflow's id and of what people type: the start of a long name is enough. */
const longestNameInKey = 60;

/**
 * Reads a batch's CSV whole: a folder a row, thousands of rows. What is wrong with one row is in that row; what is wrong
 * with the file is thrown.
 * @throws {TableError} when the file cannot be read, lacks a column or has no rows.
 */
export async function readBatchRows(options: BatchOptions): Promise<BatchRow[]> {
  const table = await openTable({ file: options.file });
  const linkColumn = requireColumn(table, options.linkColumn, { flag: '--link-column' });
  const nameColumn = optionalColumn(table, options.nameColumn, '--name-column');
  const descriptionColumn = optionalColumn(table, options.descriptionColumn, '--description-column');
  const rows: BatchRow[] = [];
  const firstWith = new Map<string, number>();
  for await (const { index, cells, problem } of table.rows()) {
    const name = tidy(nameColumn === undefined ? '' : (cells[nameColumn] ?? ''));
    const link = (cells[linkColumn] ?? '').trim();
    const row: BatchRow = {
      index,
      key: keyOf(index, name),
      name,
      link,
      description: tidy(descriptionColumn === undefined ? '' : (cells[descriptionColumn] ?? '')),
      state: 'read',
    };
    rows.push(
      problem === undefined ? await locate(row, options.file, firstWith) : { ...row, state: 'invalid', problem },
    );
  }
  return rows;
}

function optionalColumn(table: Parameters<typeof requireColumn>[0], wanted: string | undefined, flag: string) {
  return wanted === undefined ? undefined : requireColumn(table, wanted, { flag });
}

async function locate(row: BatchRow, file: string, firstWith: Map<string, number>): Promise<BatchRow> {
  const found = readRowLink(row.link);
  if (found.kind === 'problem') return { ...row, state: 'invalid', problem: found.problem };
  const location = found.kind === 'path' ? await pathLocation(found.path, file) : absolute(found.location, file);
  const same = sameFolderKey(location);
  const duplicateOf = firstWith.get(same);
  if (duplicateOf !== undefined) return { ...row, location, state: 'duplicate', duplicateOf };
  firstWith.set(same, row.index);
  return { ...row, location };
}

/** A path that is a folder of this machine is one; any other that begins at a top is Dropbox's. */
async function pathLocation(path: string, file: string): Promise<Location> {
  const root = resolve(dirname(file), path);
  const isHere = await stat(root).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isHere || !path.startsWith('/')) return { provider: 'local', root };
  return { provider: 'dropbox', root: path };
}

function absolute(location: Location, file: string): Location {
  return location.provider === 'local' ? { ...location, root: resolve(dirname(file), location.root) } : location;
}

function tidy(cell: string): string {
  return cell.trim().replace(/\s+/g, ' ');
}

/** `12 Shoes`: what a person pauses and tries again. Without a slash: the rest of an item's path is the row's own. */
function keyOf(index: number, name: string): string {
  const short = Array.from(name.replace(/[/\\]/g, '_')).slice(0, longestNameInKey).join('').trim();
  return short === '' ? String(index) : `${index} ${short}`;
}
