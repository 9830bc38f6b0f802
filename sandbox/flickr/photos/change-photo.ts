import type { JsonObject } from '../../frame/json';
import { ApiError } from '../api-error';
import { valueOf, isSet, type Call } from '../rest/call';
import type { Photo } from '../store/photo';
import { photoOf } from './find';

/** `flickr.photos.setMeta`: title and description; what is not said stays. */
export function setMeta(call: Call): JsonObject {
  const photo = photoOf(call);
  const [title, description] = [call.values.get('title'), call.values.get('description')];
  call.account.photos.change(photo, {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  });
  return {};
}

/** `flickr.photos.setPerms`. */
export function setPerms(call: Call): JsonObject {
  const photo = photoOf(call);
  if (['is_public', 'is_friend', 'is_family'].some((name) => !/^[01]$/.test(valueOf(call, name)))) {
    throw new ApiError(2, 'Required arguments missing');
  }
  const visibility = {
    isPublic: isSet(call, 'is_public'),
    isFriend: isSet(call, 'is_friend'),
    isFamily: isSet(call, 'is_family'),
  };
  const { id, secret, originalSecret } = call.account.photos.change(photo, { visibility });
  return { photoid: { _content: id, secret, originalsecret: originalSecret } };
}

/** `flickr.photos.setDates`: seconds since 1970 for the upload, a date without a zone for the taking. */
export function setDates(call: Call): JsonObject {
  const photo = photoOf(call);
  const [posted, taken] = [valueOf(call, 'date_posted'), valueOf(call, 'date_taken')];
  const granularity = valueOf(call, 'date_taken_granularity');
  if (posted === '' && taken === '' && granularity === '') throw new ApiError(2, 'Not enough arguments');
  if (!['', '0', '4', '6', '8'].includes(granularity)) throw new ApiError(3, 'Invalid granularity');
  if (!/^\d{0,12}$/.test(posted)) throw new ApiError(4, 'Invalid date_posted');
  if (taken !== '' && !isWrittenDate(taken)) throw new ApiError(5, 'Invalid date_taken');
  const change: Partial<Photo> = {
    ...(posted === '' ? {} : { uploadedAt: Number(posted) }),
    ...(taken === '' ? {} : { takenAt: taken, isTakenUnknown: false }),
    ...(granularity === '' ? {} : { takenGranularity: Number(granularity) }),
  };
  call.account.photos.change(photo, change);
  return {};
}

/** `flickr.photos.delete`: gone from every album too. */
export function deletePhoto(call: Call): JsonObject {
  const photo = photoOf(call);
  call.account.albums.removeEverywhere(photo.id);
  call.account.photos.remove(photo);
  return {};
}

/** `2024-05-01 12:00:00`. */
function isWrittenDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text.replace(' ', 'T')}Z`));
}
