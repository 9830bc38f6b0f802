import { createHash, randomBytes } from 'node:crypto';
import type { Piece } from '../../frame/piece';
import type { Account } from '../account';
import { badRequest } from '../api-error';
import type { MediaKind } from '../media/media-kind';
import { contextParam, metadataParam, tagsParam } from '../metadata/labels';
import { applyMetadata, fillMandatory } from '../metadata/validate';
import { jsonParam, type Params } from '../params';
import { assetKey, type Asset, type ResourceType } from '../store/asset';
import { checkFormat, checkSize, resourceTypeFor } from './checks';
import { nameUpload, withoutExtension, type Naming } from './public-id';
import type { Source } from './source';

/** What an upload came to. */
export interface Accepted {
  asset: Asset;
  /** The asset was there already and was to be left alone. */
  existing: boolean;
  overwritten: boolean;
}

/** What is to be uploaded, once it is known to be acceptable. */
export interface Candidate {
  source: Source;
  kind: MediaKind;
  resourceType: ResourceType;
  type: string;
  naming: Naming;
}

const types = new Set(['upload', 'private', 'authenticated']);

/** Looks at the bytes and the parameters of an upload; throws what the service would refuse it with. */
export async function judge(account: Account, asked: string, source: Source, params: Params): Promise<Candidate> {
  if (source.piece.bytes === 0) throw badRequest('Empty file');
  const kind = await account.inspector.inspect(source.piece);
  const resourceType = resourceTypeFor(asked, kind);
  checkSize(account, resourceType, source.piece.bytes);
  checkFormat(params, resourceType, kind.format);
  const type = params.text('type') ?? 'upload';
  if (!types.has(type)) throw badRequest(`Invalid type ${type}`);
  const filename = params.text('filename_override') ?? source.filename;
  const naming = nameUpload(account, params, filename, resourceType);
  return { source: { ...source, filename }, kind, resourceType, type, naming };
}

/** Stores a candidate, or finds what has its public id already. The piece is used up either way. */
export async function accept(
  account: Account,
  candidate: Candidate,
  params: Params,
  mayOverwrite: boolean,
): Promise<Accepted> {
  const { source, naming, resourceType, type } = candidate;
  const key = assetKey(resourceType, type, naming.publicId);
  const blob = await account.blobs.keep(source.piece);
  // From here to the end nothing waits, so that of two uploads at once one is the first.
  const before = account.assets.get(key);
  if (before && !mayOverwrite) {
    await account.blobs.release(blob);
    return { asset: before, existing: true, overwritten: false };
  }
  try {
    const asset = buildAsset(account, candidate, params, blob, before);
    account.assets.put(asset);
    account.folders.ensure(asset.assetFolder);
    return { asset, existing: false, overwritten: before !== undefined };
  } catch (error) {
    await account.blobs.release(blob);
    throw error;
  }
}

function buildAsset(account: Account, candidate: Candidate, params: Params, blob: string, before?: Asset): Asset {
  const { source, kind, naming, resourceType, type } = candidate;
  const now = new Date().toISOString();
  const kept = before && !account.settings.overwriteClears ? before : undefined;
  const sentMetadata = metadataParam(params) ?? {};
  const metadata = fillMandatory(account, applyMetadata(account, kept?.metadata ?? {}, sentMetadata));
  const version = Math.max(Math.floor(Date.now() / 1000), (before?.version ?? 0) + 1);
  const discards = params.flag('discard_original_filename');
  const accessControl = jsonParam(params, 'access_control');
  return {
    assetId: before?.assetId ?? randomBytes(16).toString('hex'),
    publicId: naming.publicId,
    resourceType,
    type,
    version,
    versionId: createHash('md5').update(`${naming.publicId} ${version} ${source.piece.md5}`).digest('hex'),
    ...mediaFacts(kind, resourceType, source.piece),
    bytes: source.piece.bytes,
    etag: source.piece.md5,
    blob,
    createdAt: before?.createdAt ?? seconds(now),
    uploadedAt: seconds(now),
    updatedAt: now,
    tags: tagsParam(params) ?? kept?.tags ?? [],
    context: contextParam(params) ?? kept?.context ?? {},
    metadata,
    assetFolder: before && !namesFolder(params) && account.isDynamic ? before.assetFolder : naming.assetFolder,
    displayName: before && !params.has('display_name') && account.isDynamic ? before.displayName : naming.displayName,
    ...(discards ? {} : { originalFilename: withoutExtension(source.filename) }),
    accessMode: params.text('access_mode') ?? (type === 'authenticated' ? 'authenticated' : 'public'),
    ...(accessControl === undefined ? {} : { accessControl }),
    derived: [],
  };
}

function mediaFacts(kind: MediaKind, resourceType: ResourceType, piece: Piece): Partial<Asset> {
  if (resourceType === 'raw') return {};
  const { format, width, height, pages, duration = 0, isAudio = false } = kind;
  const bitRate = duration > 0 ? Math.round((piece.bytes * 8) / duration) : 0;
  return {
    ...(format === undefined ? {} : { format }),
    ...(width === undefined || height === undefined ? {} : { width, height }),
    ...(pages === undefined ? {} : { pages }),
    ...(resourceType === 'video' ? { video: { duration, bitRate, isAudio } } : {}),
  };
}

function namesFolder(params: Params): boolean {
  return params.has('asset_folder') || params.has('folder');
}

/** `2024-01-01T00:00:00Z`: the service counts whole seconds. */
export function seconds(iso: string): string {
  return `${iso.slice(0, 19)}Z`;
}
