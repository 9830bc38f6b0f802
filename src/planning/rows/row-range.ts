import type { TableRange } from '../../tables/open-table';

/** Writes a range as the handle of a folder. */
export function formatRange({ startByte, endByte, firstRow, firstLine }: TableRange): string {
  return [startByte, endByte ?? '', firstRow, firstLine].join(' ');
}

/** Reads it back. */
export function parseRange(text: string): TableRange {
  const [startByte, endByte, firstRow, firstLine] = text.split(' ');
  return {
    startByte: Number(startByte),
    endByte: endByte === '' ? undefined : Number(endByte),
    firstRow: Number(firstRow),
    firstLine: Number(firstLine),
  };
}
