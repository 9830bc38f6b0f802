import { z } from 'zod';
import type { OptionDoc } from './job-type';

/**
 * Rows in the folder of one child workflow: at a little more than three events of history a row, one run of a workflow holds
 * them (docs/architecture.md, 3 000 events).
 */
export const rowsPerFolder = 800;

/** Input that every job on the rows of a CSV takes. */
export const rowsFields = {
  csv: z.string({ error: 'Name the CSV.' }).min(1, 'Name the CSV.'),
  resultsDir: z.string().min(1).default('.'),
  allowPrivate: z.boolean().default(false),
  safeCells: z.boolean().default(true),
  rowsPerFolder: z.number().int().min(1).max(100_000).default(rowsPerFolder),
  pageSize: z.number().int().min(1).max(1000).default(500),
};

/** Options of those fields on the command line. */
export const rowsOptions: OptionDoc[] = [
  {
    flags: '--results-dir <dir>',
    field: 'resultsDir',
    summary: 'where the results are written (default: here)',
    kind: 'text',
  },
  {
    flags: '--allow-private',
    field: 'allowPrivate',
    summary: 'also take URLs that lead into private networks',
    kind: 'flag',
  },
  {
    flags: '--no-safe-cells',
    field: 'safeCells',
    summary: 'write cells that a spreadsheet takes for formulas as they are',
    kind: 'flag',
  },
  {
    flags: '--rows-per-folder <n>',
    field: 'rowsPerFolder',
    summary: `rows that one child workflow goes through (default ${rowsPerFolder})`,
    kind: 'number',
  },
];
