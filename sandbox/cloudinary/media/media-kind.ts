import type { ResourceType } from '../store/asset';

/** What a file turned out to be by its content. */
export interface MediaKind {
  resourceType: ResourceType;
  format?: string;
  width?: number;
  height?: number;
  pages?: number;
  duration?: number;
  isAudio?: boolean;
  /** Why an image cannot be used, when it cannot. */
  broken?: string;
}

export const rawKind: MediaKind = { resourceType: 'raw' };
