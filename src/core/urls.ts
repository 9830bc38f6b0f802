import type { ResourceType } from './media';

/** Which URLs of a Cloudinary folder are listed, and how. */
export interface UrlsOptions {
  /** Folder of the account; empty: all of it. */
  folder: string;
  recursive: boolean;
  /** `resources`: listings of the Admin API. `search`: the Search API, whose index lags behind uploads by seconds. */
  method: 'resources' | 'search';
  resourceTypes: ResourceType[];
  /** At most so many; absent: all. */
  maxResults?: number;
  /** Format of a second URL beside each asset's own: `jpg`. */
  format?: string;
}
