import type { RemotePhoto } from '../../core/sync';
import { albumOfTitle } from './album-finder';
import { albumPhotos } from './album-photos';
import type { FlickrClient } from './client';
import { loosePhotos } from './loose-photos';
import { toRemote } from './photo-facts';

/** What was listed is believed for so long: each look costs calls of a scarce quota. */
const believedMs = 60_000;
/** Folders that are remembered. */
const mostFolders = 32;

/** What lies in a folder of a destination, which is an album: its id, if there is one, and its photos by name. */
export interface FolderContent {
  albumId?: string;
  photos: Map<string, RemotePhoto>;
}

/** Finds photos by path. Flickr has no paths: the album is found by its title and listed. */
export class FolderIndex {
  private readonly known = new Map<string, { content: Promise<FolderContent>; untilMs: number }>();

  constructor(private readonly client: FlickrClient) {}

  /** What lies in a folder; that of the top is in no album. */
  async contentOf(folder: string, signal: AbortSignal): Promise<FolderContent> {
    const known = this.known.get(folder);
    if (known !== undefined && known.untilMs > Date.now()) {
      // Another call's abort is not this one's.
      const content = await known.content.catch(() => undefined);
      if (content !== undefined) return content;
    }
    signal.throwIfAborted();
    const content = this.read(folder, signal);
    const [oldest] = this.known.size >= mostFolders ? this.known.keys() : [];
    if (oldest !== undefined) this.known.delete(oldest);
    this.known.set(folder, { content, untilMs: Date.now() + believedMs });
    content.catch(() => this.known.delete(folder));
    return content;
  }

  /** The next look at a folder is a new one. */
  forget(folder: string): void {
    this.known.delete(folder);
  }

  /** Takes note of what was put into a folder, or taken out of it, without listing it anew. */
  async note(folder: string, name: string, photo: RemotePhoto | undefined): Promise<void> {
    const content = await this.known.get(folder)?.content.catch(() => undefined);
    if (content === undefined) return;
    if (photo === undefined) content.photos.delete(name);
    else {
      content.photos.set(name, photo);
      if (photo.albumId !== '') content.albumId = photo.albumId;
    }
  }

  private async read(folder: string, signal: AbortSignal): Promise<FolderContent> {
    const albumId = folder === '' ? undefined : await albumOfTitle(this.client, folder, signal);
    if (albumId === undefined && folder !== '') return { photos: new Map() };
    const listed =
      albumId === undefined ? await loosePhotos(this.client, signal) : await albumPhotos(this.client, albumId, signal);
    const photos = new Map<string, RemotePhoto>();
    for (const facts of listed) {
      const photo = toRemote(albumId ?? '', facts);
      // Of several of one name the first is meant.
      if (photo !== undefined && !photos.has(photo.name)) photos.set(photo.name, photo);
    }
    return { albumId, photos };
  }
}
