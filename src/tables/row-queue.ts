import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { writeTable, type OutputRow, type TableFormat } from './write-table';

/** A table that is written row by row by whoever has one, beside other work. */
export interface RowQueue {
  /** Takes a row; waits while the disk is behind. */
  put(row: OutputRow): Promise<void>;
  /** Lets the file appear. */
  finish(): Promise<{ rows: number }>;
  /** Leaves no file, or the old one. */
  abandon(): Promise<void>;
}

/** Opens a table for writing; errors of the disk are thrown by the next call. */
export function openRowQueue(table: TableFormat & { to: { file: string } }): RowQueue {
  const rows = new PassThrough({ objectMode: true });
  const written = writeTable({ ...table, rows });
  // Thrown by who waits for it next, and not before.
  written.catch(() => undefined);
  rows.on('error', () => undefined);
  return {
    async put(row) {
      if (!rows.write(row)) await Promise.race([once(rows, 'drain'), written]);
    },
    finish() {
      rows.end();
      return written;
    },
    async abandon() {
      rows.destroy(new Error('abandoned'));
      await written.catch(() => undefined);
    },
  };
}
