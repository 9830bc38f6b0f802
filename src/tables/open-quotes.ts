import { parse } from 'csv-parse/sync';
import { open } from 'node:fs/promises';
import type { Dialect } from './dialect';

/**
 * True for cells that may come from a quote that was never closed: taken for content, such a quote begins its cell, and
 * what follows goes on over line breaks. Cells that are rightly so look the same; `isStrict` tells.
 */
export function mayHaveOpenQuote(cells: string[]): boolean {
  return cells.some((cell) => cell.startsWith('"') && /[\r\n]/.test(cell));
}

interface RowBytes {
  file: string;
  startByte: number;
  endByte: number;
  dialect: Partial<Pick<Dialect, 'delimiter'>>;
}

/** True when each quote of a row is closed where its cell ends. Reads the row once more. */
export async function isStrict({ file, startByte, endByte, dialect }: RowBytes): Promise<boolean> {
  const bytes = Buffer.alloc(endByte - startByte);
  const handle = await open(file);
  try {
    await handle.read(bytes, 0, bytes.length, startByte);
  } finally {
    await handle.close();
  }
  try {
    return parse(bytes, { delimiter: dialect.delimiter ?? '\0', relax_column_count: true }).length <= 1;
  } catch {
    return false;
  }
}
