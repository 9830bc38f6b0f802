import type { Call, CallResult } from '../call';
import { presentResource } from '../present/resource';
import type { Asset } from '../store/asset';

/** `POST /resources/:resource_type/:type/update_access_mode` by ids, prefix or tag (Cloudinary Admin API reference). */
export function updateAccessMode(call: Call): CallResult {
  const { account, params, path } = call;
  const accessMode = params.text('access_mode') ?? 'public';
  const updated = chosen(call, path.type ?? 'upload').map((asset) => {
    const after: Asset = { ...asset, accessMode };
    account.assets.change(asset, after);
    return presentResource(account, after);
  });
  return { updated, failed: [] };
}

/** `POST /resources/:resource_type/publish_resources`: from private or authenticated to public. */
export function publish(call: Call): CallResult {
  const { account, params } = call;
  const published = chosen(call, params.text('type')).filter((asset) => asset.type !== 'upload');
  const after = published.map((asset) => {
    const open: Asset = { ...asset, type: 'upload', accessMode: 'public' };
    account.assets.change(asset, open);
    return presentResource(account, open);
  });
  return { published: after, failed: [] };
}

/** `POST .../restore`: there are no backups here. */
export function restore({ params }: Call): CallResult {
  const ids = [...params.items('public_ids'), ...params.items('asset_ids')];
  return Object.fromEntries(ids.map((id) => [id, { error: 'no_backup' }]));
}

function chosen({ account, params, path }: Call, type: string | undefined): Asset[] {
  const ids = params.items('public_ids');
  const [prefix, tag] = [params.text('prefix'), params.text('tag')];
  return [...account.assets.all()].filter(
    (asset) =>
      asset.resourceType === path.resource_type &&
      (type === undefined || asset.type === type) &&
      (ids.includes(asset.publicId) ||
        (prefix !== undefined && asset.publicId.startsWith(prefix)) ||
        (tag !== undefined && asset.tags.includes(tag))),
  );
}
