import { nameOf, splitExtension } from '../../core/naming';
import type { AssetResult } from '../../core/outcome';

/** What of a listed asset the report is made from. */
interface Listed {
  details: Record<string, unknown>;
  publicId: string;
  resourceType: string;
  type: string;
  folder: string;
  bytes: number;
  etag?: string;
}

/** What the report says of an asset of an account. Only what is public has a URL: others are as good as a secret. */
export function listedResult({ details, publicId, resourceType, type, folder, bytes, etag }: Listed): AssetResult {
  const extension = splitExtension(nameOf(publicId)).extension;
  return {
    publicId,
    resourceType,
    folder,
    bytes,
    etag,
    assetId: textOf(details.asset_id),
    format: textOf(details.format) ?? textOf(extension),
    width: numberOf(details.width),
    height: numberOf(details.height),
    createdAt: textOf(details.created_at),
    url: type === 'upload' ? textOf(details.secure_url) : undefined,
  };
}

/** A text that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
