import { createHash } from 'node:crypto';
import type { Account } from '../account';
import { parseSteps } from '../delivery/transformation';
import { deliveryUrl } from '../present/urls';
import type { Params } from '../params';
import type { Asset, Derived } from '../store/asset';
import { notifyAt } from './notify';

/** A transformation to be made ahead of time: `w_100,h_100/png`. */
export interface EagerRequest {
  transformation: string;
  format: string;
}

/** `t1|t2/png`: transformations apart by `|`, a last component without a key is the format (Cloudinary upload API reference). */
export function parseEager(text: string, ownFormat: string): EagerRequest[] {
  return text
    .split('|')
    .filter((one) => one.trim() !== '')
    .map((one) => {
      const parts = one.split('/');
      const last = parts.at(-1) ?? '';
      const isFormat = parts.length > 1 && /^[a-z0-9]{2,5}$/i.test(last);
      return isFormat
        ? { transformation: parts.slice(0, -1).join('/'), format: last }
        : { transformation: one, format: formatIn(one) ?? ownFormat };
    });
}

/** Refuses eager transformations that cannot be, before anything is stored. */
export function checkEager(account: Account, params: Params): void {
  for (const { transformation } of parseEager(params.text('eager') ?? '', '')) parseSteps(account, transformation);
}

type EagerAnswer = Record<string, unknown>[];

/** Makes the eager versions, or with `eager_async` has them made, and says what the answer says of them. */
export async function eagerAnswer(account: Account, asset: Asset, params: Params): Promise<EagerAnswer | undefined> {
  const requests = parseEager(params.text('eager') ?? '', asset.format ?? '');
  if (requests.length === 0) return undefined;
  if (!params.flag('eager_async')) return makeAll(account, asset, requests);
  const batchId = idOf(asset, params.text('eager') ?? '');
  account.inBackground(async () => {
    const eager = await makeAll(account, asset, requests);
    await account.assets.settle();
    const { publicId: public_id, resourceType: resource_type, type } = asset;
    const payload = { notification_type: 'eager', batch_id: batchId, public_id, resource_type, type, eager };
    notifyAt(account, params.text('eager_notification_url') ?? params.text('notification_url'), payload);
  });
  return requests.map(({ transformation, format }) => {
    const url = deliveryUrl(account, asset, transformation, format);
    return { status: 'processing', batch_id: batchId, url, secure_url: url };
  });
}

async function makeAll(account: Account, asset: Asset, requests: EagerRequest[]): Promise<EagerAnswer> {
  const made: EagerAnswer = [];
  for (const { transformation, format } of requests) {
    const url = deliveryUrl(account, asset, transformation, format);
    const facts = await renderedFacts(account, asset, transformation, format);
    if ('error' in facts) {
      made.push({ transformation, status: 'failed', reason: facts.error, url, secure_url: url });
      continue;
    }
    const derived: Derived = { id: idOf(asset, `${transformation}.${format}`), transformation, format, ...facts };
    // What is known of the asset may have changed while the version was made.
    const current = account.assets.byAssetId(asset.assetId);
    if (current) {
      const others = current.derived.filter((one) => one.id !== derived.id);
      account.assets.change(current, { ...current, derived: [...others, derived] });
    }
    made.push({ transformation, ...facts, format, url, secure_url: url });
  }
  return made;
}

type Facts = { bytes: number; width?: number; height?: number } | { error: string };

/** A version that cannot be made does not undo the upload. */
async function renderedFacts(account: Account, asset: Asset, transformation: string, format: string): Promise<Facts> {
  if (asset.resourceType !== 'image') return { bytes: asset.bytes };
  try {
    const { bytes, ...size } = await account.versions.of(asset, transformation, format);
    return { ...size, bytes: bytes.length };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function formatIn(transformation: string): string | undefined {
  const format = /(?:^|[,/])f_([a-z0-9]+)/i.exec(transformation)?.[1];
  return format === 'auto' ? undefined : format;
}

function idOf(asset: Asset, text: string): string {
  return createHash('md5').update(`${asset.assetId} ${asset.version} ${text}`).digest('hex');
}
