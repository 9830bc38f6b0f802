import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { delimiters, type Delimiter } from './dialect';
import { neutralise } from './spreadsheet-safety';
import { writeAtomically } from './write-atomically';

/** A row to be written, by column; what is absent is an empty cell. */
export type OutputRow = Readonly<Record<string, string | number | undefined>>;

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

interface TableToWrite extends TableFormat {
  rows: AsyncIterable<OutputRow> | Iterable<OutputRow>;
  /** A file, which appears whole or not at all, or a stream such as stdout, which is left open. */
  to: { file: string } | { stream: Writable };
}

/**
 * Writes a table as CSV in UTF-8, row by row, and counts the rows. `openTable` reads back the very cells, whatever the
 * delimiter; NUL characters, which no text file has, become U+FFFD.
 *
 * @throws what the rows or the file system throw; the file's old content then stands.
 */
export async function writeTable({ rows, to, ...format }: TableToWrite): Promise<{ rows: number }> {
  let written = 0;
  const { columns, safe = true } = format;
  const text = (value: string | number | undefined): string => {
    if (typeof value !== 'string') return value === undefined ? '' : String(value);
    const cell = value.replaceAll('\0', '\uFFFD');
    return safe ? neutralise(cell) : cell;
  };
  async function* texts(): AsyncGenerator<string> {
    const csv = csvWriter({ ...format, columns: columns.map(text) });
    yield csv.header;
    let held: string[][] = [];
    for await (const row of rows) {
      held.push(columns.map((column) => text(row[column])));
      written += 1;
      if (held.length < rowsAtOnce) continue;
      yield csv.rows(held);
      held = [];
    }
    if (held.length > 0) yield csv.rows(held);
  }
  if ('stream' in to) await pipeline(Readable.from(texts()), to.stream, { end: false });
  else await writeAtomically(to.file, Readable.from(texts()));
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
