import type { ResourceType } from '../../core/media';
import type { StoredAsset } from '../provider';

/** A resource as upload answers, the Admin API and the Search API give it (Admin API reference, "resource"). */
export interface CloudinaryResource {
  asset_id?: string;
  public_id: string;
  resource_type: string;
  type: string;
  format?: string;
  bytes?: number;
  width?: number;
  height?: number;
  etag?: string;
  secure_url?: string;
  created_at?: string;
}

/** A resource in ferry's words. */
export function toStored(resource: CloudinaryResource): StoredAsset {
  const resourceType = asResourceType(resource.resource_type);
  return {
    path: resource.public_id,
    resourceType,
    etag: resource.etag,
    bytes: resource.bytes,
    result: {
      url: resource.secure_url,
      publicId: resource.public_id,
      assetId: resource.asset_id,
      bytes: resource.bytes,
      width: resource.width,
      height: resource.height,
      format: resource.format,
      etag: resource.etag,
      resourceType,
    },
  };
}

function asResourceType(text: string): ResourceType {
  return text === 'video' || text === 'raw' ? text : 'image';
}
