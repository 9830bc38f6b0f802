import { createHash } from 'node:crypto';
import type { v2 } from 'cloudinary';
import { ProviderError } from '../provider-error';
import type { CloudinarySettings } from './settings';

/** What is needed to ask for an asset's bytes, as one text: the source's handle of the asset. */
export interface OriginalRef {
  resourceType: string;
  type: string;
  version: number;
  /** Absent for raw assets, whose extension is part of the public id. */
  format?: string;
  publicId: string;
}

/** Where Cloudinary delivers from, unless an account has a place of its own. */
export const publicDelivery = 'https://res.cloudinary.com';

/** Writes a handle as text: `image/upload/1700000000/jpg/shop/shoe`. */
export function formatRef({ resourceType, type, version, format, publicId }: OriginalRef): string {
  return [resourceType, type, version, format ?? '-', publicId].join('/');
}

/** Reads a handle back. */
export function parseRef(text: string): OriginalRef {
  const [resourceType = '', type = '', version = '', format = '', ...rest] = text.split('/');
  return {
    resourceType,
    type,
    version: Number(version),
    format: format === '-' ? undefined : format,
    publicId: rest.join('/'),
  };
}

interface UrlRequest {
  ref: OriginalRef;
  transformation?: string;
  /** Delivery host and, where it is part of the path, the cloud: `https://res.cloudinary.com/demo`. */
  base: string;
  settings: CloudinarySettings;
}

/**
 * The URL of an asset's bytes. What is not public is signed ("Control access to media": signed delivery URLs). A public
 * id with a part that no URL path can hold (`..`, `.`, nothing) is asked for by a private download URL, where it is a
 * parameter. Signed ones are as good as a secret: never stored, logged or shown.
 * @throws {ProviderError} `InvalidAsset` when such an asset is wanted in another form: downloads are originals.
 */
export function originalUrl({ ref, transformation = '', base, settings }: UrlRequest): string {
  const { resourceType, type, version, format, publicId } = ref;
  if (publicId.split('/').some((part) => /^\.{0,2}$/.test(part))) {
    if (transformation === '') return downloadUrl(ref, settings);
    const words = `The public id "${publicId}" fits into no delivery URL, so it cannot be transformed.`;
    throw new ProviderError('InvalidAsset', words);
  }
  const escaped = encodeURIComponent(publicId).replace(/%3A/g, ':').replace(/%2F/g, '/');
  const source =
    resourceType === 'raw' || format === undefined ? escaped : `${escaped}.${formatOf(transformation, format)}`;
  const toSign = [transformation, source].filter(Boolean).join('/');
  const signature = createHash('sha1')
    .update(toSign + settings.apiSecret)
    .digest('base64url')
    .slice(0, 8);
  const parts = [
    resourceType,
    type,
    type === 'upload' ? '' : `s--${signature}--`,
    transformation,
    `v${version}`,
    source,
  ];
  return [base, ...parts.filter(Boolean)].join('/');
}

/** The format a transformation delivers: its own `f_`, else that of the original. */
export function formatOf(transformation: string, original: string): string {
  const wished = [...transformation.matchAll(/(?:^|[,/])f_([a-z0-9]+)/g)].at(-1)?.[1];
  return wished === undefined || wished === 'auto' ? original : wished;
}

/** `GET /:resource_type/download`, by the SDK (Upload API, "private download URLs"). */
function downloadUrl({ resourceType, type, format, publicId }: OriginalRef, settings: CloudinarySettings): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the SDK throws on a malformed CLOUDINARY_URL when it is loaded
  const { utils } = (require('cloudinary') as { v2: typeof v2 }).v2;
  // The SDK's typings leave out the options that name the account (`lib/utils/index.js`, `sign_request`, `api_url`).
  const sign: (id: string, format: string, options: object) => string = utils.private_download_url;
  return sign(publicId, resourceType === 'raw' ? '' : (format ?? ''), {
    resource_type: resourceType,
    type,
    cloud_name: settings.cloudName,
    api_key: settings.apiKey,
    api_secret: settings.apiSecret,
    upload_prefix: settings.uploadPrefix,
  });
}
