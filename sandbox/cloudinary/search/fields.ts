import { folderOf, nameOf, type Asset } from '../store/asset';

export type FieldValue = string | number;

/** What a search can ask an asset or a folder about. `tokens` are texts in which single words are found. */
export interface SearchField<T> {
  type: 'text' | 'tokens' | 'number' | 'date' | 'folder';
  read: (item: T) => FieldValue | FieldValue[] | undefined;
}

type AssetField = SearchField<Asset>;

/** How the account is set, and when the search is. */
export interface SearchMode {
  isDynamic: boolean;
  now: number;
}

const text = (read: AssetField['read']): AssetField => ({ type: 'text', read });
const number = (read: AssetField['read']): AssetField => ({ type: 'number', read });
const date = (read: (asset: Asset) => string): AssetField => ({
  type: 'date',
  read: (asset) => Date.parse(read(asset)),
});

const fields: Record<string, AssetField> = {
  public_id: { type: 'tokens', read: (asset) => asset.publicId },
  asset_id: text((asset) => asset.assetId),
  filename: { type: 'tokens', read: (asset) => nameOf(asset.publicId) },
  display_name: { type: 'tokens', read: (asset) => asset.displayName },
  format: text((asset) => asset.format),
  resource_type: text((asset) => asset.resourceType),
  type: text((asset) => asset.type),
  etag: text((asset) => asset.etag),
  access_mode: text((asset) => asset.accessMode),
  status: text(() => 'active'),
  tags: text((asset) => [...asset.tags]),
  bytes: number((asset) => asset.bytes),
  width: number((asset) => asset.width),
  height: number((asset) => asset.height),
  pages: number((asset) => asset.pages),
  duration: number((asset) => asset.video?.duration),
  version: number((asset) => asset.version),
  aspect_ratio: number((asset) => ratio(asset)),
  pixels: number((asset) => (asset.width ?? 0) * (asset.height ?? 0)),
  uploaded_at: date((asset) => asset.uploadedAt),
  created_at: date((asset) => asset.createdAt),
  last_updated: date((asset) => asset.updatedAt),
  updated_at: date((asset) => asset.updatedAt),
};

/**
 * A field by the name used in expressions. `folder` is for fixed folder mode and matches nothing in dynamic mode, where
 * `asset_folder` takes its place (Cloudinary documentation, search expressions).
 */
export function fieldOf(name: string, mode: SearchMode): AssetField | undefined {
  if (name === 'folder') return mode.isDynamic ? undefined : folder((asset) => folderOf(asset.publicId));
  if (name === 'asset_folder') return mode.isDynamic ? folder((asset) => asset.assetFolder) : undefined;
  if (name === 'tag') return fields.tags;
  if (name === 'context') return text((asset) => Object.keys(asset.context));
  if (name.startsWith('context.')) {
    const key = name.slice('context.'.length);
    return { type: 'tokens', read: (asset) => asset.context[key] };
  }
  if (name.startsWith('metadata.')) return metadataField(name.slice('metadata.'.length));
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Fields a search can be sorted by. */
export function sortValue(name: string, asset: Asset): FieldValue {
  const field = name === 'asset_folder' || name === 'folder' ? folder((one) => one.assetFolder) : fields[name];
  const value = field?.read(asset);
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

export function ratio(asset: Asset): number | undefined {
  if (asset.width === undefined || asset.height === undefined || asset.height === 0) return undefined;
  return Math.round((asset.width / asset.height) * 1e5) / 1e5;
}

function folder(read: AssetField['read']): AssetField {
  return { type: 'folder', read };
}

function metadataField(id: string): AssetField {
  return {
    type: 'text',
    read: (asset) => {
      const value = asset.metadata[id];
      return typeof value === 'string' || typeof value === 'number' || value === undefined ? value : [...value];
    },
  };
}

/** Texts in which a value without a field is looked for. */
export function textsOf(asset: Asset): string[] {
  return [asset.publicId, asset.displayName, asset.assetFolder, ...asset.tags, ...Object.values(asset.context)];
}
