import type { RemotePlace } from '../../core/sync';
import { albumOfTitle, titleOfAlbum } from './album-finder';
import { albumMadeSchema } from './answers';
import { isRefusedWith } from './call-error';
import type { FlickrClient } from './client';
import { isSameTitle } from './file-name';
import { KeyedLock } from '../keyed-lock';

/** What was found out about an album is believed for so long: somebody may rename or delete it. */
const believedMs = 60_000;

/**
 * Puts photos into albums, which Flickr makes of their first photo and gives ids of its own, so that nothing can be agreed
 * on beforehand. Whoever made an album enters it as the one of its title; who comes second takes the first one's album
 * and does away with his own. Within a process one at a time looks for a title.
 */
export class AlbumMaker {
  private readonly lock = new KeyedLock();
  private readonly known = new Map<string, { id: string; untilMs: number }>();

  constructor(private readonly client: FlickrClient) {}

  /** Puts a photo into an album, which is made where there is none; without a name into none. @returns the album's id. */
  async put(photoId: string, { albumId, albumName }: Omit<RemotePlace, 'name'>, signal: AbortSignal): Promise<string> {
    if (albumId !== undefined && (await this.attach(albumId, photoId, signal))) return albumId;
    if (albumName === '') return '';
    const find = async (): Promise<string> => {
      const known = this.known.get(albumName);
      if (known !== undefined && known.untilMs > Date.now() && (await this.attach(known.id, photoId, signal))) {
        return known.id;
      }
      const id = await this.findOrMake(photoId, albumName, signal);
      this.known.set(albumName, { id, untilMs: Date.now() + believedMs });
      return id;
    };
    return this.lock.run(albumName, find, signal);
  }

  private async findOrMake(photoId: string, title: string, signal: AbortSignal): Promise<string> {
    const entered = await this.entered(title, signal);
    const found = entered.id ?? (await albumOfTitle(this.client, title, signal));
    if (found !== undefined && (await this.attach(found, photoId, signal))) return found;
    const mine = await this.create(photoId, title, signal);
    const first = await this.enter(mine, title, entered.entry, signal);
    if (first === mine) return mine;
    // Somebody was faster. His album may have gone again at once; then mine is as good as any.
    if (!(await this.attach(first, photoId, signal))) return mine;
    await this.discard(mine, signal);
    return first;
  }

  /** The album that was entered for a title, as long as it has that title; else the number of the next entry. */
  private async entered(title: string, signal: AbortSignal): Promise<{ id?: string; entry: number }> {
    for (let entry = 0; ; entry += 1) {
      const id = await this.client.facts.get(factOf(title, entry));
      if (id === undefined) return { entry };
      if (isTitled(await titleOfAlbum(this.client, id, signal), title)) return { id, entry };
    }
  }

  /** Enters an album for its title. @returns the one that holds then. */
  private async enter(mine: string, title: string, from: number, signal: AbortSignal): Promise<string> {
    for (let entry = from; ; entry += 1) {
      const holds = await this.client.facts.claim(factOf(title, entry), mine);
      if (holds === mine || isTitled(await titleOfAlbum(this.client, holds, signal), title)) return holds;
    }
  }

  private async create(photoId: string, title: string, signal: AbortSignal): Promise<string> {
    const params = { title, primary_photo_id: photoId };
    return albumMadeSchema.parse(await this.client.call('flickr.photosets.create', params, signal)).photoset.id;
  }

  /** False: the album is gone. A photo that is in it already is as good as put. */
  private async attach(albumId: string, photoId: string, signal: AbortSignal): Promise<boolean> {
    const method = 'flickr.photosets.addPhoto';
    try {
      await this.client.call(method, { photoset_id: albumId, photo_id: photoId }, signal);
      return true;
    } catch (error) {
      if (isRefusedWith(error, method, 3)) return true;
      if (isRefusedWith(error, method, 1)) return false;
      throw error;
    }
  }

  /** Takes an album away that nobody has seen; its photo stays. */
  private async discard(albumId: string, signal: AbortSignal): Promise<void> {
    const method = 'flickr.photosets.delete';
    await this.client.call(method, { photoset_id: albumId }, signal).catch((error: unknown) => {
      if (!isRefusedWith(error, method, 1)) throw error;
    });
  }
}

function isTitled(found: string | undefined, title: string): boolean {
  return found !== undefined && isSameTitle(found, title);
}

function factOf(title: string, entry: number): string {
  return `album ${entry} ${title}`;
}
