import type { Call, CallResult } from '../call';
import type { Asset } from '../store/asset';
import { assetsNamed } from '../store/find';

/** `POST /:resource_type/generate_archive`: says what the archive would hold; no archive is made. */
export function generateArchive({ account, params, path }: Call): CallResult {
  const resourceType = path.resource_type ?? 'image';
  const ids = params.items('public_ids');
  const tags = params.list('tags');
  const prefixes = params.items('prefixes');
  const wants = (asset: Asset): boolean =>
    asset.resourceType === resourceType &&
    (tags.some((tag) => asset.tags.includes(tag)) || prefixes.some((prefix) => asset.publicId.startsWith(prefix)));
  const named = assetsNamed(account, resourceType, params.text('type') ?? 'upload', ids);
  const assets = [...new Set([...named, ...[...account.assets.all()].filter(wants)])];
  const publicId = params.text('target_public_id') ?? account.newId().slice(0, 20);
  const format = params.text('target_format') ?? 'zip';
  const url = `${account.deliveryBase}/raw/upload/v1/${publicId}.${format}`;
  return {
    url,
    secure_url: url,
    asset_id: account.newId(),
    public_id: `${publicId}.${format}`,
    version: Math.floor(Date.now() / 1000),
    resource_type: 'raw',
    type: 'upload',
    created_at: new Date().toISOString(),
    tags: params.list('target_tags'),
    bytes: assets.reduce((sum, asset) => sum + asset.bytes, 0),
    resource_count: assets.length,
    file_count: assets.length,
  };
}
