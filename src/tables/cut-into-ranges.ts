import { openTable, type Table, type TableRange } from './open-table';
import { readRecords } from './read-records';

/** A range with its end and how many rows lie in it. */
export interface CountedRange extends Required<TableRange> {
  rows: number;
}

/**
 * Cuts a table into ranges of so many rows, the last with what is left, by one pass through the file in flat memory.
 * Breaks within quotes end no row. Each range can be read on its own by `Table.rows`.
 *
 * @throws TableError as `openTable` and `Table.rows` do.
 */
export async function* cutIntoRanges({
  file,
  rowsPerRange,
}: {
  file: string;
  rowsPerRange: number;
}): AsyncGenerator<CountedRange> {
  const table = await openTable({ file });
  let range: CountedRange | undefined;
  for await (const { startByte, endByte, line } of recordsOf(table)) {
    if (range !== undefined && range.rows >= rowsPerRange) {
      yield range;
      range = { startByte, endByte, firstRow: range.firstRow + range.rows, firstLine: line, rows: 0 };
    }
    range ??= { startByte, endByte, firstRow: 1, firstLine: line, rows: 0 };
    range.rows += 1;
    range.endByte = endByte;
  }
  if (range !== undefined) yield range;
}

function recordsOf({ file, columns, dialect, body }: Table): ReturnType<typeof readRecords> {
  const { newline, delimiter } = dialect;
  return readRecords({ file, ...body, dialect: columns.length === 1 ? { newline } : { newline, delimiter } });
}
