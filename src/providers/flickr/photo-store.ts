import { md5OfContent } from '../md5';
import { contextsSchema, photoExtras, photosSchema } from './answers';
import { isRefusedWith } from './call-error';
import type { FlickrClient } from './client';
import { contentTag, isStale, md5Tag } from './content-tags';
import { fileNameOf } from './file-name';
import type { Originals } from './originals';
import { factsOfInfo, factsOfListed, type PhotoFacts } from './photo-facts';

/** More photos of one content nobody has. */
const mostCopies = 100;

/** The account's photos, wherever they are. */
export class PhotoStore {
  constructor(
    private readonly client: FlickrClient,
    private readonly originals: Originals,
  ) {}

  /** What a photo is now; `undefined`: it is gone. */
  async find(id: string, signal: AbortSignal): Promise<PhotoFacts | undefined> {
    const method = 'flickr.photos.getInfo';
    const answer = await this.client.call(method, { photo_id: id }, signal).catch((error: unknown) => {
      if (isRefusedWith(error, method, 1)) return undefined;
      throw error;
    });
    return answer === undefined ? undefined : factsOfInfo(answer);
  }

  /** The albums a photo is in; `undefined`: the photo is gone. */
  async albumsOf(id: string, signal: AbortSignal): Promise<{ id: string; title?: string }[] | undefined> {
    const method = 'flickr.photos.getAllContexts';
    const answer = await this.client.call(method, { photo_id: id }, signal).catch((error: unknown) => {
      if (isRefusedWith(error, method, 1)) return undefined;
      throw error;
    });
    return answer === undefined ? undefined : contextsSchema.parse(answer).set;
  }

  /** Photos that have a content, as far as tags tell; the index that answers may be a little behind. */
  async withContent(md5: string, signal: AbortSignal): Promise<PhotoFacts[]> {
    const params = {
      user_id: 'me',
      machine_tags: md5Tag(md5),
      extras: photoExtras,
      per_page: String(mostCopies),
      sort: 'date-posted-asc',
    };
    const { photos } = photosSchema.parse(await this.client.call('flickr.photos.search', params, signal));
    const found: PhotoFacts[] = [];
    for (const photo of photos.photo.map(factsOfListed)) {
      const resolved = await this.resolve(photo, md5, signal);
      if (hasContent(resolved, md5)) found.push(resolved);
    }
    return found;
  }

  /**
   * Makes sure whether a photo has this content. Where its tags say only that it may, because an upload was broken off
   * before all was written down, or because somebody put other content in its place, it is read.
   */
  async resolve(photo: PhotoFacts, md5: string, signal: AbortSignal): Promise<PhotoFacts> {
    const { id, originalSecret: fingerprint, maybe } = photo;
    const isKnown = photo.md5 !== undefined || photo.sentMd5 !== undefined || !maybe.includes(md5);
    if (isKnown || fingerprint === undefined) return photo;
    const content = await this.originals.content({ id, fingerprint, name: fileNameOf(photo) }, signal);
    const found = await md5OfContent(content, signal);
    await this.note({ ...photo, originalSecret: fingerprint }, { md5: found, isKept: true }, signal);
    return { ...photo, md5: found };
  }

  /** Writes down what content a photo has. Tags of ours that speak of an older one are taken off, where they are known. */
  async note(
    { id, originalSecret, tags = [] }: Pick<PhotoFacts, 'id' | 'tags'> & { originalSecret: string },
    { md5, isKept }: { md5: string; isKept: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const current = [md5Tag(md5), contentTag({ md5, originalSecret, isKept })];
    await this.client.call('flickr.photos.addTags', { photo_id: id, tags: current.join(' ') }, signal);
    const method = 'flickr.photos.removeTag';
    for (const { id: tag_id, text } of tags) {
      if (!isStale(text, current)) continue;
      await this.client.call(method, { tag_id }, signal).catch((error: unknown) => {
        if (!isRefusedWith(error, method, 1)) throw error;
      });
    }
  }
}

/** True when a photo has this content, or was made of it. */
export function hasContent({ md5, sentMd5 }: PhotoFacts, wanted: string): boolean {
  return md5 === wanted || sentMd5 === wanted;
}
