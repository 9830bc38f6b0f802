import type { ResourceType } from './media';
import type { UrlsOptions } from './urls';

/** How assets are delivered by Cloudinary, of those it stores itself (Upload API reference, `type`). */
export const deliveryTypes = ['upload', 'private', 'authenticated'] as const;
export type DeliveryType = (typeof deliveryTypes)[number];

/** Which API lists an account's public assets: listings of the Admin API, or the Search API, whose index lags by seconds. */
export type UrlMethod = UrlsOptions['method'];

/** Which of an account's assets are meant, and in what form. */
export interface AccountSelection {
  /** Folder of the account; empty: all of it. */
  folder: string;
  resourceTypes: ResourceType[];
  /** ISO instant: what was created and last uploaded before it is left out. */
  since?: string;
  /** Transformation that images and videos are delivered in; absent: the originals. */
  transformation?: string;
  /** Only what anybody may fetch by its URL, listed so; absent: private and authenticated assets too. */
  urlsBy?: UrlMethod;
  /** False: only what lies right in the folder. Goes with `urlsBy`. */
  recursive?: boolean;
}

const allResourceTypes: readonly ResourceType[] = ['image', 'video', 'raw'];

/** Writes a selection as the root of a location. No folder's name has a `?` (Upload API reference, `public_id`). */
export function accountRoot({
  folder,
  resourceTypes,
  since,
  transformation,
  urlsBy,
  recursive,
}: AccountSelection): string {
  const query = new URLSearchParams({ resource_type: resourceTypes.join(',') });
  if (since !== undefined) query.set('since', since);
  if (transformation !== undefined) query.set('transformation', transformation);
  if (urlsBy !== undefined) query.set('urls_by', urlsBy);
  if (recursive === false) query.set('recursive', 'false');
  return `${folder}?${query.toString()}`;
}

/** The root of a location whose assets' URLs are to be listed. */
export function urlsRoot({ folder, recursive, method, resourceTypes }: UrlsOptions): string {
  return accountRoot({ folder, recursive, resourceTypes, urlsBy: method });
}

/** Reads it back; `selection` is absent for a root that is a folder and nothing else. */
export function parseAccountRoot(root: string): { folder: string; selection?: AccountSelection } {
  const mark = root.indexOf('?');
  if (mark < 0) return { folder: root };
  const folder = root.slice(0, mark);
  const query = new URLSearchParams(root.slice(mark + 1));
  const wanted = (query.get('resource_type') ?? '').split(',');
  const method = query.get('urls_by');
  return {
    folder,
    selection: {
      folder,
      resourceTypes: allResourceTypes.filter((type) => wanted.includes(type)),
      since: query.get('since') ?? undefined,
      transformation: query.get('transformation') ?? undefined,
      urlsBy: method === 'resources' || method === 'search' ? method : undefined,
      recursive: query.get('recursive') === 'false' ? false : undefined,
    },
  };
}
