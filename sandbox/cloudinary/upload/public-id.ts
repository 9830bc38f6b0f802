import { randomBytes } from 'node:crypto';
import type { Account } from '../account';
import { badRequest } from '../api-error';
import type { Params } from '../params';
import { folderOf, nameOf, type ResourceType } from '../store/asset';

/** How an asset is called and where it sits. */
export interface Naming {
  publicId: string;
  assetFolder: string;
  displayName: string;
}

const longest = 255;
const forbidden = /[?&#\\%<>+]/;
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const mixedAlphabet = `${alphabet}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** Public id, folder and display name of an upload, in either folder mode (Cloudinary upload API reference). */
export function nameUpload(account: Account, params: Params, filename: string, type: ResourceType): Naming {
  const own = ownName(params, filename, type);
  return account.isDynamic ? dynamicNaming(params, own, filename) : fixedNaming(params, own);
}

function dynamicNaming(params: Params, own: string, filename: string): Naming {
  const folder = cleanFolder(params.text('folder'));
  const assetFolder = cleanFolder(params.text('asset_folder')) ?? folder ?? '';
  const byFolder = params.flag('use_asset_folder_as_public_id_prefix') ? assetFolder : undefined;
  const prefix = params.text('public_id_prefix') ?? folder ?? byFolder;
  const publicId = checkPublicId(prefix ? `${prefix}/${own}` : own);
  const byFilename = params.flag('use_filename_as_display_name') ? withoutExtension(filename) : undefined;
  const displayName = params.text('display_name') ?? byFilename ?? nameOf(publicId);
  if (displayName.includes('/')) throw badRequest('Display name cannot contain slashes');
  return { publicId, assetFolder, displayName };
}

/** In fixed mode the folder is the public id's own; `asset_folder` means nothing. */
function fixedNaming(params: Params, own: string): Naming {
  const prefix = [cleanFolder(params.text('folder')), params.text('public_id_prefix')].filter(Boolean).join('/');
  const publicId = checkPublicId(prefix === '' ? own : `${prefix}/${own}`);
  return { publicId, assetFolder: folderOf(publicId), displayName: nameOf(publicId) };
}

function ownName(params: Params, filename: string, type: ResourceType): string {
  const given = params.exactText('public_id');
  if (given !== undefined && given !== '') return given;
  const extension = type === 'raw' ? extensionOf(filename) : '';
  if (!params.flag('use_filename')) return random(20, alphabet) + extension;
  const base = safeName(withoutExtension(filename)) || 'file';
  return (params.flag('unique_filename', true) ? `${base}_${random(6, mixedAlphabet)}` : base) + safeName(extension);
}

/** Refuses public ids the service refuses. */
export function checkPublicId(publicId: string): string {
  if (publicId.length > longest) throw badRequest(`public_id (${publicId}) is too long. Maximum length is ${longest}`);
  const isInvalid = publicId === '' || forbidden.test(publicId) || /^[\s/]|[\s/]$|\/\//.test(publicId);
  if (isInvalid) throw badRequest(`public_id (${publicId}) is invalid`);
  return publicId;
}

/** A folder path without slashes around it; undefined for none. */
export function cleanFolder(path: string | undefined): string | undefined {
  return path === undefined ? undefined : path.replace(/^\/+|\/+$/g, '').replace(/\/{2,}/g, '/');
}

export function withoutExtension(filename: string): string {
  return filename.replace(/\.[^./]*$/, '') || filename;
}

/** `.txt`, or nothing. */
export function extensionOf(filename: string): string {
  return /[^/](\.[^./\s]+)$/.exec(filename)?.[1] ?? '';
}

/** File names lose what a public id cannot have. */
function safeName(name: string): string {
  return name.trim().replace(/[?&#\\%<>+\s/]+/g, '_');
}

function random(length: number, letters: string): string {
  return [...randomBytes(length)].map((byte) => letters[byte % letters.length]).join('');
}
