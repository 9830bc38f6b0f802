import type { Account } from '../account';
import { missingParameter, notFound } from '../api-error';
import type { Call } from '../call';
import { assetKey, type Asset } from './asset';

/** The asset a path like `resources/image/upload/a/b` names; 404 when it is not there. */
export function assetAt({ account, path }: Call): Asset {
  const publicId = path.public_id ?? '';
  const asset = account.assets.get(assetKey(path.resource_type ?? '', path.type ?? '', publicId));
  if (!asset) throw notFound(publicId);
  return asset;
}

/** The asset an Upload API call is about, by a public id parameter and `type`. */
export function assetNamed({ account, params, path }: Call, parameter = 'public_id'): Asset | undefined {
  const publicId = params.text(parameter);
  if (publicId === undefined) throw missingParameter(parameter);
  return account.assets.get(assetKey(path.resource_type ?? 'image', params.text('type') ?? 'upload', publicId));
}

/** The assets of a list of public ids that are there. */
export function assetsNamed(account: Account, resourceType: string, type: string, publicIds: string[]): Asset[] {
  return publicIds
    .map((id) => account.assets.get(assetKey(resourceType, type, id)))
    .filter((asset) => asset !== undefined);
}
