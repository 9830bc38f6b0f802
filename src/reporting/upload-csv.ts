import { stringify } from 'csv-stringify';
import { pipeline, Readable } from 'node:stream';
import { folderOf, nameOf } from '../core/naming';
import type { Outcome } from '../state/outcomes';
import { jpgUrl } from './jpg-url';

/** Columns of an upload's report; the first two are those of the scripts that ferry takes the place of. */
export const uploadColumns = [
  'local_filename',
  'cloudinary_url',
  'jpg_url',
  'folder_path',
  'public_id',
  'asset_id',
  'bytes',
  'width',
  'height',
  'format',
  'etag',
  'status',
  'error',
  'uploaded_at',
] as const;

type Row = Record<(typeof uploadColumns)[number], string | number>;

/** One item of a job as a row of the report. */
export function uploadRow({ item, bytes, status, result, error, kind, finishedAt }: Outcome): Row {
  const url = result?.url ?? '';
  return {
    local_filename: nameOf(item),
    cloudinary_url: url,
    jpg_url: result?.resourceType === 'image' && url !== '' ? jpgUrl(url) : '',
    folder_path: folderOf(item),
    public_id: result?.publicId ?? '',
    asset_id: result?.assetId ?? '',
    bytes: result?.bytes ?? bytes,
    width: result?.width ?? '',
    height: result?.height ?? '',
    format: result?.format ?? '',
    etag: result?.etag ?? '',
    status: statusWord(status),
    error: [kind, error ?? result?.note].filter(Boolean).join(': '),
    uploaded_at: status === 'done' ? (finishedAt ?? '') : '',
  };
}

/** What a report says of an item's end: the words people look for. */
function statusWord(status: Outcome['status']): string {
  return status === 'done' ? 'uploaded' : status === 'planned' ? 'pending' : status;
}

/**
 * A job's outcomes as CSV, row by row.
 * @param safe Cells that a spreadsheet would take for a formula are put out of action: file names come from outside.
 */
export function uploadCsv(outcomes: AsyncIterable<Outcome>, { safe = true } = {}): Readable {
  const csv = stringify({ header: true, columns: [...uploadColumns], escape_formulas: safe });
  // What goes wrong on one side ends the other: a report that cannot be written leaves no reading behind.
  pipeline(Readable.from(rowsOf(outcomes)), csv, () => undefined);
  return csv;
}

async function* rowsOf(outcomes: AsyncIterable<Outcome>): AsyncGenerator<Row> {
  for await (const outcome of outcomes) yield uploadRow(outcome);
}
