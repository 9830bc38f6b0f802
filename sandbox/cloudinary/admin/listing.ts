import { badRequest } from '../api-error';
import type { Account } from '../account';
import type { Call, CallResult } from '../call';
import { pickFields, presentResource } from '../present/resource';
import { maxResults } from '../search/query';
import type { SortKey } from '../search/sorted-list';
import { cleanFolder } from '../upload/public-id';
import { keyOf, resourceTypes, type Asset } from '../store/asset';

const defaultMax = 10;
const defaultFolderMax = 50;
const mostResults = 500;

const byPublicId: SortKey<Asset>[] = [
  { value: (asset) => asset.publicId, descending: false },
  { value: keyOf, descending: false },
];

/** `GET /resources`: the types there are. */
export function listTypes(): CallResult {
  return { resource_types: resourceTypes };
}

/** `GET /resources/:resource_type[/:type]`, all or by prefix, or by `public_ids[]` (Cloudinary Admin API reference). */
export function listResources(call: Call): CallResult {
  const { params, path } = call;
  const type = path.type ?? params.text('type');
  if (params.has('public_ids')) return byPublicIds(call, type ?? 'upload');
  const prefix = params.text('prefix');
  if (prefix !== undefined && type === undefined) throw badRequest('Prefix requires a type');
  const wants = (asset: Asset): boolean =>
    asset.resourceType === path.resource_type &&
    (type === undefined || asset.type === type) &&
    (prefix === undefined || asset.publicId.startsWith(prefix)) &&
    startsAt(asset, params.text('start_at'));
  const name = JSON.stringify([path.resource_type, type, prefix, params.text('start_at'), params.text('direction')]);
  return page(call, `resources ${name}`, wants, prefix === undefined ? byCreation(call) : byPublicId, defaultMax);
}

/** `GET /resources/:resource_type/tags/:tag`. */
export function listByTag(call: Call): CallResult {
  const { path } = call;
  const wants = (asset: Asset): boolean =>
    asset.resourceType === path.resource_type && asset.tags.includes(path.tag ?? '');
  return page(call, `tag ${path.resource_type ?? ''} ${path.tag ?? ''}`, wants, byCreation(call), defaultMax);
}

/** `GET /resources/:resource_type/context?key=&value=`. */
export function listByContext(call: Call): CallResult {
  const { params, path } = call;
  const key = params.text('key') ?? '';
  const value = params.text('value');
  const wants = (asset: Asset): boolean =>
    asset.resourceType === path.resource_type &&
    Object.hasOwn(asset.context, key) &&
    (value === undefined || asset.context[key] === value);
  return page(call, `context ${JSON.stringify([path.resource_type, key, value])}`, wants, byCreation(call), defaultMax);
}

/** `GET /resources/by_asset_folder`: right in the folder, every resource type; dynamic folder mode only. */
export function listByAssetFolder(call: Call): CallResult {
  const { account, params } = call;
  if (!account.isDynamic) throw badRequest('by_asset_folder is supported in dynamic folder mode only');
  const folder = (cleanFolder(params.text('asset_folder')) ?? '').toLowerCase();
  if (!account.folders.all().some((one) => one.path.toLowerCase() === folder) && folder !== '') {
    return { resources: [] };
  }
  const wants = (asset: Asset): boolean => asset.assetFolder.toLowerCase() === folder;
  return page(call, `asset_folder ${folder}`, wants, byCreation(call), defaultFolderMax);
}

/** `GET /resources/by_asset_ids?asset_ids[]=`. */
export function listByAssetIds(call: Call): CallResult {
  const { account, params } = call;
  const found = params.items('asset_ids').map((id) => account.assets.byAssetId(id));
  return {
    resources: present(
      call,
      account,
      found.filter((asset) => asset !== undefined),
    ),
  };
}

function byPublicIds(call: Call, type: string): CallResult {
  const { account, params, path } = call;
  const ids = params.items('public_ids');
  if (ids.length > 100) throw badRequest('Too many public_ids. Maximum is 100');
  const found = ids.map((id) => account.assets.get(`${path.resource_type ?? ''}/${type}/${id}`));
  return {
    resources: present(
      call,
      account,
      found.filter((asset) => asset !== undefined),
    ),
  };
}

function page(
  call: Call,
  listing: string,
  wants: (asset: Asset) => boolean,
  keys: SortKey<Asset>[],
  otherwise: number,
): CallResult {
  const { account, params } = call;
  const max = maxResults(params, otherwise, mostResults);
  const request = { listing, cursor: params.text('next_cursor'), max };
  const entries = (): Asset[] => [...account.assets.all()].filter(wants);
  const found = account.lists.page(request, account.assets.revision, entries, keys);
  return {
    resources: present(call, account, found.entries),
    ...(found.nextCursor === undefined ? {} : { next_cursor: found.nextCursor }),
  };
}

function present({ params }: Call, account: Account, assets: Asset[]): Record<string, unknown>[] {
  const fields = params.list('fields');
  const wants = (name: string): boolean => params.flag(name) || fields.includes(name);
  const extras = { tags: wants('tags'), context: wants('context'), metadata: wants('metadata') };
  return assets.map((asset) => pickFields(presentResource(account, asset, extras), fields));
}

/** Newest first, unless `direction` is ascending. */
function byCreation({ params }: Call): SortKey<Asset>[] {
  const descending = !/^(asc|1)$/i.test(params.text('direction') ?? 'desc');
  return [
    { value: (asset) => asset.createdAt, descending },
    { value: keyOf, descending },
  ];
}

function startsAt(asset: Asset, startAt: string | undefined): boolean {
  return startAt === undefined || Date.parse(asset.createdAt) >= Date.parse(startAt);
}
