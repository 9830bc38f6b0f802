import type { UrlsSpec } from '../core/spec';
import { nameOf } from '../core/naming';
import type { Outcome } from '../state/outcomes';
import type { OutputRow } from '../tables/write-table';

/** Columns of a listing of URLs; the first two are those of the scripts that ferry takes the place of. */
const columns = [
  'filename',
  'cloudinary_url',
  'folder',
  'public_id',
  'asset_id',
  'resource_type',
  'format',
  'bytes',
  'width',
  'height',
  'created_at',
];

/** Columns of a listing: with another format, the URL of that comes behind the asset's own. */
export function urlsColumns({ urls: { format } }: Pick<UrlsSpec, 'urls'>): string[] {
  if (format === undefined) return columns;
  const [filename = '', url = '', ...rest] = columns;
  return [filename, url, `${format}_url`, ...rest];
}

/** One listed asset as a row. */
export function urlsRow({ urls: { format } }: Pick<UrlsSpec, 'urls'>, { item, result, bytes }: Outcome): OutputRow {
  return {
    filename: nameOf(item),
    cloudinary_url: result?.url,
    ...(format === undefined ? {} : { [`${format}_url`]: result?.convertedUrl }),
    folder: result?.folder,
    public_id: result?.publicId,
    asset_id: result?.assetId,
    resource_type: result?.resourceType,
    format: result?.format,
    bytes: result?.bytes ?? bytes,
    width: result?.width,
    height: result?.height,
    created_at: result?.createdAt,
  };
}
