import type { Account } from '../account';
import { assetKey, type Asset } from '../store/asset';
import { isTransformationSegment } from './transformation';
import type { DeliveryTarget } from './target';

/** An asset a URL leads to, and the version of it that is asked for. */
export interface Located {
  asset: Asset;
  transformation: string;
  /** Public id and extension as in the URL, still escaped: what a signature covers. */
  source: string;
  /** The format the extension asks for; undefined for raw, or when there is no extension. */
  format?: string;
}

/**
 * Finds the asset of a URL. A version segment parts transformations from public id; without one, as few segments as
 * possible are taken for transformations: a folder may look like one.
 */
export function locate(account: Account, target: DeliveryTarget): Located | undefined {
  const { rest } = target;
  const versionAt = rest.findIndex((segment, index) => /^v\d+$/.test(segment) && index < rest.length - 1);
  const isVersioned = versionAt >= 0 && rest.slice(0, versionAt).every(isTransformationSegment);
  const splits = isVersioned ? [[versionAt, versionAt + 1] as const] : splitsOf(rest);
  for (const [transformations, start] of splits) {
    const found = assetFor(account, target, rest.slice(start));
    if (found) return { ...found, transformation: rest.slice(0, transformations).map(decode).join('/') };
  }
  return undefined;
}

/** The public id a URL seems to mean, for messages. */
export function apparentId(target: DeliveryTarget): string {
  const { rest } = target;
  let start = rest.findIndex((segment) => !isTransformationSegment(segment));
  if (start < 0) start = rest.length - 1;
  if (/^v\d+$/.test(rest[start] ?? '') && start < rest.length - 1) start += 1;
  const source = rest.slice(start).map(decode).join('/');
  return target.resourceType === 'raw' ? source : source.replace(/\.[^./]+$/, '');
}

function splitsOf(rest: string[]): (readonly [number, number])[] {
  const splits: (readonly [number, number])[] = [];
  for (let at = 0; at < rest.length; at++) {
    splits.push([at, at]);
    if (!isTransformationSegment(rest[at] ?? '')) break;
  }
  return splits;
}

function assetFor(
  account: Account,
  target: DeliveryTarget,
  segments: string[],
): Omit<Located, 'transformation'> | undefined {
  const direct = assetNamed(account, target, segments);
  if (direct || !target.mayHaveSuffix || segments.length < 2) return direct;
  // The last segment is a suffix for search engines, with the extension of the asset.
  const extension = /\.[^./]+$/.exec(segments.at(-1) ?? '')?.[0] ?? '';
  const named = segments.slice(0, -1);
  return assetNamed(account, target, [...named.slice(0, -1), (named.at(-1) ?? '') + extension]);
}

function assetNamed(
  account: Account,
  target: DeliveryTarget,
  segments: string[],
): Omit<Located, 'transformation'> | undefined {
  const source = segments.join('/');
  const name = segments.map(decode).join('/');
  const find = (publicId: string): Asset | undefined =>
    account.assets.get(assetKey(target.resourceType, target.type, publicId));
  if (target.resourceType !== 'raw') {
    const extension = /^(.+)\.([^./]+)$/.exec(name);
    const asset = extension ? find(extension[1] ?? '') : undefined;
    if (asset) return { asset, source, format: extension?.[2] ?? '' };
  }
  const asset = find(name);
  return asset && { asset, source };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
