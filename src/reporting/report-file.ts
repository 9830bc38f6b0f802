import type { Outcome } from '../state/outcomes';
import { uploadCsv } from './upload-csv';
import { writeAtomically } from '../tables/write-atomically';

/** Writes a job's report as CSV to a file that appears whole or not at all. */
export function writeReportFile(
  file: string,
  outcomes: AsyncIterable<Outcome>,
  options: { safe?: boolean } = {},
): Promise<void> {
  return writeAtomically(file, uploadCsv(outcomes, options));
}
