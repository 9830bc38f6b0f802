import type { Account } from '../account';
import { sign } from '../access/signature';
import { folderOf, type Asset } from '../store/asset';
import { deliveryUrl } from './urls';

/** What an upload answers about an asset (Cloudinary upload API reference, sample response). */
export function presentUploaded(account: Account, asset: Asset): Record<string, unknown> {
  const url = deliveryUrl(account, asset);
  const toSign = `public_id=${asset.publicId}&version=${asset.version}`;
  return {
    asset_id: asset.assetId,
    public_id: asset.publicId,
    version: asset.version,
    version_id: asset.versionId,
    signature: sign(toSign, account.apiSecret, account.settings.signatureAlgorithm ?? 'sha1'),
    ...pictureFacts(asset),
    ...(asset.format === undefined ? {} : { format: asset.format }),
    resource_type: asset.resourceType,
    created_at: asset.createdAt,
    tags: asset.tags,
    ...(asset.resourceType === 'raw' ? {} : { pages: asset.pages ?? (asset.video ? 0 : 1) }),
    bytes: asset.bytes,
    type: asset.type,
    etag: asset.etag,
    placeholder: false,
    url,
    secure_url: url,
    ...(account.isDynamic
      ? { asset_folder: asset.assetFolder, display_name: asset.displayName }
      : { folder: folderOf(asset.publicId) }),
    ...(asset.accessMode === 'public' ? {} : { access_mode: asset.accessMode }),
    ...(asset.accessControl === undefined ? {} : { access_control: asset.accessControl }),
    ...(Object.keys(asset.context).length === 0 ? {} : { context: { custom: asset.context } }),
    ...(Object.keys(asset.metadata).length === 0 ? {} : { metadata: asset.metadata }),
    ...videoAnswer(account, asset),
    ...(asset.originalFilename === undefined ? {} : { original_filename: asset.originalFilename }),
    api_key: account.apiKey,
  };
}

/** Width and height, where there are any. */
export function pictureFacts(asset: Asset): Record<string, number> {
  return asset.width === undefined || asset.height === undefined ? {} : { width: asset.width, height: asset.height };
}

function videoAnswer(account: Account, asset: Asset): Record<string, unknown> {
  if (!asset.video) return {};
  const { duration, bitRate, isAudio } = asset.video;
  return {
    playback_url: deliveryUrl(account, asset, 'sp_auto', 'm3u8'),
    audio: isAudio ? { codec: asset.format, bit_rate: String(bitRate) } : {},
    video: isAudio ? {} : { pix_format: 'yuv420p', codec: 'h264', bit_rate: String(bitRate) },
    is_audio: isAudio,
    ...(isAudio ? {} : { frame_rate: 25, rotation: 0, nb_frames: Math.round(duration * 25) }),
    bit_rate: bitRate,
    duration,
  };
}
