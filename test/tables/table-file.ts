import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTable, type Table, type TableRow } from '../../src/tables';

const folders: string[] = [];

/** A folder that is gone after the tests of the file. */
export function tableFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-tables-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Writes the bytes of a table to a file of this name. */
export function tableFile(content: string | Buffer, name = 'folders.csv'): string {
  const file = join(tableFolder(), name);
  writeFileSync(file, content);
  return file;
}

export async function allRows(table: Table): Promise<TableRow[]> {
  return collect(table.rows());
}

/** Opens a file of this content and reads the cells of all rows. */
export async function cellsOf(content: string | Buffer): Promise<Record<string, string>[]> {
  const table = await openTable({ file: tableFile(content) });
  return (await allRows(table)).map(({ cells }) => cells);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The cells of all rows of a file. */
export async function cellsIn(file: string): Promise<Record<string, string>[]> {
  return (await allRows(await openTable({ file }))).map(({ cells }) => cells);
}
