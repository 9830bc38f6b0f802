import type { ResourceType } from './media';

/** Which of an account's assets a scrape fetches, and in what form. */
export interface ScrapeOptions {
  /** Folder of the account; empty: all of it. */
  folder: string;
  resourceTypes: ResourceType[];
  /** ISO instant: what was last uploaded before it is left out. */
  since?: string;
  /** Transformation that images and videos are fetched in; absent: the originals. */
  transformation?: string;
}
