/** How the URLs of a CSV are asked for. */
export interface ProbeOptions {
  /** Absolute path of the CSV. */
  file: string;
  /** Column with the URLs; absent: found by its name. */
  urlColumn?: string;
  /** `image`: what is no picture counts as not reached. */
  media: 'image' | 'any';
  /** URLs that lead into private networks are asked for too. */
  allowPrivate: boolean;
  /** How long one answer may take, ms. */
  timeoutMs: number;
  /** Requests to one host are started no closer together than this allows. */
  perHostPerSecond: number;
  /** Rows in the folder of one child workflow. */
  rowsPerFolder: number;
  /** Where results are written: an absolute path. */
  resultsDir: string;
  /** Cells that a spreadsheet would take for formulas are put out of action. */
  safeCells: boolean;
}
