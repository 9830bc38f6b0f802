import type { RemotePhoto, RemotePlace } from '../../core/sync';
import type { SyncAttempt } from './sync-attempt';

/** True when a photo has this name and, as far as the place says which, is in this album. */
export function isInPlace(photo: RemotePhoto, { albumId, name }: RemotePlace): boolean {
  return photo.name === name && (albumId === undefined || albumId === photo.albumId);
}

/** Gives a photo its place where it has another one. */
export async function arranged(at: SyncAttempt, photo: RemotePhoto, to: RemotePlace): Promise<RemotePhoto> {
  if (isInPlace(photo, to) && to.albumId !== undefined) return photo;
  if (photo.name === to.name && (await albumIdOf(at, to)) === photo.albumId) return photo;
  return at.albums.arrange({ photo, to }, { signal: at.signal });
}

/** Id of the album of a place; `undefined` when there is none yet. Of two of one name it is the first. */
export async function albumIdOf(at: SyncAttempt, { albumId, albumName }: RemotePlace): Promise<string | undefined> {
  if (albumId !== undefined) return albumId;
  let cursor: string | undefined;
  do {
    const page = await at.albums.albums({ cursor }, { signal: at.signal });
    const found = page.entries.find(({ name }) => name === albumName);
    if (found !== undefined) return found.id;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return undefined;
}
