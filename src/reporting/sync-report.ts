import { partsOfSyncFolder } from '../core/sync';
import type { Outcome } from '../state/outcomes';
import type { OutputRow } from '../tables/write-table';

/** Columns of the report of a job that keeps albums in step, one line a photo and service. */
export const syncColumns = [
  'service',
  'album',
  'photo',
  'action',
  'status',
  'path',
  'photo_id',
  'bytes',
  'md5',
  'url',
  'error',
  'note',
  'done_at',
] as const;

/** One photo of one half as a row of the report. */
export function syncRow({ item, folder, bytes, status, result, kind, error, finishedAt }: Outcome): OutputRow {
  const { half, title } = partsOfSyncFolder(folder);
  return {
    service: half,
    album: title,
    photo: item,
    action: result?.sync,
    status: status === 'planned' ? 'pending' : status,
    path: result?.savedTo,
    photo_id: result?.assetId,
    bytes: result?.bytes ?? bytes,
    md5: result?.etag,
    url: result?.url,
    error: [kind, error].filter(Boolean).join(': '),
    note: result?.note,
    done_at: status === 'done' ? finishedAt : '',
  };
}
