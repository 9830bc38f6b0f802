import type { Account } from '../account';
import { badRequest } from '../api-error';
import type { MediaKind } from '../media/media-kind';
import type { Params } from '../params';
import type { ResourceType } from '../store/asset';

const pricing = 'Upgrade your plan to enjoy higher limits https://www.cloudinary.com/pricing/upgrades/file-limit';

/** The resource type of an upload, by what was asked for and what the content is; refuses what does not fit. */
export function resourceTypeFor(asked: string, kind: MediaKind): ResourceType {
  if (asked === 'raw') return 'raw';
  if (kind.resourceType === 'image') {
    if (kind.broken !== undefined) throw badRequest('Invalid image file');
    if (asked === 'video' && kind.format !== 'gif') throw badRequest('Unsupported video format or file');
    return 'image';
  }
  if (asked === 'image') throw badRequest('Invalid image file');
  if (asked === 'video' && kind.resourceType !== 'video') throw badRequest('Unsupported video format or file');
  return kind.resourceType;
}

/** The plan's limit for one asset; chunks do not raise it. */
export function checkSize(account: Account, type: ResourceType, bytes: number): void {
  const most = account.settings.maxBytes[type];
  if (bytes > most) throw badRequest(`File size too large. Got ${bytes}. Maximum is ${most}. ${pricing}`);
}

/** `allowed_formats`: a list of file extensions. */
export function checkFormat(params: Params, type: ResourceType, format: string | undefined): void {
  const allowed = params.list('allowed_formats').map((one) => one.trim().toLowerCase().replace('jpeg', 'jpg'));
  if (allowed.length === 0 || (format !== undefined && allowed.includes(format))) return;
  const name = type.charAt(0).toUpperCase() + type.slice(1);
  throw badRequest(`${name} file format ${format ?? ''} not allowed`);
}
