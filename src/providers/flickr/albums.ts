import type { AddPhotoRequest, Albums, PhotoPage, Removal, ReplacePhotoRequest } from '../albums';
import type { RemotePhoto, RemotePlace } from '../../core/sync';
import { ProviderError } from '../provider-error';
import type { CallOptions } from '../provider';
import { AlbumMaker } from './album-maker';
import { allAlbums } from './album-finder';
import { albumPhotos } from './album-photos';
import { isRefusedWith } from './call-error';
import { service } from './classify';
import type { FlickrClient } from './client';
import { fileNameOf, isCalled, isSameTitle, titleOf } from './file-name';
import { healthOf } from './health';
import { KeyedLock } from '../keyed-lock';
import { Originals } from './originals';
import { toRemote, type PhotoFacts } from './photo-facts';
import { hasContent, PhotoStore } from './photo-store';
import { Uploads } from './uploads';

/** Where a photo ended up; `taken`: it is in that album under another name; `gone`: it is nowhere any more. */
type Settled = RemotePhoto | 'taken' | 'gone';

/** Flickr's albums ("photosets"): a photo may be in several, and an album is there as long as it has one. */
export function flickrAlbums(client: FlickrClient): Albums {
  const originals = new Originals(client);
  const store = new PhotoStore(client, originals);
  const uploads = new Uploads(client, store);
  const maker = new AlbumMaker(client);
  const contents = new KeyedLock();

  function shown(albumId: string, facts: PhotoFacts): RemotePhoto {
    const photo = toRemote(albumId, facts);
    if (photo !== undefined) return photo;
    const words = `Flickr: the original of ${fileNameOf(facts)} may not be read. Allow downloads in the account's settings, or go Pro.`;
    throw new ProviderError('InvalidAsset', words, { service });
  }

  /** Gives a photo that has the content its place, if it can have it. */
  async function settle(facts: PhotoFacts, to: RemotePlace, signal: AbortSignal): Promise<Settled> {
    const albums = await store.albumsOf(facts.id, signal);
    if (albums === undefined) return 'gone';
    const there = placeAmong(albums, to);
    // A photo that came here from another album has kept the name it has there.
    const fact = `placed ${facts.id} ${to.albumName}`;
    if (there !== undefined) {
      const isThis = isCalled(facts, to.name) || (await client.facts.get(fact)) === to.name;
      return isThis ? shown(there.id, facts) : 'taken';
    }
    let placed = facts;
    if (!isCalled(facts, to.name)) {
      if (albums.length > 0) await client.facts.set(fact, to.name);
      else placed = await rename(facts, to.name, signal);
    }
    return shown(await maker.put(facts.id, to, signal), placed);
  }

  async function rename(facts: PhotoFacts, name: string, signal: AbortSignal): Promise<PhotoFacts> {
    const title = titleOf(name, facts);
    await client.call('flickr.photos.setMeta', { photo_id: facts.id, title }, signal);
    return { ...facts, title };
  }

  /** Places one of several photos that have the content. */
  async function settleOne(candidates: PhotoFacts[], to: RemotePlace, signal: AbortSignal): Promise<Settled> {
    // One of that name is nearer to what is wanted than another.
    const byName = [...candidates].sort((a, b) => Number(isCalled(b, to.name)) - Number(isCalled(a, to.name)));
    let isTaken = false;
    for (const facts of byName) {
      const settled = await settle(facts, to, signal);
      if (typeof settled !== 'string') return settled;
      isTaken ||= settled === 'taken';
    }
    return isTaken ? 'taken' : 'gone';
  }

  /** The photo that an attempt before has stored, else those that have the content by their tags. */
  async function candidates(
    { session, content: { md5 } }: Pick<AddPhotoRequest, 'session' | 'content'>,
    signal: AbortSignal,
  ): Promise<PhotoFacts[]> {
    const begun = await session.find();
    const stored = begun === undefined ? undefined : await store.find(begun.uploadId, signal);
    const mine = stored === undefined ? undefined : await store.resolve(stored, md5, signal);
    return mine !== undefined && hasContent(mine, md5) ? [mine] : store.withContent(md5, signal);
  }

  async function add(request: AddPhotoRequest, signal: AbortSignal): Promise<RemotePhoto> {
    const { to, content, session } = request;
    const { md5 } = content;
    const send = async (isCopy: boolean): Promise<RemotePhoto> => {
      const onStored = ({ id }: { id: string }): Promise<void> =>
        session.record({ uploadId: id, nextByte: content.bytes });
      const stored = await uploads.add({ ...request, name: to.name, md5, isCopy, onStored }, signal);
      return shown(await maker.put(stored.id, to, signal), stored);
    };
    const settled = await settleOne(await candidates(request, signal), to, signal);
    if (typeof settled !== 'string') return settled;
    // An album holds a photo once: another name in it takes another photo.
    if (settled === 'taken') return send(true);
    try {
      return await send(false);
    } catch (error) {
      if (!isRefusedWith(error, 'upload', 9) || error.duplicateId === undefined) throw error;
      const twin = await store.find(error.duplicateId, signal);
      const found = twin === undefined ? [] : [await store.resolve(twin, md5, signal)];
      const placed = await settleOne(found, to, signal);
      return typeof placed === 'string' ? send(true) : placed;
    }
  }

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
  async function part(
    request: ReplacePhotoRequest,
    among: { id: string; title?: string }[],
    signal: AbortSignal,
  ): Promise<RemotePhoto> {
    const { albumId, id, name } = request.photo;
    const albumName = among.find((album) => album.id === albumId)?.title ?? '';
    const stored = await add({ ...request, to: { albumId, albumName, name }, privacy: 'private', tags: [] }, signal);
    await detach(albumId, id, signal);
    return stored;
  }

  /** The photo of its own that an attempt before has given the album; the others' photo must not be touched now. */
  async function ownOf(request: ReplacePhotoRequest, signal: AbortSignal): Promise<RemotePhoto> {
    const { albumId, name } = request.photo;
    for (const facts of await candidates(request, signal)) {
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
    await detach(albumId, id, signal);
    return wasDetached;
  }

  /** Takes a photo out of an album; one that is not in it any more, or whose album is gone, is out. */
  async function detach(albumId: string, photoId: string, signal: AbortSignal): Promise<void> {
    const method = 'flickr.photosets.removePhoto';
    const params = { photoset_id: albumId, photo_id: photoId };
    await client.call(method, params, signal).catch(unlessRefused(method, 1, 2));
  }

  async function arrange(photo: RemotePhoto, to: RemotePlace, signal: AbortSignal): Promise<RemotePhoto> {
    const facts = await store.find(photo.id, signal);
    if (facts === undefined) throw gone(photo.name);
    const albums = (await store.albumsOf(photo.id, signal)) ?? [];
    // A photo has one title in all its albums: one album's wish is not the others'.
    const isShared = albums.some(({ id }) => id !== photo.albumId && id !== to.albumId);
    const renamed = isShared || isCalled(facts, to.name) ? facts : await rename(facts, to.name, signal);
    const albumId = placeAmong(albums, to)?.id ?? (await maker.put(photo.id, to, signal));
    if (albumId !== photo.albumId && albums.some(({ id }) => id === photo.albumId)) {
      await detach(photo.albumId, photo.id, signal);
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
      const stored = await contents.run(request.content.md5, () => add(request, signal), signal);
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

/** The album that is meant among those a photo is in. What is meant for no album (no name) is in place when it is in none. */
function placeAmong(
  albums: { id: string; title?: string }[],
  { albumId, albumName }: RemotePlace,
): { id: string } | undefined {
  if (albumId !== undefined) return albums.find(({ id }) => id === albumId);
  if (albumName === '') return albums.length === 0 ? { id: '' } : undefined;
  return albums.find(({ title }) => isSameTitle(title, albumName));
}

/** True when a photo that is in these albums is in one; in none, where there is no id. */
function isIn(albums: { id: string }[], albumId: string): boolean {
  return albumId === '' ? albums.length === 0 : albums.some(({ id }) => id === albumId);
}

function gone(name: string): ProviderError {
  return new ProviderError('NotFound', `Flickr: ${name} is not there any more.`, { service });
}

function unlessRefused(method: string, ...codes: number[]): (error: unknown) => void {
  return (error) => {
    if (!isRefusedWith(error, method, ...codes)) throw error;
  };
}
