import type { RemotePhoto, RemotePlace } from '../../core/sync';
import { ProviderError } from '../provider-error';
import { isRefusedWith } from './call-error';
import { service } from './classify';
import type { FlickrClient } from './client';
import { fileNameOf, isSameTitle, titleOf } from './file-name';
import { toRemote, type PhotoFacts } from './photo-facts';

/** An album as a photo that is in it tells it. */
export interface HomeAlbum {
  id: string;
  title?: string;
}

/** A photo as one of an album. @throws {ProviderError} `InvalidAsset` when its original may not be read. */
export function shown(albumId: string, facts: PhotoFacts): RemotePhoto {
  const photo = toRemote(albumId, facts);
  if (photo !== undefined) return photo;
  const words = `Flickr: the original of ${fileNameOf(facts)} may not be read. Allow downloads in the account's settings, or go Pro.`;
  throw new ProviderError('InvalidAsset', words, { service });
}

/** The album that is meant among those a photo is in. What is meant for no album (no name) is in place when it is in none. */
export function placeAmong(albums: HomeAlbum[], { albumId, albumName }: RemotePlace): { id: string } | undefined {
  if (albumId !== undefined) return albums.find(({ id }) => id === albumId);
  if (albumName === '') return albums.length === 0 ? { id: '' } : undefined;
  return albums.find(({ title }) => isSameTitle(title, albumName));
}

/** True when a photo that is in these albums is in one; in none, where there is no id. */
export function isIn(albums: { id: string }[], albumId: string): boolean {
  return albumId === '' ? albums.length === 0 : albums.some(({ id }) => id === albumId);
}

/** Gives a photo the title that makes it a file of this name. */
export async function rename(
  client: FlickrClient,
  { photo, name }: { photo: PhotoFacts; name: string },
  signal: AbortSignal,
): Promise<PhotoFacts> {
  const title = titleOf(name, photo);
  await client.call('flickr.photos.setMeta', { photo_id: photo.id, title }, signal);
  return { ...photo, title };
}

/** Takes a photo out of an album; one that is not in it any more, or whose album is gone, is out. */
export async function detach(
  client: FlickrClient,
  { albumId, photoId }: { albumId: string; photoId: string },
  signal: AbortSignal,
): Promise<void> {
  const method = 'flickr.photosets.removePhoto';
  const params = { photoset_id: albumId, photo_id: photoId };
  await client.call(method, params, signal).catch(unlessRefused(method, 1, 2));
}

/** Takes a refusal with one of these codes for what it says: that it is done already. */
export function unlessRefused(method: string, ...codes: number[]): (error: unknown) => void {
  return (error) => {
    if (!isRefusedWith(error, method, ...codes)) throw error;
  };
}
