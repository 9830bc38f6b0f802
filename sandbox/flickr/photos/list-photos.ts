import type { JsonObject } from '../../frame/json';
import { person } from '../access/app';
import { ApiError } from '../api-error';
import { isOwner, valueOf, type Call } from '../rest/call';
import { pageOf } from '../rest/paging';
import { isSeenByAll, type Photo } from '../store/photo';
import { commonCriteria, searchCriteria, type Criterion } from './criteria';
import { listedPhoto } from './listed-photo';

/** `flickr.people.getPhotos`: a person's photos, the newest first. */
export function getPhotosOfPerson(call: Call): JsonObject {
  if (valueOf(call, 'user_id') === '') throw new ApiError(2, 'No user specified');
  if (!isThePerson(call)) throw new ApiError(1, 'Unknown user');
  return answerPage(call, chosen(call, commonCriteria(call)));
}

/** `flickr.photos.search`: what fits all that was asked, up to a number. */
export function search(call: Call): JsonObject {
  const criteria = [...commonCriteria(call), ...searchCriteria(call)];
  const user = valueOf(call, 'user_id');
  if (user === '' && criteria.length === 0) {
    throw new ApiError(3, 'Parameterless searches have been disabled. Please use flickr.photos.getRecent instead.');
  }
  if (user !== '' && !isThePerson(call)) throw new ApiError(2, 'Unknown user');
  const { searchLagMs, searchLimit } = call.account.settings;
  const knownBefore = Date.now() - searchLagMs;
  if (searchLagMs > 0) criteria.push(({ changedAtMs }) => changedAtMs <= knownBefore);
  return answerPage(call, sorted(chosen(call, criteria), valueOf(call, 'sort')), searchLimit);
}

/** `flickr.photos.getNotInSet`: photos that are in no album. */
export function getNotInSet(call: Call): JsonObject {
  const { albums } = call.account;
  const isLoose: Criterion = ({ id }) => albums.homesOf(id).length === 0;
  return answerPage(call, chosen(call, [...commonCriteria(call), isLoose]));
}

/** `flickr.photos.recentlyUpdated`: photos that were changed since `min_date`, the last changed first. */
export function recentlyUpdated(call: Call): JsonObject {
  const since = valueOf(call, 'min_date');
  if (since === '') throw new ApiError(1, 'Required argument missing');
  if (!/^\d+$/.test(since)) throw new ApiError(2, 'Not a valid date');
  const found = chosen(call, [({ updatedAt }) => updatedAt >= Number(since)]);
  return answerPage(
    call,
    [...found].sort((a, b) => b.changedAtMs - a.changedAtMs),
  );
}

/** True when `user_id` is the one person there is. */
export function isThePerson(call: Call): boolean {
  const user = valueOf(call, 'user_id');
  return user === person.nsid || user === person.pathAlias || (user === 'me' && isOwner(call));
}

function chosen(call: Call, criteria: readonly Criterion[]): readonly Photo[] {
  const all = isOwner(call) ? criteria : [isSeenByAll, ...criteria];
  const photos = call.account.photos.newestFirst();
  return all.length === 0 ? photos : photos.filter((photo) => all.every((fits) => fits(photo)));
}

function sorted(photos: readonly Photo[], order: string): readonly Photo[] {
  const byTaken = (a: Photo, b: Photo): number => (a.takenAt < b.takenAt ? -1 : a.takenAt > b.takenAt ? 1 : 0);
  if (order === 'date-posted-asc') return [...photos].reverse();
  if (order === 'date-taken-asc') return [...photos].sort(byTaken);
  if (order === 'date-taken-desc') return [...photos].sort((a, b) => byTaken(b, a));
  return photos;
}

function answerPage(call: Call, photos: readonly Photo[], limit?: number): JsonObject {
  const { leaveOutEvery } = call.account.settings;
  const { items, page, pages, perPage, total } = pageOf(call, photos, {
    usual: 100,
    most: 500,
    leaveOutEvery,
    ...(limit === undefined ? {} : { limit }),
  });
  const photo = items.map((one) => listedPhoto(call, one));
  return { photos: { page, pages, perpage: perPage, total, photo } };
}
