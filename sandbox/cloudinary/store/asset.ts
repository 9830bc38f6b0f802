export type ResourceType = 'image' | 'video' | 'raw';

export const resourceTypes: readonly ResourceType[] = ['image', 'video', 'raw'];

export function isResourceType(text: string | undefined): text is ResourceType {
  return resourceTypes.some((type) => type === text);
}

/** A value of a structured metadata field. */
export type MetadataValue = string | number | string[];

/** A version of an asset made by a transformation. */
export interface Derived {
  id: string;
  transformation: string;
  format: string;
  bytes: number;
  width?: number;
  height?: number;
}

/** What is known of moving pictures and sound. */
export interface VideoFacts {
  duration: number;
  bitRate: number;
  isAudio: boolean;
}

/** An asset as stored. Never changed in place. */
export interface Asset {
  readonly assetId: string;
  readonly publicId: string;
  readonly resourceType: ResourceType;
  /** `upload`, `private`, `authenticated` and such. */
  readonly type: string;
  readonly version: number;
  readonly versionId: string;
  /** Absent for raw assets, whose extension is part of the public id. */
  readonly format?: string;
  readonly width?: number;
  readonly height?: number;
  readonly pages?: number;
  readonly video?: VideoFacts;
  readonly bytes: number;
  /** MD5 of the bytes. */
  readonly etag: string;
  /** Key of the bytes in the blob store. */
  readonly blob: string;
  readonly createdAt: string;
  readonly uploadedAt: string;
  readonly updatedAt: string;
  readonly tags: readonly string[];
  readonly context: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, MetadataValue>>;
  /** Where the asset sits. In fixed folder mode that is the folder part of the public id. */
  readonly assetFolder: string;
  readonly displayName: string;
  readonly originalFilename?: string;
  readonly accessMode: string;
  readonly accessControl?: unknown;
  readonly derived: readonly Derived[];
}

/** What an asset is found by. */
export function assetKey(resourceType: string, type: string, publicId: string): string {
  return `${resourceType}/${type}/${publicId}`;
}

export function keyOf(asset: Asset): string {
  return assetKey(asset.resourceType, asset.type, asset.publicId);
}

/** `a/b` of `a/b/c`; empty for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** `c` of `a/b/c`. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
