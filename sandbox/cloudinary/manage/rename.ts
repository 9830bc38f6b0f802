import { badRequest, missingParameter, notFound } from '../api-error';
import type { Call, CallResult } from '../call';
import { presentUploaded } from '../present/upload-answer';
import { assetKey, folderOf, keyOf, nameOf, type Asset } from '../store/asset';
import { assetNamed } from '../store/find';
import { checkPublicId } from '../upload/public-id';

/** `POST /:resource_type/rename`: a new public id, and type with `to_type` (Cloudinary upload API reference). */
export function rename(call: Call): CallResult {
  const { account, params } = call;
  const asset = assetNamed(call, 'from_public_id');
  const to = params.text('to_public_id');
  if (to === undefined) throw missingParameter('to_public_id');
  if (!asset) throw notFound(params.text('from_public_id') ?? '');
  const publicId = checkPublicId(to);
  const type = params.text('to_type') ?? asset.type;
  const key = assetKey(asset.resourceType, type, publicId);
  if (key === keyOf(asset)) throw badRequest('from_public_id and to_public_id must be different');
  if (account.assets.get(key) && !params.flag('overwrite'))
    throw badRequest(`to_public_id (${publicId}) already exists`);
  const follows = account.isDynamic ? {} : { assetFolder: folderOf(publicId), displayName: nameOf(publicId) };
  const after: Asset = { ...asset, publicId, type, ...follows, updatedAt: new Date().toISOString() };
  account.assets.change(asset, after);
  account.folders.ensure(after.assetFolder);
  return presentUploaded(account, after);
}
