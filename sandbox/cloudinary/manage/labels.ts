import { badRequest, missingParameter } from '../api-error';
import type { Call, CallResult } from '../call';
import { contextParam, metadataParam } from '../metadata/labels';
import { applyMetadata } from '../metadata/validate';
import type { Asset } from '../store/asset';
import { assetsNamed } from '../store/find';

const mostIds = 1000;

/** `POST /:resource_type/tags`: add, remove, replace, remove_all, set_exclusive (Cloudinary upload API reference). */
export function changeTags(call: Call): CallResult {
  const { account, params, path } = call;
  const command = params.text('command') ?? '';
  const given = params.list('tag').map((tag) => tag.trim());
  if (given.length === 0 && command !== 'remove_all') throw missingParameter('tag');
  const named = assetsOf(call);
  if (command === 'set_exclusive') {
    const ids = new Set(named.map((asset) => asset.assetId));
    for (const asset of [...account.assets.all()]) {
      const isOther = asset.resourceType === path.resource_type && !ids.has(asset.assetId);
      if (isOther) change(call, asset, { tags: asset.tags.filter((tag) => !given.includes(tag)) });
    }
  }
  for (const asset of named) change(call, asset, { tags: tagsAfter(asset.tags, given, command) });
  return { public_ids: named.map((asset) => asset.publicId) };
}

function tagsAfter(before: readonly string[], given: string[], command: string): string[] {
  switch (command) {
    case 'add':
    case 'set_exclusive':
      return [...new Set([...before, ...given])];
    case 'remove':
      return before.filter((tag) => !given.includes(tag));
    case 'replace':
      return [...new Set(given)];
    case 'remove_all':
      return [];
    default:
      throw badRequest(`Invalid command ${command}`);
  }
}

/** `POST /:resource_type/context`: add pairs, or remove all. */
export function changeContext(call: Call): CallResult {
  const { params } = call;
  const command = params.text('command') ?? '';
  if (command !== 'add' && command !== 'remove_all') throw badRequest(`Invalid command ${command}`);
  const pairs = contextParam(params);
  if (command === 'add' && pairs === undefined) throw missingParameter('context');
  const named = assetsOf(call);
  for (const asset of named) {
    change(call, asset, { context: command === 'add' ? { ...asset.context, ...pairs } : {} });
  }
  return { public_ids: named.map((asset) => asset.publicId) };
}

/** `POST /:resource_type/metadata`: values of structured metadata fields. */
export function changeMetadata(call: Call): CallResult {
  const { account, params } = call;
  const values = metadataParam(params);
  if (values === undefined) throw missingParameter('metadata');
  const named = assetsOf(call);
  for (const asset of named) change(call, asset, { metadata: applyMetadata(account, asset.metadata, values) });
  return { public_ids: named.map((asset) => asset.publicId) };
}

function assetsOf({ account, params, path }: Call): Asset[] {
  const ids = params.items('public_ids');
  if (ids.length === 0) throw missingParameter('public_ids');
  if (ids.length > mostIds) throw badRequest(`Too many public_ids. Maximum is ${mostIds}`);
  return assetsNamed(account, path.resource_type ?? 'image', params.text('type') ?? 'upload', ids);
}

function change({ account }: Call, asset: Asset, changes: Partial<Asset>): void {
  account.assets.change(asset, { ...asset, ...changes, updatedAt: new Date().toISOString() });
}
