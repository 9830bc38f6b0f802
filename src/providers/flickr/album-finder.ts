import type { RemoteAlbum } from '../albums';
import { albumInfoSchema, albumListSchema } from './answers';
import { isRefusedWith } from './call-error';
import type { FlickrClient } from './client';
import { byAge } from './distinct-names';
import { isSameTitle } from './file-name';
import { wholeListing } from './whole-listing';

/** The most albums Flickr lists at once (`flickr.photosets.getList`, `per_page`). */
const mostListed = 500;

/** All albums of the account, each once. @throws {FlickrCallError} */
export async function allAlbums(client: FlickrClient, signal: AbortSignal): Promise<RemoteAlbum[]> {
  const user_id = await client.nsid(signal);
  return wholeListing({
    method: 'flickr.photosets.getList',
    idOf: ({ id }) => id,
    read: async (page) => {
      const params = { user_id, page: String(page), per_page: String(mostListed) };
      const answer = albumListSchema.parse(await client.call('flickr.photosets.getList', params, signal));
      const { photoset, ...paging } = answer.photosets;
      return { ...paging, items: photoset.map(({ id, title = '' }) => ({ id, name: title })) };
    },
  });
}

/** The album of a title that was made first: its id is the lowest. */
export async function albumOfTitle(
  client: FlickrClient,
  title: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = (await allAlbums(client, signal)).filter(({ name }) => isSameTitle(name, title));
  return found.map(({ id }) => id).sort(byAge)[0];
}

/** The title an album has now; `undefined`: it is gone. */
export async function titleOfAlbum(client: FlickrClient, id: string, signal: AbortSignal): Promise<string | undefined> {
  const method = 'flickr.photosets.getInfo';
  const params = { photoset_id: id, user_id: await client.nsid(signal) };
  const answer = await client.call(method, params, signal).catch((error: unknown) => {
    if (isRefusedWith(error, method, 1)) return undefined;
    throw error;
  });
  return answer === undefined ? undefined : (albumInfoSchema.parse(answer).photoset.title ?? '');
}
