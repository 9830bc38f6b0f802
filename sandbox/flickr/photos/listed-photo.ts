import type { JsonObject } from '../../frame/json';
import { person } from '../access/app';
import { isOwner, listOf, type Call } from '../rest/call';
import type { Photo } from '../store/photo';
import { extrasOf } from './extras';

/** A photo as listings show it, with the extras the call asks for. */
export function listedPhoto(call: Call, photo: Photo): JsonObject {
  return {
    id: photo.id,
    owner: person.nsid,
    ...basics(photo),
    ...visibilityOf(photo),
    ...extrasOf({ account: call.account, photo, isOwner: isOwner(call) }, listOf(call, 'extras')),
  };
}

/** A photo as the listing of an album shows it. */
export function listedMember(call: Call, photo: Photo, primary: string): JsonObject {
  return {
    id: photo.id,
    ...basics(photo),
    isprimary: photo.id === primary ? '1' : '0',
    ...visibilityOf(photo),
    ...extrasOf({ account: call.account, photo, isOwner: isOwner(call) }, listOf(call, 'extras')),
  };
}

/** Who may see a photo, in numbers. */
export function visibilityOf({ visibility }: Photo): JsonObject {
  const { isPublic, isFriend, isFamily } = visibility;
  return { ispublic: isPublic ? 1 : 0, isfriend: isFriend ? 1 : 0, isfamily: isFamily ? 1 : 0 };
}

function basics({ secret, server, farm, title }: Photo): JsonObject {
  return { secret, server, farm, title };
}
