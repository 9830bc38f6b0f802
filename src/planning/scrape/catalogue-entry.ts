import { createHash } from 'node:crypto';
import type { Asset } from '../../core/asset';
import { folderOf } from '../../core/naming';
import type { AssetResult } from '../../core/outcome';
import { markedPath, safePart, safePath } from '../../core/safe-path';
import type { CatalogueEntry } from '../../state/catalogue-row';
import type { DiskWish } from './disk-names';
import { listedResult, textOf } from './listed-result';

/** A transformation stands in file names; a long one is cut to this many characters and a digest. */
const longestMark = 60;

/** Transformation that an item is fetched in: raw assets have none (Cloudinary, "Transformation URL structure"). */
export function formOf(item: string, transformation: string | undefined): string {
  return item.startsWith('raw/') ? '' : (transformation ?? '');
}

/** Under what the catalogue has an item in the form it is fetched in. */
export function catalogueKey(item: string, transformation: string | undefined): string {
  const form = formOf(item, transformation);
  return form === '' ? item : `${item} as ${form}`;
}

/**
 * The path an asset would like on the disk: `<cloud>/<folder>/<name>.<ext>`, made safe; one that was transformed says so.
 * An asset that is moved to another folder, or becomes another format, wishes anew.
 */
export function diskWish(
  asset: Asset,
  { scope, transformation }: { scope: string; transformation?: string },
): DiskWish {
  const [resourceType = '', type = ''] = asset.path.split('/');
  const cloud = scope.slice(scope.indexOf(':') + 1);
  const form = formOf(asset.path, transformation);
  const wished = `${cloud}/${asset.wishedPath ?? asset.path}`;
  const marked = form === '' ? wished : markedPath(wished, ` (${markOf(form)})`);
  const key = `${scope}/${catalogueKey(asset.path, transformation)} at ${asset.wishedPath ?? ''}`;
  return { key, path: safePath(marked, md5(key)), resourceType, type };
}

function markOf(transformation: string): string {
  const text = safePart(transformation.replace(/\//g, '+')).replace(/[().]/g, '_');
  return text.length <= longestMark ? text : `${text.slice(0, longestMark)}_${md5(transformation).slice(0, 8)}`;
}

/** An asset as its row of the catalogue. */
export function catalogueEntry(asset: Asset, path: string, transformation: string | undefined): CatalogueEntry {
  const { details = {} } = asset;
  const [resourceType = '', type = ''] = asset.path.split('/');
  const publicId = textOf(details.public_id) ?? asset.path;
  return {
    key: catalogueKey(asset.path, transformation),
    form: formOf(asset.path, transformation),
    item: asset.path,
    resourceType,
    type,
    publicId,
    version: typeof details.version === 'number' ? details.version : 0,
    etag: textOf(details.etag) ?? asset.md5,
    bytes: asset.bytes,
    folder: textOf(details.asset_folder) ?? folderOf(publicId),
    path,
    modifiedAt: asset.modifiedAt,
    details,
  };
}

/** What the report says of an asset that is on the disk. */
export function savedResult(entry: CatalogueEntry): AssetResult {
  return { ...listedResult(entry), savedTo: entry.path };
}

function md5(of: string): string {
  return createHash('md5').update(of).digest('hex');
}
