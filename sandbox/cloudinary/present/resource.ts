import type { Account } from '../account';
import { folderOf, type Asset } from '../store/asset';
import { pictureFacts } from './upload-answer';
import { deliveryUrl } from './urls';

/** What a listing includes besides what it always does. */
export interface Extras {
  tags?: boolean;
  context?: boolean;
  metadata?: boolean;
}

/** An asset as the listings of the Admin API show it (Cloudinary Admin API reference, resources). */
export function presentResource(account: Account, asset: Asset, extras: Extras = {}): Record<string, unknown> {
  const url = deliveryUrl(account, asset);
  return {
    asset_id: asset.assetId,
    public_id: asset.publicId,
    ...(asset.format === undefined ? {} : { format: asset.format }),
    version: asset.version,
    resource_type: asset.resourceType,
    type: asset.type,
    created_at: asset.createdAt,
    bytes: asset.bytes,
    ...pictureFacts(asset),
    ...(asset.video ? { duration: asset.video.duration, is_audio: asset.video.isAudio } : {}),
    ...folderFacts(account, asset),
    ...(asset.accessMode === 'public' ? {} : { access_mode: asset.accessMode }),
    ...(asset.accessControl === undefined ? {} : { access_control: asset.accessControl }),
    url,
    secure_url: url,
    ...(extras.tags ? { tags: asset.tags } : {}),
    ...(extras.context && Object.keys(asset.context).length > 0 ? { context: { custom: asset.context } } : {}),
    ...(extras.metadata && Object.keys(asset.metadata).length > 0 ? { metadata: asset.metadata } : {}),
  };
}

/** Where an asset sits, in the words of the account's folder mode. */
export function folderFacts(account: Account, asset: Asset): Record<string, string> {
  return account.isDynamic
    ? { asset_folder: asset.assetFolder, display_name: asset.displayName }
    : { folder: folderOf(asset.publicId) };
}

/** Keeps only the fields asked for; what identifies an asset is always there. */
export function pickFields(entry: Record<string, unknown>, fields: string[]): Record<string, unknown> {
  if (fields.length === 0) return entry;
  const wanted = new Set([...fields, 'asset_id', 'public_id', 'resource_type', 'type']);
  return Object.fromEntries(Object.entries(entry).filter(([name]) => wanted.has(name)));
}
