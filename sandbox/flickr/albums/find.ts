import { ApiError } from '../api-error';
import { listOf, valueOf, type Call } from '../rest/call';
import type { Album } from '../store/album';
import type { Photo } from '../store/photo';

/** The album a call is about. @throws {ApiError} 1 */
export function albumOf(call: Call): Album {
  const album = call.account.albums.get(valueOf(call, 'photoset_id'));
  if (!album) throw new ApiError(1, 'Photoset not found');
  return album;
}

/** Photos by their ids, each once. @throws {ApiError} 2 when one is not there. */
export function photosNamed(call: Call): Photo[] {
  return [...new Set(listOf(call, 'photo_ids'))].map((id) => {
    const photo = call.account.photos.get(id);
    if (!photo) throw new ApiError(2, 'Photo not found');
    return photo;
  });
}
