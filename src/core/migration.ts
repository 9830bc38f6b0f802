import type { Mapping } from './mapping/mapping';

/** What a migration reads and how its rows become uploads. */
export interface MigrationOptions {
  /** Absolute path of the CSV. Paths in it are relative to its folder. */
  file: string;
  /** As it was given; what is not given is inferred from the columns. */
  mapping?: Mapping;
  /** Single values that take the place of what the mapping, given or inferred, says of the same target. */
  over?: Mapping;
  /** `service`: Cloudinary fetches URLs itself. `worker`: bytes go through here. */
  via: 'service' | 'worker';
  /** URLs that lead into private networks are fetched too. */
  allowPrivate: boolean;
  /** Rows in the folder of one child workflow. */
  rowsPerFolder: number;
  /** Where report, failed list and log are written: an absolute path. */
  resultsDir: string;
  /** Cells that a spreadsheet would take for formulas are put out of action. */
  safeCells: boolean;
}
