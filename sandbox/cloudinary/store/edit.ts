import type { Account } from '../account';
import { badRequest } from '../api-error';
import { contextParam, metadataParam, tagsParam } from '../metadata/labels';
import { applyMetadata } from '../metadata/validate';
import { jsonParam, type Params } from '../params';
import { cleanFolder } from '../upload/public-id';
import type { Asset } from './asset';

/** What `explicit` and `update` change of an asset: what is sent takes the place of what was. */
export function editAsset(account: Account, asset: Asset, params: Params): Asset {
  const tags = tagsParam(params);
  const context = contextParam(params);
  const metadata = metadataParam(params);
  const accessControl = jsonParam(params, 'access_control');
  const after: Asset = {
    ...asset,
    ...(tags === undefined ? {} : { tags }),
    ...(context === undefined ? {} : { context }),
    ...(metadata === undefined ? {} : { metadata: applyMetadata(account, asset.metadata, metadata) }),
    ...(accessControl === undefined ? {} : { accessControl }),
    ...(account.isDynamic ? placeIn(asset, params) : {}),
    updatedAt: new Date().toISOString(),
  };
  account.assets.change(asset, after);
  account.folders.ensure(after.assetFolder);
  return after;
}

/** Folder and display name are free in dynamic mode; in fixed mode they follow from the public id. */
function placeIn(asset: Asset, params: Params): Pick<Asset, 'assetFolder' | 'displayName'> {
  const displayName = params.text('display_name') ?? asset.displayName;
  if (displayName.includes('/')) throw badRequest('Display name cannot contain slashes');
  const assetFolder = cleanFolder(params.exactText('asset_folder')) ?? asset.assetFolder;
  return { assetFolder, displayName };
}
