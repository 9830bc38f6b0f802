import { albumPhotosSchema, photoExtras, type ListedPhoto } from './answers';
import type { FlickrClient } from './client';
import { factsOfListed, type PhotoFacts } from './photo-facts';
import { wholeListing } from './whole-listing';

/** The most photos Flickr lists at once (`flickr.photosets.getPhotos`, `per_page`); an album holds some thousands. */
const mostListed = 500;

/** All photos and films of an album, each once. @throws {FlickrCallError} */
export async function albumPhotos(client: FlickrClient, albumId: string, signal: AbortSignal): Promise<PhotoFacts[]> {
  const method = 'flickr.photosets.getPhotos';
  const params = { photoset_id: albumId, user_id: await client.nsid(signal), extras: photoExtras };
  const photos = await wholeListing<ListedPhoto>({
    method,
    idOf: ({ id }) => id,
    read: async (page) => {
      const paged = { ...params, page: String(page), per_page: String(mostListed) };
      const { photo, ...paging } = albumPhotosSchema.parse(await client.call(method, paged, signal)).photoset;
      return { ...paging, items: photo };
    },
  });
  return photos.map(factsOfListed);
}
