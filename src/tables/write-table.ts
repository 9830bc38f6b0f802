import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { delimiters, type Delimiter } from './dialect';
import { neutralise } from './spreadsheet-safety';
import { writeAtomically } from './write-atomically';

/** Under this a row to be written holds cells beyond the columns: those a ragged row came with. */
export const extraCells = Symbol('extra cells');

/** A row to be written, by column; what is absent is an empty cell. */
export type OutputRow = Readonly<Record<string, string | number | undefined>> & {
  readonly [extraCells]?: readonly string[];
};

/** How a table is written. */
export interface TableFormat {
  columns: readonly string[];
  /** A comma when absent. */
  delimiter?: Delimiter;
  /** Begin with the three bytes by which Excel knows UTF-8; not when absent. */
  bom?: boolean;
  /** Make cells safe that a spreadsheet would take for formulas; true when absent. */
  safe?: boolean;
}

interface TableOfRows extends TableFormat {
  rows: AsyncIterable<OutputRow> | Iterable<OutputRow>;
}

interface TableToWrite extends TableOfRows {
  /** A file, which appears whole or not at all, or a stream such as stdout, which is left open. */
  to: { file: string } | { stream: Writable };
}

/**
 * A table as text in CSV, piece by piece. `openTable` reads back the very cells, whatever the delimiter; NUL characters,
 * which no text file has, become U+FFFD.
 *
 * @param onRow Told of each row.
 */
export async function* tableText({
  rows,
  onRow,
  ...format
}: TableOfRows & { onRow?: () => void }): AsyncGenerator<string> {
  const { columns, safe = true } = format;
  const text = (value: string | number | undefined): string => {
    if (typeof value !== 'string') return value === undefined ? '' : String(value);
    const cell = value.replaceAll('\0', '\uFFFD');
    return safe ? neutralise(cell) : cell;
  };
  const csv = csvWriter({ ...format, columns: columns.map(text) });
  yield csv.header;
  let held: string[][] = [];
  for await (const row of rows) {
    held.push([...columns.map((column) => text(row[column])), ...(row[extraCells] ?? []).map(text)]);
    onRow?.();
    if (held.length < rowsAtOnce) continue;
    yield csv.rows(held);
    held = [];
  }
  if (held.length > 0) yield csv.rows(held);
}

/**
 * Writes a table as `tableText` has it, and counts the rows.
 *
 * @throws what the rows or the file system throw; the file's old content then stands.
 */
export async function writeTable({ to, ...table }: TableToWrite): Promise<{ rows: number }> {
  let written = 0;
  const onRow = (): void => {
    written += 1;
  };
  const text = Readable.from(tableText({ ...table, onRow }));
  if ('stream' in to) await pipeline(text, to.stream, { end: false });
  else await writeAtomically(to.file, text);
  return { rows: written };
}

/** A write for each row would cost more than the row. */
const rowsAtOnce = 200;

function csvWriter({ columns, delimiter = ',', bom = false }: TableFormat): {
  header: string;
  rows: (cells: string[][]) => string;
} {
  const isSingle = columns.length === 1;
  // A row of one empty cell would be a blank line, and one of a cell with commas would look like several cells.
  const options = { delimiter, quoted_empty: isSingle, quoted_match: isSingle ? anyDelimiter : undefined };
  // The header tells the delimiter to who reads it: no other may stand in it bare.
  const header = stringify([[...columns]], { ...options, quoted_match: misleading });
  return { header: bom ? `\uFEFF${header}` : header, rows: (cells) => stringify(cells, options) };
}

const anyDelimiter = new RegExp(`[${delimiters.join('')}]`);
const misleading = new RegExp(`[${delimiters.join('')}\uFEFF]|^sep=`, 'iu');
