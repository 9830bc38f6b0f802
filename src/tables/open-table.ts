import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorFacts } from '../core/error-facts';
import { namesOfColumns } from './column-names';
import { detectDialect } from './detect-dialect';
import type { Dialect } from './dialect';
import { readRecords } from './read-records';
import { refuseOtherThanText } from './recognise-text';
import { restore } from './spreadsheet-safety';
import { TableError } from './table-error';

/** A row of a table. */
export interface TableRow {
  /** Its number among the rows, the row of column names not counted, from 1. */
  index: number;
  /** The line of the file it begins in, counted from 1; blank lines and breaks within quotes count. */
  line: number;
  startByte: number;
  /** The first byte after it. */
  endByte: number;
  /** Cells by column; those that a short row lacks are empty. */
  cells: Record<string, string>;
  /** What is wrong with it: `row 7 has 5 cells, the header has 4`. */
  problem?: string;
  /** Cells beyond those of the header. */
  extra?: string[];
}

/** Rows that lie next to each other in a file: read on their own, they are what they are in the whole. */
export interface TableRange {
  startByte: number;
  /** The first byte after the last row; the file's end when absent. */
  endByte?: number;
  /** The index of its first row. */
  firstRow: number;
  /** The line `startByte` lies in. */
  firstLine: number;
}

/** A table whose header has been read. */
export interface Table {
  file: string;
  /** The file's name without its folders, for messages. */
  name: string;
  columns: string[];
  dialect: Dialect;
  /** All that follows the header. */
  body: TableRange;
  /** Reads the rows, or those of a range. Each call reads the file anew, in flat memory. */
  rows(range?: TableRange): AsyncGenerator<TableRow>;
}

interface TableToOpen {
  file: string;
  /** Undo what makes cells safe for spreadsheets (see `neutralise`); true when absent. */
  restore?: boolean;
}

/** A header is read whole; one that is longer is none. */
const longestHeaderBytes = 1024 * 1024;

/**
 * Opens a CSV file of any dialect in UTF-8: comma, semicolon, tab or bar, told by the header; any line breaks. A header
 * without a delimiter makes a table of one column, whose rows may have commas in them.
 *
 * @throws TableError when the file is not there, is no text in UTF-8, is empty, or does not name each column once.
 */
export async function openTable({ file, restore: restores = true }: TableToOpen): Promise<Table> {
  const name = basename(file);
  const { head, isAll } = await readHead(file);
  refuseOtherThanText({ head, name });
  const { dialect, headerByte, headerLine, isHeaderWhole } = detectDialect(head);
  if (!isHeaderWhole && !isAll) {
    throw new TableError(
      `The first row of ${name} does not end within 1 MB. Is a quote (") not closed, or is it no CSV?`,
    );
  }
  const first = readRecords({ file, startByte: headerByte, firstLine: headerLine, dialect });
  const { done, value: header } = await first.next();
  if (done === true) throw new TableError(`${name} is empty. Its first row must name the columns.`);
  await first.return();
  const cellOf = restores ? restore : (cell: string) => cell;
  const columns = namesOfColumns({ cells: header.cells.map(cellOf), name });
  const only = columns.length === 1 ? { newline: dialect.newline } : dialect;
  const body: TableRange = {
    startByte: header.endByte,
    firstRow: 1,
    firstLine: header.line + linesIn(head.subarray(header.startByte, header.endByte), dialect),
  };

  async function* rows({ startByte, endByte, firstRow, firstLine }: TableRange = body): AsyncGenerator<TableRow> {
    let index = firstRow;
    for await (const { cells, ...place } of readRecords({ file, startByte, endByte, firstLine, dialect: only })) {
      const problem =
        cells.length > columns.length
          ? {
              problem: `row ${index} has ${cells.length} cells, the header has ${columns.length}`,
              extra: cells.slice(columns.length).map(cellOf),
            }
          : {};
      // Object.fromEntries defines its properties: no column's name, `__proto__` neither, means anything to it.
      const named = Object.fromEntries(columns.map((column, at) => [column, cellOf(cells[at] ?? '')]));
      yield { index, ...place, cells: named, ...problem };
      index += 1;
    }
  }

  return { file, name, columns, dialect, body, rows };
}

async function readHead(file: string): Promise<{ head: Buffer; isAll: boolean }> {
  try {
    const handle = await open(file);
    try {
      const buffer = Buffer.alloc(longestHeaderBytes);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return { head: buffer.subarray(0, bytesRead), isAll: bytesRead < buffer.length };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = errorFacts(error);
    const reasons: Record<string, string> = {
      ENOENT: `There is no file ${file}. Check the path.`,
      EISDIR: `${file} is a folder. Name a CSV file in it.`,
      EACCES: `${file} may not be read by this user. Check its permissions.`,
    };
    throw new TableError(reasons[code ?? ''] ?? `${file} cannot be read: ${message}`);
  }
}

function linesIn(bytes: Buffer, { newline }: Dialect): number {
  const mark = newline === '\r' ? 0x0d : 0x0a;
  return bytes.filter((byte) => byte === mark).length;
}
