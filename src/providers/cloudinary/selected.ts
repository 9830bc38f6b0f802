import { deliveryTypes, type AccountSelection } from '../../core/account-root';
import type { Folder } from '../../core/asset';
import type { FolderPage } from '../provider';
import type { CloudinaryClient } from './client';
import type { FolderMode } from './folder-mode';
import {
  folderPage,
  foldersPage,
  homeOf,
  quoted,
  searchPage,
  typePage,
  type ListedResource,
  type PageRequest,
  type ResourcePage,
} from './listing';

/** The one listing of a search that finds all that is selected. */
const wholeSearch = 'search';
/** Begins the handle of a listing of one folder. */
const inFolder = 'in:';

/**
 * The listings that a selection takes, the fewest calls there are: one for each resource type and delivery type, as the
 * Admin API has it; for URLs by search a single one; for URLs below a folder of a dynamic account one for each folder.
 * What was fetched from other sites or derived has listings of its own and is left out.
 */
export async function selectedListings(
  client: CloudinaryClient,
  { selection, mode, cursor, limit }: PageRequest & { selection: AccountSelection; mode: FolderMode },
  signal: AbortSignal,
): Promise<FolderPage> {
  const { resourceTypes, folder, urlsBy, recursive = true } = selection;
  if (urlsBy === 'search') return { entries: [listing(wholeSearch)] };
  const isByFolder = urlsBy === 'resources' && mode === 'dynamic' && (folder !== '' || !recursive);
  if (!isByFolder) {
    const types = urlsBy === undefined ? deliveryTypes : (['upload'] as const);
    return { entries: resourceTypes.flatMap((one) => types.map((type) => listing(`${one}/${type}`))) };
  }
  const top = cursor === undefined ? [folder] : [];
  const below = recursive ? await foldersPage(client, { below: folder, cursor, limit }, signal) : { paths: [] };
  return { entries: [...top, ...below.paths].map((path) => listing(inFolder + path)), cursor: below.cursor };
}

function listing(ref: string): Folder {
  // Downloads draw on no quota: a listing that waits for the Admin API's hour holds none of them.
  return { path: ref, ref, quotas: [] };
}

/**
 * One page of one of these listings. All of an account, or below a prefix, comes from the Admin API's listings; folders of a
 * dynamic account are no part of the public id and are searched for. So is `since`, because the Admin API's `start_at` knows
 * only when an asset was first created, and an asset that was overwritten since is wanted too.
 *
 * What is searched for may be missed when it was uploaded in the last seconds: the search index lags (Search API
 * reference). Whatever is missed is there for the next job.
 */
export async function selectedPage(
  client: CloudinaryClient,
  { ref, selection, mode, cursor, limit }: PageRequest & { ref: string; selection: AccountSelection; mode: FolderMode },
  signal: AbortSignal,
): Promise<ResourcePage> {
  const page = { cursor, limit };
  const found = await ask();
  return { ...found, resources: found.resources.filter((one) => isSelected(one, selection, mode)) };

  function ask(): Promise<ResourcePage> {
    const { folder, since, urlsBy } = selection;
    if (ref.startsWith(inFolder))
      return folderPage(client, { folder: ref.slice(inFolder.length), mode, ...page }, signal);
    if (ref === wholeSearch) {
      const types = selection.resourceTypes.map((type) => `resource_type:${type}`).join(' OR ');
      const expression = [`(${types})`, 'type:upload', ...limitsOf(selection, mode)].join(' AND ');
      return searchPage(client, { expression, ...page }, signal);
    }
    const [resourceType = '', type = ''] = ref.split('/');
    if (since !== undefined || (urlsBy === undefined && folder !== '' && mode === 'dynamic')) {
      const expression = [`resource_type:${resourceType}`, `type:${type}`, ...limitsOf(selection, mode)].join(' AND ');
      return searchPage(client, { expression, ...page }, signal);
    }
    const prefix = folder === '' ? undefined : `${folder}/`;
    return typePage(client, { resourceType, type, prefix, ...page }, signal);
  }
}

/** Parts of a search expression (Search API reference); the wrong field for the folder mode finds nothing and says nothing. */
function limitsOf({ folder, since, recursive = true }: AccountSelection, mode: FolderMode): string[] {
  const field = mode === 'dynamic' ? 'asset_folder' : 'folder';
  const right = `${field}=${quoted(folder)}`;
  const limits = [];
  if (!recursive) limits.push(right);
  else if (folder !== '') limits.push(`(${right} OR ${field}:${quoted(`${folder}/*`)})`);
  if (since !== undefined) {
    // Instants without fractions, as the reference has them; `isSince` looks at the rest.
    const from = quoted(`${new Date(since).toISOString().slice(0, 19)}Z`);
    limits.push(`(uploaded_at>=${from} OR created_at>=${from})`);
  }
  return limits;
}

/** Sees to it that what a service's own filter lets through besides (other case, a delivery type) is left out. */
function isSelected(resource: ListedResource, selection: AccountSelection, mode: FolderMode): boolean {
  const { folder, resourceTypes, since, urlsBy, recursive = true } = selection;
  const home = homeOf(resource, mode);
  const isInFolder = home === folder || (recursive && (folder === '' || home.startsWith(`${folder}/`)));
  const isOfType = resourceTypes.some((type) => type === resource.resource_type);
  const isPublic = resource.type === 'upload';
  return isInFolder && isOfType && (isPublic || urlsBy === undefined) && isSince(resource, since);
}

function isSince({ created_at: createdAt, version = 0 }: ListedResource, since: string | undefined): boolean {
  if (since === undefined) return true;
  const from = Date.parse(since);
  // Whole seconds: an upload in the very second of `since` counts.
  return version * 1000 >= Math.floor(from / 1000) * 1000 || (createdAt !== undefined && Date.parse(createdAt) >= from);
}
