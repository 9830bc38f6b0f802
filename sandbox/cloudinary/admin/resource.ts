import type { Account } from '../account';
import { notFound } from '../api-error';
import type { Call, CallResult } from '../call';
import { presentResource } from '../present/resource';
import { deliveryUrl } from '../present/urls';
import type { Asset, Derived } from '../store/asset';
import { editAsset } from '../store/edit';
import { assetAt } from '../store/find';

/** `GET /resources/:resource_type/:type/:public_id` (Cloudinary Admin API reference). */
export function getResource(call: Call): CallResult {
  return details(call, assetAt(call));
}

/** `GET /resources/:asset_id`: what is no resource type in that place is an id. */
export function getByAssetId(call: Call): CallResult {
  const id = call.path.resource_type ?? '';
  const asset = call.account.assets.byAssetId(id);
  if (!asset) throw notFound(id);
  return details(call, asset);
}

/** `POST /resources/:resource_type/:type/:public_id`: changes what is known of an asset. */
export function updateResource(call: Call): CallResult {
  return details(call, editAsset(call.account, assetAt(call), call.params));
}

function details({ account, params }: Call, asset: Asset): CallResult {
  return {
    ...presentResource(account, asset, { tags: true, context: true, metadata: true }),
    etag: asset.etag,
    version_id: asset.versionId,
    ...(asset.pages === undefined ? {} : { pages: asset.pages }),
    ...(asset.originalFilename === undefined ? {} : { original_filename: asset.originalFilename }),
    last_updated: { updated_at: asset.updatedAt },
    created_by: { access_key: account.apiKey },
    uploaded_by: { access_key: account.apiKey },
    derived: asset.derived.map((derived) => presentDerived(account, asset, derived)),
    ...(params.flag('image_metadata') || params.flag('media_metadata') ? { image_metadata: {} } : {}),
    ...(params.flag('exif') ? { exif: {} } : {}),
    ...(params.flag('colors') ? { colors: [] } : {}),
    ...(params.flag('faces') ? { faces: [] } : {}),
    ...(params.flag('versions') ? { versions: [] } : {}),
  };
}

function presentDerived(account: Account, asset: Asset, derived: Derived): Record<string, unknown> {
  const url = deliveryUrl(account, asset, derived.transformation, derived.format);
  const { id, transformation, format, bytes } = derived;
  return { transformation, format, bytes, id, url, secure_url: url };
}
