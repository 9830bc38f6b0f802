import { photoExtras, photosSchema, type ListedPhoto } from './answers';
import type { FlickrClient } from './client';
import { factsOfListed, type PhotoFacts } from './photo-facts';
import { wholeListing } from './whole-listing';

/** The most photos Flickr lists at once (`flickr.photos.getNotInSet`, `per_page`). */
const mostListed = 500;

/** All photos and films of the account that are in no album, each once. @throws {FlickrCallError} */
export async function loosePhotos(client: FlickrClient, signal: AbortSignal): Promise<PhotoFacts[]> {
  const method = 'flickr.photos.getNotInSet';
  const photos = await wholeListing<ListedPhoto>({
    method,
    idOf: ({ id }) => id,
    read: async (page) => {
      const params = { extras: photoExtras, page: String(page), per_page: String(mostListed) };
      const { photo, ...paging } = photosSchema.parse(await client.call(method, params, signal)).photos;
      return { ...paging, items: photo };
    },
  });
  return photos.map(factsOfListed);
}
