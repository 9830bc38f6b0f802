import { badRequest } from '../api-error';
import type { Call, CallResult } from '../call';
import { keyOf, type Asset } from '../store/asset';
import { assetsNamed } from '../store/find';

const mostAtOnce = 1000;
const mostIds = 100;

/** `DELETE /resources/:resource_type/:type` by `public_ids[]`, `prefix` or `all` (Cloudinary Admin API reference). */
export function deleteResources(call: Call): CallResult {
  const { account, params, path } = call;
  const [resourceType, type] = [path.resource_type ?? '', path.type ?? ''];
  const ids = params.items('public_ids');
  if (ids.length > mostIds) throw badRequest(`Too many public_ids. Maximum is ${mostIds}`);
  if (ids.length > 0) {
    const named = new Map(assetsNamed(account, resourceType, type, ids).map((asset) => [asset.publicId, asset]));
    return removed(
      call,
      ids.map((id) => [id, named.get(id)]),
    );
  }
  const prefix = params.text('prefix');
  if (prefix === undefined && !params.flag('all')) throw badRequest('Missing required parameter - public_ids');
  return removeMatching(
    call,
    (asset) => asset.resourceType === resourceType && asset.type === type && asset.publicId.startsWith(prefix ?? ''),
  );
}

/** `DELETE /resources/:resource_type/tags/:tag`. */
export function deleteByTag(call: Call): CallResult {
  const { path } = call;
  const wants = (asset: Asset): boolean =>
    asset.resourceType === path.resource_type && asset.tags.includes(path.tag ?? '');
  return removeMatching(call, wants);
}

/** `DELETE /resources` by `asset_ids[]`. */
export function deleteByAssetIds(call: Call): CallResult {
  const { account, params } = call;
  return removed(
    call,
    params.items('asset_ids').map((id) => [id, account.assets.byAssetId(id)]),
  );
}

/** `DELETE /derived_resources` by `derived_resource_ids[]`. */
export function deleteDerived({ account, params }: Call): CallResult {
  const ids = params.items('derived_resource_ids');
  const gone = new Set<string>();
  for (const asset of [...account.assets.all()]) {
    const derived = asset.derived.filter((one) => !ids.includes(one.id));
    if (derived.length === asset.derived.length) continue;
    for (const one of asset.derived) gone.add(one.id);
    account.assets.change(asset, { ...asset, derived });
  }
  return { deleted: Object.fromEntries(ids.map((id) => [id, gone.has(id) ? 'deleted' : 'not_found'])) };
}

/** At most 1000 at once; with more the answer has a cursor to go on with. */
function removeMatching(call: Call, wants: (asset: Asset) => boolean): CallResult {
  const found: Asset[] = [];
  let more = false;
  for (const asset of call.account.assets.all()) {
    if (!wants(asset)) continue;
    if (found.length === mostAtOnce) {
      more = true;
      break;
    }
    found.push(asset);
  }
  const result = removed(
    call,
    found.map((asset) => [asset.publicId, asset]),
  );
  const last = found.at(-1);
  return more && last
    ? { ...result, partial: true, next_cursor: Buffer.from(keyOf(last)).toString('base64url') }
    : result;
}

function removed({ account, params }: Call, wanted: [string, Asset | undefined][]): Record<string, unknown> {
  const deleted: Record<string, string> = {};
  const counts: Record<string, { original: number; derived: number }> = {};
  const keepsOriginal = params.flag('keep_original');
  for (const [id, asset] of wanted) {
    deleted[id] = asset ? 'deleted' : 'not_found';
    counts[id] = { original: asset && !keepsOriginal ? 1 : 0, derived: asset?.derived.length ?? 0 };
    if (!asset) continue;
    if (keepsOriginal) account.assets.change(asset, { ...asset, derived: [] });
    else account.assets.remove(asset);
  }
  return { deleted, deleted_counts: counts, partial: false };
}
