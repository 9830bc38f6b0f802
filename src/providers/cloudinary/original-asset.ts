import type { Asset } from '../../core/asset';
import { mediaByName } from '../../core/media-by-name';
import { folderOf, nameOf, splitExtension } from '../../core/naming';
import type { ListedResource } from './listing';
import { formatOf, formatRef, type OriginalRef } from './original-url';

interface Naming {
  scope: string;
  transformation?: string;
}

/** A listed resource as the handle its bytes are asked for by. */
export function refOf({ resource_type, type, version = 1, format, public_id }: ListedResource): OriginalRef {
  return {
    resourceType: resource_type,
    type,
    version,
    format: format === '' ? undefined : format,
    publicId: public_id,
  };
}

/** Changes with every new upload of an asset, and with the form in which it is wanted. */
export function fingerprintOf(ref: OriginalRef, bytes: number, transformation?: string): string {
  return ref.resourceType === 'raw' || transformation === undefined
    ? `${ref.version}-${bytes}`
    : `${ref.version} ${transformation}`;
}

/**
 * A resource as an asset of the listing it is in: its item is `image/upload/<public id>.<format>`, its file at the
 * destination lies in the folder that people see it in, under the last part of its public id.
 */
export function toListedAsset(resource: ListedResource, { scope, transformation }: Naming): Asset {
  const ref = refOf(resource);
  const ending = endingOf(ref, transformation);
  const folder = shownFolder(resource);
  const name = nameOf(ref.publicId) + ending;
  return {
    ...facts(resource, ref, { scope, transformation }),
    path: `${ref.resourceType}/${ref.type}/${ref.publicId}${ending}`,
    name,
    wishedPath: folder === '' ? name : `${folder}/${name}`,
  };
}

/**
 * A resource as an asset of its folder. The name alone stands for the public raw asset or the public picture or film of
 * that name; every other says what it is, so that no two have one path.
 */
export function toFolderAsset(resource: ListedResource, root: string, { scope }: Naming): Asset {
  const ref = refOf(resource);
  const plain = nameOf(ref.publicId) + endingOf(ref, undefined);
  const idFolder = folderOf(ref.publicId);
  const shown = shownFolder(resource);
  const looksLikeMedia = mediaByName(plain).media !== 'other';
  const marks = [
    ...(looksLikeMedia === (ref.resourceType === 'raw') ? [ref.resourceType] : []),
    ...(ref.type === 'upload' ? [] : [ref.type]),
    ...(idFolder === shown ? [] : [`of ${idFolder.replaceAll('/', ':')}`]),
  ];
  const name = marks.length === 0 ? plain : `${plain} (${marks.join(', ')})`;
  const folder = root === '' ? shown : shown.slice(root.length + 1);
  return {
    ...facts(resource, ref, { scope }),
    path: folder === '' ? name : `${folder}/${name}`,
    name: plain,
  };
}

type Facts = Pick<
  Asset,
  'ref' | 'key' | 'bytes' | 'modifiedAt' | 'fingerprint' | 'md5' | 'media' | 'format' | 'details'
>;

function facts(resource: ListedResource, ref: OriginalRef, { scope, transformation }: Naming): Facts {
  const { bytes = 0, etag } = resource;
  const { resourceType, type, publicId } = ref;
  return {
    ref: formatRef(ref),
    key: `${scope}/${resourceType}/${type}/${publicId}`,
    bytes,
    modifiedAt: lastUploadOf(resource),
    fingerprint: fingerprintOf(ref, bytes, transformation),
    md5: transformation === undefined || resourceType === 'raw' ? etag : undefined,
    media: resourceType === 'image' || resourceType === 'video' ? resourceType : 'other',
    format: ref.format ?? (splitExtension(nameOf(publicId)).extension || 'unknown'),
    details: detailsOf(resource),
  };
}

/** The folder people see the asset in: its asset folder where it has one, else that of its public id. */
function shownFolder({ asset_folder: assetFolder, public_id: publicId }: ListedResource): string {
  return assetFolder === undefined || assetFolder === '' ? folderOf(publicId) : assetFolder;
}

function endingOf({ resourceType, format }: OriginalRef, transformation: string | undefined): string {
  if (resourceType === 'raw' || format === undefined) return '';
  return `.${formatOf(transformation ?? '', format)}`;
}

/** The instant of the last upload: a version is its epoch second, unless somebody has set another number. */
function lastUploadOf({ version, created_at: createdAt }: ListedResource): string | undefined {
  const isInstant = version !== undefined && version > 1_000_000_000 && version < 10_000_000_000;
  return isInstant ? new Date(version * 1000).toISOString() : createdAt;
}

/** All that the listing says, but for signed URLs: whoever has one has the asset. */
function detailsOf(resource: ListedResource): Record<string, unknown> {
  const { url, secure_url: secureUrl, ...rest } = resource;
  return resource.type === 'upload' ? { ...rest, url, secure_url: secureUrl } : rest;
}
