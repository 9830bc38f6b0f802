import { missingParameter } from '../api-error';
import type { Call, CallResult } from '../call';
import { assetNamed } from '../store/find';
import { notify } from '../upload/notify';

/** `POST /:resource_type/destroy`: 200 with `not found` when there is nothing (Cloudinary upload API reference). */
export function destroy(call: Call): CallResult {
  const { account, params } = call;
  const asset = assetNamed(call);
  if (!asset) return { result: 'not found' };
  account.assets.remove(asset);
  const resources = [{ resource_type: asset.resourceType, type: asset.type, public_id: asset.publicId }];
  notify(account, params, { notification_type: 'delete', resources });
  return { result: 'ok' };
}

/** `POST /asset/destroy`, by asset id. */
export function destroyByAssetId({ account, params }: Call): CallResult {
  const id = params.text('asset_id');
  if (id === undefined) throw missingParameter('asset_id');
  const asset = account.assets.byAssetId(id);
  if (!asset) return { result: 'not found' };
  account.assets.remove(asset);
  return { result: 'ok' };
}
