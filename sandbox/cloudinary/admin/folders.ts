import { ApiError, badRequest } from '../api-error';
import type { Account } from '../account';
import type { Call, CallResult } from '../call';
import { maxResults, parseSearch } from '../search/query';
import { runFolderSearch } from '../search/run-folders';
import { keyOf, nameOf, type Asset } from '../store/asset';
import { presentFolder } from '../store/folder-tree';
import { cleanFolder } from '../upload/public-id';

const rootMax = 500;
const belowMax = 10;
const mostResults = 500;

/** `GET /folders`: those at the top (Cloudinary Admin API reference, folders). */
export function listRootFolders(call: Call): CallResult {
  return list(call, '', rootMax);
}

/** `GET /folders/:path`: those right below one. */
export function listSubfolders(call: Call): CallResult {
  return list(call, existing(call), belowMax);
}

/** `POST /folders/:path`: with those above it; one that is there already is fine. */
export function createFolder({ account, path }: Call): CallResult {
  const folder = cleanFolder(path.path) ?? '';
  if (folder === '' || /[?&#\\%<>]/.test(folder)) throw badRequest(`Folder path (${folder}) is invalid`);
  account.folders.ensure(folder);
  return { success: true, path: folder, name: nameOf(folder) };
}

/** `PUT /folders/:path`: moves a folder with all below it; public ids stay. Dynamic folder mode only. */
export function renameFolder(call: Call): CallResult {
  const { account, params } = call;
  if (!account.isDynamic) throw badRequest('Renaming folders is not supported in fixed folder mode');
  const from = existing(call);
  const to = cleanFolder(params.text('to_folder'));
  if (to === undefined) throw badRequest('Missing required parameter - to_folder');
  if (account.folders.has(to)) throw new ApiError(409, `Folder with path ${to} already exists`);
  if (`${to}/`.startsWith(`${from}/`)) throw badRequest(`Can't move folder ${from} into itself`);
  for (const asset of assetsBelow(account, from)) {
    account.assets.change(asset, { ...asset, assetFolder: to + asset.assetFolder.slice(from.length) });
  }
  account.folders.rename(from, to);
  return { from: { name: nameOf(from), path: from }, to: { name: nameOf(to), path: to } };
}

/** `DELETE /folders/:path`: only when no asset is in it or below it. */
export function deleteFolder(call: Call): CallResult {
  const { account } = call;
  const folder = existing(call);
  if (assetsBelow(account, folder).length > 0) throw badRequest('Folder is not empty');
  const deleted = account.folders.withDescendants(folder);
  for (const path of [...deleted].reverse()) account.folders.remove(path);
  return { deleted };
}

/** `POST` and `GET /folders/search`. */
export function searchFolders({ account, params }: Call): CallResult {
  return runFolderSearch(account, parseSearch(params));
}

function list({ account, params }: Call, parent: string, otherwise: number): CallResult {
  const request = {
    listing: `folders of ${parent}`,
    cursor: params.text('next_cursor'),
    max: maxResults(params, otherwise, mostResults),
  };
  const byPath = [{ value: (folder: { path: string }) => folder.path, descending: false }];
  // The revision is never equal to itself: folders are few and listed afresh each time.
  const page = account.lists.page(request, NaN, () => account.folders.below(parent), byPath);
  return {
    folders: page.entries.map(presentFolder),
    next_cursor: page.nextCursor ?? null,
    total_count: page.total,
  };
}

function existing({ account, path }: Call): string {
  const folder = cleanFolder(path.path) ?? '';
  if (!account.folders.has(folder)) throw new ApiError(404, `Can't find folder with path ${folder}`);
  return folder;
}

function assetsBelow(account: Account, folder: string): Asset[] {
  const isBelow = (asset: Asset): boolean => `${asset.assetFolder}/`.startsWith(`${folder}/`);
  return [...account.assets.all()].filter(isBelow).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
