import type { Account } from '../account';
import type { Asset } from '../store/asset';
import { urlSignature } from './url-signature';

/** A public id as it stands in a URL, and as it is signed: escaped but for slashes and colons. */
export function escapeSource(source: string): string {
  return encodeURIComponent(source).replace(/%3A/g, ':').replace(/%2F/g, '/');
}

/** File name part of a delivery URL: the public id, with the format unless raw. */
export function sourceOf(asset: Asset, format = asset.format): string {
  return asset.resourceType === 'raw' || format === undefined ? asset.publicId : `${asset.publicId}.${format}`;
}

/**
 * The delivery URL of an asset, at the sandbox itself. Assets that are not public get a signed one (Cloudinary
 * documentation, media access control).
 */
export function deliveryUrl(account: Account, asset: Asset, transformation = '', format = asset.format): string {
  const source = escapeSource(sourceOf(asset, format));
  const toSign = [transformation, source].filter(Boolean).join('/');
  const signature = asset.type === 'upload' ? '' : `s--${urlSignature(toSign, account.apiSecret)}--`;
  const parts = [asset.resourceType, asset.type, signature, transformation, `v${asset.version}`, source];
  return `${account.deliveryBase}/${parts.filter(Boolean).join('/')}`;
}
