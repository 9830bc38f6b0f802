import { folderOf, nameOf } from '../core/naming';
import { batchColumns } from './batch-results';
import type { OldCache } from './old-cache';
import type { OldFolder } from './old-folders';
import type { OldUpload } from './old-uploads';
import { uploadColumns } from './upload-csv';

type Row = Partial<Record<string, string | number>>;

/** An old cache in the columns that reports have today. */
export function oldCacheTable(cache: OldCache): { columns: readonly string[]; rows: Iterable<Row> } {
  return cache.kind === 'batch'
    ? { columns: batchColumns, rows: cache.folders.map(folderRow) }
    : { columns: uploadColumns, rows: cache.uploads.map(uploadRow) };
}

function uploadRow(upload: OldUpload): Row {
  const { item, url, jpgUrl, publicId, bytes, format, status, error, kind, at } = upload;
  return {
    local_filename: nameOf(item),
    cloudinary_url: url,
    jpg_url: jpgUrl,
    folder_path: folderOf(item),
    public_id: publicId,
    bytes,
    format,
    status,
    error: [kind, error].filter(Boolean).join(': '),
    uploaded_at: status === 'failed' ? undefined : at,
  } satisfies Partial<Record<(typeof uploadColumns)[number], string | number>>;
}

function folderRow(folder: OldFolder): Row {
  return {
    row_index: folder.rowIndex,
    folder_name: folder.name,
    drive_folder_name: folder.ownName,
    folder_id: folder.folderId,
    total_images: folder.total,
    successful_uploads: folder.uploaded,
    failed_uploads: folder.failed,
    skipped_uploads: folder.skipped,
    processing_time_seconds: folder.tookMs === undefined ? undefined : (folder.tookMs / 1000).toFixed(1),
    processed_at: folder.at,
    drive_link: folder.link,
    status: folder.status,
    error: folder.error,
  } satisfies Partial<Record<(typeof batchColumns)[number], string | number>>;
}
