import { stringify } from 'csv-stringify';
import { basename, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { statusOfRow, type BatchOptions, type RowCounts, type RowStatus } from '../core/batch';
import { formatCount, formatDuration } from '../core/format';
import { formatLocation } from '../core/location';
import type { RowRecord } from '../state/batch-rows';
import { writeAtomically } from '../tables/write-atomically';

/** Columns of a batch's results, one line for each row of its CSV. */
export const batchColumns = [
  'row_index',
  'folder_name',
  'drive_folder_name',
  'folder_id',
  'total_images',
  'successful_uploads',
  'failed_uploads',
  'skipped_uploads',
  'processing_time_seconds',
  'processed_at',
  'drive_link',
  'status',
  'error',
] as const;

type Line = Record<(typeof batchColumns)[number], string | number>;

/** Where the results of a batch are written: latest results, summary, and a CSV for each folder. */
export function batchFiles({ file, resultsDir }: BatchOptions) {
  const stem = join(resultsDir, `batch_results_${basename(file, extname(file))}_latest`);
  return {
    results: `${stem}.csv`,
    summary: `${stem}.txt`,
    folder: (key: string): string => join(stem, `${key.replace(/[^\p{L}\p{N}._ -]+/gu, '_')}.csv`),
  };
}

/** One row of the CSV as a line of the results. */
export function batchLine({ row, startedAt, finishedAt, counts }: RowRecord): Line {
  const tookMs =
    startedAt === undefined || finishedAt === undefined ? undefined : Date.parse(finishedAt) - Date.parse(startedAt);
  return {
    row_index: row.index,
    folder_name: row.name === '' ? (row.ownName ?? '') : row.name,
    drive_folder_name: row.ownName ?? '',
    folder_id: row.location === undefined ? '' : folderId(row.location),
    total_images: counts?.assets ?? '',
    successful_uploads: counts?.done ?? '',
    failed_uploads: counts?.failed ?? '',
    skipped_uploads: counts?.skipped ?? '',
    processing_time_seconds: tookMs === undefined ? '' : (tookMs / 1000).toFixed(1),
    processed_at: finishedAt ?? '',
    drive_link: row.link,
    status: rowStatus({ row, startedAt, finishedAt, counts }),
    error: row.problem ?? (row.duplicateOf === undefined ? '' : `the same folder as row ${row.duplicateOf}`),
  };
}

/** The status of a row, also of one that is not through. */
export function rowStatus({ row, startedAt, counts }: RowRecord): RowStatus {
  if (row.state === 'invalid' || row.state === 'duplicate') return row.state;
  if (counts === undefined) return startedAt === undefined ? 'pending' : 'running';
  return statusOfRow(row, counts);
}

/** Writes the results of all rows; the file appears whole or not at all. */
export async function writeBatchResults(
  options: BatchOptions,
  rows: RowRecord[],
  { safe }: { safe: boolean },
): Promise<void> {
  const csv = Readable.from(rows.map(batchLine)).pipe(
    stringify({ header: true, columns: [...batchColumns], escape_formulas: safe }),
  );
  await writeAtomically(batchFiles(options).results, csv);
}

/** Writes the batch in a few lines of text. */
export async function writeBatchSummary(options: BatchOptions, jobId: string, rows: RowRecord[]): Promise<void> {
  await writeAtomically(batchFiles(options).summary, Readable.from([batchSummary(options, jobId, rows)]));
}

function batchSummary(options: BatchOptions, jobId: string, rows: RowRecord[]): string {
  const byStatus = new Map<RowStatus, RowRecord[]>();
  for (const row of rows) byStatus.set(rowStatus(row), [...(byStatus.get(rowStatus(row)) ?? []), row]);
  const sum = (pick: (counts: RowCounts) => number): number =>
    rows.reduce((total, { counts }) => total + (counts === undefined ? 0 : pick(counts)), 0);
  const troubled = rows.filter((row) => ['partial', 'failed', 'invalid'].includes(rowStatus(row)));
  return [
    `Batch ${options.file} (${jobId})`,
    '',
    `Rows       ${formatCount(rows.length)}`,
    ...[...byStatus].map(([status, those]) => `           ${formatCount(those.length)} ${status}`),
    `Images     ${formatCount(sum((counts) => counts.assets))}`,
    `Uploaded   ${formatCount(sum((counts) => counts.done))}`,
    `Skipped    ${formatCount(sum((counts) => counts.skipped))}`,
    `Failed     ${formatCount(sum((counts) => counts.failed))}`,
    ...slowest(rows),
    ...(troubled.length === 0 ? [] : ['', 'Rows to look at:', ...troubled.map(troubleLine)]),
    '',
  ].join('\n');
}

function slowest(rows: RowRecord[]): string[] {
  const times = rows.flatMap(({ row, startedAt, finishedAt }) =>
    startedAt === undefined || finishedAt === undefined
      ? []
      : [{ key: row.key, ms: Date.parse(finishedAt) - Date.parse(startedAt) }],
  );
  const [longest] = times.sort((a, b) => b.ms - a.ms);
  return longest === undefined ? [] : [`The longest row was ${longest.key}: ${formatDuration(longest.ms)}`];
}

function troubleLine(record: RowRecord): string {
  const { row, counts } = record;
  const why = row.problem ?? `${counts?.failed ?? 0} of ${counts?.assets ?? 0} failed`;
  return `  row ${row.index} ${row.name}: ${rowStatus(record)}: ${why}`;
}

/** The id people know a folder by: Drive's id, a Dropbox path or link, a directory. */
function folderId(location: NonNullable<RowRecord['row']['location']>): string {
  const { provider, root } = location;
  if (provider === 'google-drive') return root.replace(/^id:/, '').replace(/\?.*$/, '');
  return root === '' ? formatLocation(location) : root;
}
