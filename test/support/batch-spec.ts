import { writeFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import type { TransferSpec } from '../../src/core/spec';
import { batch } from '../../src/jobs/batch';

/** The spec of `ferry batch <csv>` with options by their field names; results go beside the CSV. */
export function batchSpec(csv: string, options: Record<string, unknown> = {}): TransferSpec {
  return batch.toSpec({ csv, resultsDir: `${csv}.results`, ...options }, { setting: () => undefined, cwd: '/' });
}

/** Writes a CSV of rows by column. */
export function writeCsv(file: string, rows: Record<string, string>[]): string {
  writeFileSync(file, stringify(rows, { header: true }));
  return file;
}
