import type { RemotePhoto, RemotePlace } from '../../core/sync';
import type { AddPhotoRequest } from '../albums';
import type { AlbumMaker } from './album-maker';
import { isRefusedWith } from './call-error';
import type { FlickrClient } from './client';
import { isCalled } from './file-name';
import type { PhotoFacts } from './photo-facts';
import { hasContent, type PhotoStore } from './photo-store';
import { placeAmong, rename, shown } from './places';
import type { Uploads } from './uploads';

/** Where a photo ended up; `taken`: it is in that album under another name; `gone`: it is nowhere any more. */
type Settled = RemotePhoto | 'taken' | 'gone';

interface Parts {
  store: PhotoStore;
  uploads: Uploads;
  maker: AlbumMaker;
}

/** Brings photos into albums: those that are in the account already, and new ones. */
export class Additions {
  constructor(
    private readonly client: FlickrClient,
    private readonly parts: Parts,
  ) {}

  /** Gives a photo that has the content its place, if it can have it. */
  private async settle(facts: PhotoFacts, to: RemotePlace, signal: AbortSignal): Promise<Settled> {
    const albums = await this.parts.store.albumsOf(facts.id, signal);
    if (albums === undefined) return 'gone';
    const there = placeAmong(albums, to);
    // A photo that came here from another album has kept the name it has there.
    const fact = `placed ${facts.id} ${to.albumName}`;
    if (there !== undefined) {
      const isThis = isCalled(facts, to.name) || (await this.client.facts.get(fact)) === to.name;
      return isThis ? shown(there.id, facts) : 'taken';
    }
    let placed = facts;
    if (!isCalled(facts, to.name)) {
      if (albums.length > 0) await this.client.facts.set(fact, to.name);
      else placed = await rename(this.client, { photo: facts, name: to.name }, signal);
    }
    return shown(await this.parts.maker.put(facts.id, to, signal), placed);
  }

  /** Places one of several photos that have the content. */
  private async settleOne(candidates: PhotoFacts[], to: RemotePlace, signal: AbortSignal): Promise<Settled> {
    // One of that name is nearer to what is wanted than another.
    const byName = [...candidates].sort((a, b) => Number(isCalled(b, to.name)) - Number(isCalled(a, to.name)));
    let isTaken = false;
    for (const facts of byName) {
      const settled = await this.settle(facts, to, signal);
      if (typeof settled !== 'string') return settled;
      isTaken ||= settled === 'taken';
    }
    return isTaken ? 'taken' : 'gone';
  }

  /** The photo that an attempt before has stored, else those that have the content by their tags. */
  async candidates(
    { session, content: { md5 } }: Pick<AddPhotoRequest, 'session' | 'content'>,
    signal: AbortSignal,
  ): Promise<PhotoFacts[]> {
    const begun = await session.find();
    const stored = begun === undefined ? undefined : await this.parts.store.find(begun.uploadId, signal);
    const mine = stored === undefined ? undefined : await this.parts.store.resolve(stored, md5, signal);
    return mine !== undefined && hasContent(mine, md5) ? [mine] : this.parts.store.withContent(md5, signal);
  }

  /** Stores a photo and gives it its place; done again, it finds what is there. */
  async add(request: AddPhotoRequest, signal: AbortSignal): Promise<RemotePhoto> {
    const { to, content, session } = request;
    const { md5 } = content;
    const send = async (isCopy: boolean): Promise<RemotePhoto> => {
      const onStored = ({ id }: { id: string }): Promise<void> =>
        session.record({ uploadId: id, nextByte: content.bytes });
      const stored = await this.parts.uploads.add({ ...request, name: to.name, md5, isCopy, onStored }, signal);
      return shown(await this.parts.maker.put(stored.id, to, signal), stored);
    };
    const settled = await this.settleOne(await this.candidates(request, signal), to, signal);
    if (typeof settled !== 'string') return settled;
    // An album holds a photo once: another name in it takes another photo.
    if (settled === 'taken') return send(true);
    try {
      return await send(false);
    } catch (error) {
      if (!isRefusedWith(error, 'upload', 9) || error.duplicateId === undefined) throw error;
      const twin = await this.parts.store.find(error.duplicateId, signal);
      const found = twin === undefined ? [] : [await this.parts.store.resolve(twin, md5, signal)];
      const placed = await this.settleOne(found, to, signal);
      return typeof placed === 'string' ? send(true) : placed;
    }
  }
}
