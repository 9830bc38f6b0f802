import type { JsonObject } from '../../frame/json';
import { person } from '../access/app';
import { ApiError } from '../api-error';
import { listedMember } from '../photos/listed-photo';
import { commonCriteria } from '../photos/criteria';
import { isThePerson } from '../photos/list-photos';
import { isOwner, valueOf, type Call } from '../rest/call';
import { pageOf } from '../rest/paging';
import { isSeenByAll, type Photo } from '../store/photo';
import { albumOf } from './find';
import { presentAlbum } from './present-album';

/** `flickr.photosets.getList`: every album unless pages are asked for. */
export function getList(call: Call): JsonObject {
  if (valueOf(call, 'user_id') === '' ? !isOwner(call) : !isThePerson(call)) throw new ApiError(1, 'User not found');
  const { account } = call;
  const all = account.albums.inOrder();
  const usual = Math.max(1, Math.min(500, all.length));
  const { items, page, pages, perPage, total } = pageOf(call, all, { usual, most: 500, leaveOutEvery: null });
  return {
    photosets: {
      cancreate: account.albums.size < (account.settings.albums ?? Infinity) ? 1 : 0,
      page,
      pages,
      perpage: perPage,
      total,
      photoset: items.map((album) => ({
        ...presentAlbum(account, album),
        needs_interstitial: 0,
        visibility_can_see_set: 1,
      })),
    },
  };
}

/** `flickr.photosets.getInfo`. */
export function getAlbumInfo(call: Call): JsonObject {
  const album = albumOf(call);
  checkUser(call);
  return { photoset: presentAlbum(call.account, album) };
}

/** `flickr.photosets.getPhotos`: an album's photos in their order. */
export function getAlbumPhotos(call: Call): JsonObject {
  const album = albumOf(call);
  checkUser(call);
  const criteria = [...(isOwner(call) ? [] : [isSeenByAll]), ...commonCriteria(call)];
  const photos = call.account.albums.photosOf(album.id).flatMap((id): Photo[] => {
    const photo = call.account.photos.get(id);
    return photo && criteria.every((fits) => fits(photo)) ? [photo] : [];
  });
  const { leaveOutEvery } = call.account.settings;
  const { items, page, pages, perPage, total } = pageOf(call, photos, { usual: 500, most: 500, leaveOutEvery });
  return {
    photoset: {
      id: album.id,
      primary: album.primary,
      owner: person.nsid,
      ownername: person.username,
      photo: items.map((photo) => listedMember(call, photo, album.primary)),
      page,
      per_page: perPage,
      perpage: perPage,
      pages,
      title: album.title,
      sorting_option_id: 'manual-add-to-end',
      total,
    },
  };
}

/** A `user_id` that is not the album's owner finds no album. */
function checkUser(call: Call): void {
  const user = valueOf(call, 'user_id');
  if (user !== '' && !isThePerson(call)) throw new ApiError(2, 'User not found');
}
