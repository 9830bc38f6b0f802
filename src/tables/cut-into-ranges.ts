import type { TableRange, TableRow } from './open-table';

/** A range with its end and how many rows lie in it. */
export interface CountedRange extends Required<TableRange> {
  rows: number;
}

/**
 * Cuts rows of a table into ranges of so many, the last with what is left, in one pass and in flat memory. Each range can
 * be read on its own by `Table.rows`.
 */
export async function* cutIntoRanges({
  rows,
  rowsPerRange,
}: {
  rows: AsyncIterable<TableRow>;
  rowsPerRange: number;
}): AsyncGenerator<CountedRange> {
  let range: CountedRange | undefined;
  for await (const { index, line, startByte, endByte } of rows) {
    if (range?.rows === rowsPerRange) {
      yield range;
      range = undefined;
    }
    range ??= { startByte, endByte, firstRow: index, firstLine: line, rows: 0 };
    range.rows += 1;
    range.endByte = endByte;
  }
  if (range !== undefined) yield range;
}
