import type { Account } from '../account';
import { badRequest } from '../api-error';
import type { Params } from '../params';

/** What an unsigned caller may say (the service lists these in its refusal). */
const allowed = [
  'upload_preset',
  'callback',
  'public_id',
  'folder',
  'asset_folder',
  'tags',
  'context',
  'metadata',
  'face_coordinates',
  'custom_coordinates',
  'source',
  'filename_override',
  'display_name',
  'public_id_prefix',
  'regions',
];
const ignored = new Set(['file', 'url', 'api_key', 'timestamp', 'resource_type', 'cloud_name', 'signature']);

/**
 * Adds what the preset says to what the caller says; the caller wins, except where nobody vouches for him (Cloudinary
 * documentation, upload presets).
 */
export function applyPreset(account: Account, params: Params, isSigned: boolean): void {
  const name = params.text('upload_preset');
  if (name === undefined) return;
  const preset = account.presets.get(name);
  if (!preset) throw badRequest('Upload preset not found');
  if (!isSigned) {
    if (!preset.unsigned) throw badRequest('Upload preset must be whitelisted for unsigned uploads');
    checkUnsigned(params);
  }
  if (preset.settings.disallow_public_id === true && params.has('public_id')) {
    throw badRequest('Public ID is not allowed when using this upload preset');
  }
  for (const [key, value] of Object.entries(preset.settings)) {
    if (!params.has(key)) params.set(key, value);
  }
}

function checkUnsigned(params: Params): void {
  const excess = params.names().find((name) => !allowed.includes(name) && !ignored.has(name));
  if (excess === undefined) return;
  const title = excess.charAt(0).toUpperCase() + excess.slice(1).replaceAll('_', ' ');
  throw badRequest(
    `${title} parameter is not allowed when using unsigned upload. Only ${allowed.join(',')} upload parameters are allowed.`,
  );
}
