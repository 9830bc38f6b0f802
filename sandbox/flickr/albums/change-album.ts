import type { JsonObject } from '../../frame/json';
import { ApiError } from '../api-error';
import { albumPage } from '../images/image-address';
import { photoOf } from '../photos/find';
import { listOf, valueOf, type Call } from '../rest/call';
import { albumOf, photosNamed } from './find';

/** `flickr.photosets.create`: an album begins with the photo that stands for it. */
export function createAlbum(call: Call): JsonObject {
  const title = valueOf(call, 'title').trim();
  if (title === '') throw new ApiError(1, 'No title specified');
  const primary = photoOf(call, 'primary_photo_id', 2);
  const { albums, settings } = call.account;
  if (albums.size >= (settings.albums ?? Infinity)) throw new ApiError(3, "Can't create any more sets");
  const { id } = albums.create(title, valueOf(call, 'description'), primary.id);
  return { photoset: { id, url: albumPage(call.account, id) } };
}

/** `flickr.photosets.delete`: the photos stay. */
export function deleteAlbum(call: Call): JsonObject {
  call.account.albums.delete(albumOf(call));
  return {};
}

/** `flickr.photosets.editMeta`. */
export function editMeta(call: Call): JsonObject {
  const album = albumOf(call);
  const title = valueOf(call, 'title').trim();
  if (title === '') throw new ApiError(2, 'Title not given');
  const description = call.values.get('description');
  call.account.albums.change(album, { title, ...(description === undefined ? {} : { description }) });
  return {};
}

/** `flickr.photosets.addPhoto`. */
export function addPhoto(call: Call): JsonObject {
  const album = albumOf(call);
  const { id } = photoOf(call, 'photo_id', 2);
  const { albums, settings } = call.account;
  if (albums.has(album.id, id)) throw new ApiError(3, 'Photo already in set');
  if (albums.sizeOf(album.id) >= settings.albumPhotos) throw new ApiError(10, 'Maximum number of photos in set');
  albums.add(album, id);
  return {};
}

/** `flickr.photosets.removePhoto`: the last one takes the album along. */
export function removePhoto(call: Call): JsonObject {
  const album = albumOf(call);
  const photo = valueOf(call, 'photo_id');
  if (!call.account.albums.has(album.id, photo)) throw new ApiError(2, 'Photo not in set');
  call.account.albums.remove(album, photo);
  return {};
}

/** `flickr.photosets.removePhotos`: those that are not in the album do no harm. */
export function removePhotos(call: Call): JsonObject {
  const { albums } = call.account;
  const { id } = albumOf(call);
  for (const photo of listOf(call, 'photo_ids')) {
    const album = albums.get(id);
    if (album && albums.has(id, photo)) albums.remove(album, photo);
  }
  return {};
}

/** `flickr.photosets.setPrimaryPhoto`: it has to be one of the album's. */
export function setPrimaryPhoto(call: Call): JsonObject {
  const album = albumOf(call);
  const primary = valueOf(call, 'photo_id');
  if (!call.account.albums.has(album.id, primary)) throw new ApiError(2, 'Photo not found');
  call.account.albums.change(album, { primary });
  return {};
}

/** `flickr.photosets.editPhotos`: exactly these photos, in this order. */
export function editPhotos(call: Call): JsonObject {
  const album = albumOf(call);
  const photos = photosNamed(call).map(({ id }) => id);
  if (photos.length === 0) throw new ApiError(5, 'Empty photos list');
  const { id: primary } = photoOf(call, 'primary_photo_id', 3);
  if (!photos.includes(primary)) throw new ApiError(4, 'Primary photo not in list');
  if (photos.length > call.account.settings.albumPhotos) throw new ApiError(10, 'Maximum number of photos in set');
  call.account.albums.setPhotos(album, primary, photos);
  return {};
}

/** `flickr.photosets.reorderPhotos`: the named ones first, the others behind them as they were. */
export function reorderPhotos(call: Call): JsonObject {
  const album = albumOf(call);
  const { albums } = call.account;
  const first = photosNamed(call)
    .map(({ id }) => id)
    .filter((id) => albums.has(album.id, id));
  albums.setPhotos(album, album.primary, [...new Set([...first, ...albums.photosOf(album.id)])]);
  return {};
}

/** `flickr.photosets.orderSets`: the named ones first, the others behind them as they were. */
export function orderSets(call: Call): JsonObject {
  const { albums } = call.account;
  const named = listOf(call, 'photoset_ids').map((id) => {
    const album = albums.get(id);
    if (!album) throw new ApiError(1, 'Set not found');
    return album;
  });
  const all = albums.inOrder();
  const others = all.filter(({ id }) => !named.some((album) => album.id === id));
  const lowest = Math.min(0, ...all.map(({ order }) => order)) - all.length;
  [...named, ...others].forEach((album, place) => albums.change(album, { order: lowest + place }));
  return {};
}
