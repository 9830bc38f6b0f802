import type { v2 } from 'cloudinary';
import { folderOf } from '../../core/naming';
import type { CloudinaryClient } from './client';
import type { FolderMode } from './folder-mode';
import type { CloudinaryResource } from './resource';

/** The most a listing call returns (Admin API reference, `max_results`). */
const mostListed = 500;

/** A resource as a listing gives it, with all that goes to the catalogue. */
export interface ListedResource extends CloudinaryResource {
  /** Epoch second of the last upload (Upload API reference, `version`). */
  version?: number;
  asset_folder?: string;
  [field: string]: unknown;
}

/** One page of a listing. */
export interface ResourcePage {
  resources: ListedResource[];
  next_cursor?: string | null;
}

/** Where a page begins and how long it may be. */
export interface PageRequest {
  cursor?: string;
  limit: number;
}

/** One page of `GET /resources/<resource type>/<type>`: all of an account, or what has a prefix. */
export function typePage(
  client: CloudinaryClient,
  { resourceType, type, prefix, cursor, limit }: PageRequest & { resourceType: string; type: string; prefix?: string },
  signal: AbortSignal,
): Promise<ResourcePage> {
  const query = {
    resource_type: resourceType,
    type,
    max_results: Math.min(limit, mostListed),
    tags: true,
    context: true,
    metadata: true,
    ...(prefix === undefined ? {} : { prefix }),
    ...(cursor === undefined ? {} : { next_cursor: cursor }),
  };
  return client.admin((sdk, options) => sdk.api.resources({ ...options, ...query }), signal);
}

/**
 * What lies right in one folder, of every type. Dynamic accounts have a listing for that, which does not tell upper from
 * lower case in the folder's name; in fixed ones it is searched for.
 */
export async function folderPage(
  client: CloudinaryClient,
  { folder, mode, cursor, limit }: PageRequest & { folder: string; mode: FolderMode },
  signal: AbortSignal,
): Promise<ResourcePage> {
  const page =
    mode === 'fixed'
      ? await searchPage(client, { expression: `folder=${quoted(folder)}`, cursor, limit }, signal)
      : await client.admin<ResourcePage>(
          (sdk, options) =>
            sdk.api.resources_by_asset_folder(folder, {
              ...options,
              max_results: Math.min(limit, mostListed),
              tags: true,
              context: true,
              ...(cursor === undefined ? {} : { next_cursor: cursor }),
            }),
          signal,
        );
  return { ...page, resources: page.resources.filter((one) => homeOf(one, mode) === folder) };
}

/** Folders below a folder (`''`: of the account) in the order of their paths. */
export async function foldersPage(
  client: CloudinaryClient,
  { below, cursor, limit }: PageRequest & { below: string },
  signal: AbortSignal,
): Promise<{ paths: string[]; cursor?: string }> {
  const query = {
    expression: below === '' ? undefined : `path:${quoted(`${below}/*`)}`,
    sort_by: [{ path: 'asc' }],
    max_results: Math.min(limit, mostListed),
    next_cursor: cursor,
  };
  const answer = await client.admin<{ folders: { path: string }[]; next_cursor?: string | null }>(
    (sdk, options) => objectCall(sdk.api.search_folders)(query, options),
    signal,
  );
  const paths = answer.folders.map(({ path }) => path);
  return {
    paths: below === '' ? paths : paths.filter((path) => path.startsWith(`${below}/`)),
    cursor: answer.next_cursor ?? undefined,
  };
}

/** One page of a search, in the order of the public ids (Search API reference). */
export function searchPage(
  client: CloudinaryClient,
  { expression, cursor, limit }: PageRequest & { expression: string },
  signal: AbortSignal,
): Promise<ResourcePage> {
  const query = {
    expression,
    max_results: Math.min(limit, mostListed),
    sort_by: [{ public_id: 'asc' }],
    with_field: ['tags', 'context', 'metadata'],
    next_cursor: cursor,
  };
  return client.admin((sdk, options) => objectCall(sdk.api.search)(query, options), signal);
}

/** The folder an asset is in, as the account's folder mode has it; the empty one is the top. */
export function homeOf(resource: ListedResource, mode: FolderMode): string {
  return mode === 'dynamic' ? (resource.asset_folder ?? '') : folderOf(resource.public_id);
}

/** A text as a value of a search expression. */
export function quoted(text: string): string {
  return `"${text.replace(/(["\\])/g, '\\$1')}"`;
}

type Sdk = typeof v2;

/** The SDK's typings call these queries strings; the SDK itself hands on objects (`lib/api.js`). */
function objectCall(
  call: Sdk['api']['search'] | Sdk['api']['search_folders'],
): (query: Record<string, unknown>, options: object) => Promise<unknown> {
  return call as unknown as (query: Record<string, unknown>, options: object) => Promise<unknown>;
}
