import { createReadStream } from 'node:fs';
import { textAnswer, type Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import type { Account } from '../account';
import type { Asset } from '../store/asset';
import type { DeliveryTarget } from './target';

export async function deliver(account: Account, exchange: Exchange, target: DeliveryTarget): Promise<Answer> {
  const rest = target.rest.map(decodeURIComponent).filter((part, index) => !(index === 0 && /^v\d+$/.test(part)));
  const source = rest.join('/');
  const base = `${target.resourceType}/${target.type}/`;
  const asset: Asset | undefined =
    account.assets.get(base + source) ?? account.assets.get(base + source.replace(/\.[^./]*$/, ''));
  if (!asset) return textAnswer(404, '');
  exchange.route = `${exchange.method} delivery`;
  return {
    status: 200,
    headers: { 'Content-Length': String(asset.bytes), ETag: `"${asset.etag}"` },
    body: createReadStream(account.blobs.path(asset.blob)),
  };
}
