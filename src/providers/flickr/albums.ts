import type { Albums, PhotoPage, Removal, ReplacePhotoRequest } from '../albums';
import type { RemotePhoto, RemotePlace } from '../../core/sync';
import { KeyedLock } from '../keyed-lock';
import { ProviderError } from '../provider-error';
import type { CallOptions } from '../provider';
import { Additions } from './additions';
import { AlbumMaker } from './album-maker';
import { allAlbums } from './album-finder';
import { albumPhotos } from './album-photos';
import { service } from './classify';
import type { FlickrClient } from './client';
import { fileNameOf, isCalled } from './file-name';
import { healthOf } from './health';
import { Originals } from './originals';
import { toRemote } from './photo-facts';
import { hasContent, PhotoStore } from './photo-store';
import { detach, isIn, placeAmong, rename, shown, unlessRefused, type HomeAlbum } from './places';
import { Uploads } from './uploads';

/** Flickr's albums ("photosets"): a photo may be in several, and an album is there as long as it has one. */
export function flickrAlbums(client: FlickrClient): Albums {
  const originals = new Originals(client);
  const store = new PhotoStore(client, originals);
  const uploads = new Uploads(client, store);
  const maker = new AlbumMaker(client);
  const contents = new KeyedLock();
  const additions = new Additions(client, { store, uploads, maker });

  async function replace(request: ReplacePhotoRequest, signal: AbortSignal): Promise<RemotePhoto> {
    const { photo, content, session } = request;
    const { md5 } = content;
    const now = await store.find(photo.id, signal);
    if (now === undefined) throw gone(photo.name);
    if (hasContent(now, md5)) return shown(photo.albumId, now);
    const among = (await store.albumsOf(photo.id, signal)) ?? [];
    if (!isIn(among, photo.albumId)) return ownOf(request, signal);
    if (among.length > 1 && now.originalSecret === photo.fingerprint) return part(request, among, signal);
    if (now.originalSecret === photo.fingerprint) {
      const onStored = ({ originalSecret = '' }: { originalSecret?: string }): Promise<void> =>
        session.record({ uploadId: originalSecret, nextByte: content.bytes });
      return shown(photo.albumId, await uploads.replace(now, { ...request, md5, onStored }, signal));
    }
    // An attempt before may have come as far as the content, and not as far as what is written down of it.
    const isMine = now.originalSecret !== undefined && (await session.find())?.uploadId === now.originalSecret;
    if (isMine) return shown(photo.albumId, await uploads.note(now, { content, md5 }, signal));
    const read = await store.resolve({ ...now, md5: undefined, maybe: [md5] }, md5, signal);
    if (hasContent(read, md5)) return shown(photo.albumId, read);
    const words = `Flickr: ${photo.name} has other content by now. The next sync looks at it anew.`;
    throw new ProviderError('Conflict', words, { service });
  }

  /** New content for one album of several: a photo of its own there, while the others keep the one they have. */
  async function part(request: ReplacePhotoRequest, among: HomeAlbum[], signal: AbortSignal): Promise<RemotePhoto> {
    const { albumId, id, name } = request.photo;
    const albumName = among.find((album) => album.id === albumId)?.title ?? '';
    const stored = await additions.add(
      { ...request, to: { albumId, albumName, name }, privacy: 'private', tags: [] },
      signal,
    );
    await detach(client, { albumId, photoId: id }, signal);
    return stored;
  }

  /** The photo of its own that an attempt before has given the album; the others' photo must not be touched now. */
  async function ownOf(request: ReplacePhotoRequest, signal: AbortSignal): Promise<RemotePhoto> {
    const { albumId, name } = request.photo;
    for (const facts of await additions.candidates(request, signal)) {
      if (isIn((await store.albumsOf(facts.id, signal)) ?? [], albumId)) return shown(albumId, facts);
    }
    throw gone(name);
  }

  async function remove({ albumId, id, name }: RemotePhoto, signal: AbortSignal): Promise<Removal> {
    const albums = await store.albumsOf(id, signal);
    const wasDeleted: Removal = {
      how: 'deleted',
      restore: `Flickr has no trash: what is deleted there is gone. Upload ${name} again.`,
    };
    if (albums === undefined) return wasDeleted;
    const address = `https://www.flickr.com/photos/${await client.nsid(signal)}/${id}`;
    const wasDetached: Removal = {
      how: 'detached',
      restore: `It is on Flickr still, at ${address}: add it to the album again there.`,
    };
    if (!isIn(albums, albumId)) return wasDetached;
    if (albums.length <= 1) {
      await client
        .call('flickr.photos.delete', { photo_id: id }, signal)
        .catch(unlessRefused('flickr.photos.delete', 1));
      return wasDeleted;
    }
    await detach(client, { albumId, photoId: id }, signal);
    return wasDetached;
  }

  async function arrange(photo: RemotePhoto, to: RemotePlace, signal: AbortSignal): Promise<RemotePhoto> {
    const facts = await store.find(photo.id, signal);
    if (facts === undefined) throw gone(photo.name);
    const albums = (await store.albumsOf(photo.id, signal)) ?? [];
    // A photo has one title in all its albums: one album's wish is not the others'.
    const isShared = albums.some(({ id }) => id !== photo.albumId && id !== to.albumId);
    const renamed =
      isShared || isCalled(facts, to.name) ? facts : await rename(client, { photo: facts, name: to.name }, signal);
    const albumId = placeAmong(albums, to)?.id ?? (await maker.put(photo.id, to, signal));
    if (albumId !== photo.albumId && albums.some(({ id }) => id === photo.albumId)) {
      await detach(client, { albumId: photo.albumId, photoId: photo.id }, signal);
    }
    return shown(albumId, renamed);
  }

  return {
    scope: `flickr:${client.settings.account}`,
    service,
    quotas: [client.quota, client.imageQuota],

    async check({ signal }) {
      await client.whoAmI(signal);
    },

    async albums(_request, { signal }) {
      return { entries: await allAlbums(client, signal) };
    },

    async photos({ album }, { signal }): Promise<PhotoPage> {
      const page: PhotoPage = { entries: [], oddities: [] };
      for (const facts of await albumPhotos(client, album.id, signal)) {
        originals.remember(facts);
        const photo = toRemote(album.id, facts);
        if (photo !== undefined) page.entries.push(photo);
        else page.oddities.push({ name: fileNameOf(facts), reason: 'Flickr does not let its original be read' });
      }
      return page;
    },

    async photo({ albumId, id }, { signal }) {
      const albums = await store.albumsOf(id, signal);
      if (albums?.some((album) => album.id === albumId) !== true) return undefined;
      const facts = await store.find(id, signal);
      return facts === undefined ? undefined : shown(albumId, facts);
    },

    content: (photo, { signal }) => originals.content(photo, signal),
    async add(request, { signal }) {
      const stored = await contents.run(request.content.md5, () => additions.add(request, signal), signal);
      await request.session.forget();
      return stored;
    },

    async replace(request, { signal }) {
      const stored = await replace(request, signal);
      await request.session.forget();
      return stored;
    },
    arrange: ({ photo, to }, { signal }) => arrange(photo, to, signal),
    remove: ({ photo }, { signal }) => remove(photo, signal),

    async noteMd5({ photo, md5 }, { signal }) {
      const facts = await store.find(photo.id, signal);
      if (facts?.originalSecret === undefined || facts.originalSecret !== photo.fingerprint || facts.md5 === md5)
        return;
      await store.note({ ...facts, originalSecret: facts.originalSecret }, { md5, isKept: true }, signal);
    },

    health: ({ signal }: CallOptions) => healthOf(client, signal),

    async probe({ signal }) {
      await client.ping(signal);
    },
  };
}

function gone(name: string): ProviderError {
  return new ProviderError('NotFound', `Flickr: ${name} is not there any more.`, { service });
}
