import type { Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import { authenticateUpload } from '../access/authenticate';
import type { Account } from '../account';
import { ApiError } from '../api-error';
import { notFound } from '../api-error';
import { Params } from '../params';
import { sourceOf } from '../present/urls';
import { nameOf } from '../store/asset';
import { assetNamed } from '../store/find';
import { deliverOriginal } from './deliver';

/** `GET /:resource_type/download`: a private download URL (Cloudinary documentation, private download URLs). */
export function download(account: Account, exchange: Exchange, resourceType: string): Answer {
  const params = new Params([...exchange.query]);
  authenticateUpload(account, exchange, params, false);
  const expiresAt = params.number('expires_at');
  if (expiresAt !== undefined && expiresAt < Date.now() / 1000) throw new ApiError(401, 'Download URL has expired');
  const asset = assetNamed({ account, exchange, params, path: { resource_type: resourceType } });
  if (!asset) throw notFound(params.text('public_id') ?? '');
  const attachment = params.flag('attachment') ? nameOf(sourceOf(asset)) : undefined;
  return deliverOriginal(account, exchange, asset, attachment);
}
