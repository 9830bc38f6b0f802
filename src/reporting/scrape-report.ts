import type { Outcome } from '../state/outcomes';
import type { OutputRow } from '../tables/write-table';

/** Columns of a scrape's report, one line an asset of the account. */
export const scrapeColumns = [
  'asset',
  'public_id',
  'resource_type',
  'saved_to',
  'bytes',
  'format',
  'etag',
  'status',
  'error',
  'saved_at',
] as const;

/** One asset of an account as a row of the report. */
export function scrapeRow({ item, bytes, status, result, kind, error, finishedAt }: Outcome): OutputRow {
  return {
    asset: item,
    public_id: result?.publicId,
    resource_type: result?.resourceType,
    saved_to: result?.savedTo,
    bytes: result?.bytes ?? bytes,
    format: result?.format,
    etag: result?.etag,
    status: status === 'done' ? 'saved' : status === 'planned' ? 'pending' : status,
    error: [kind, error ?? result?.note].filter(Boolean).join(': '),
    saved_at: status === 'done' ? finishedAt : '',
  };
}
