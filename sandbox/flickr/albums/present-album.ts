import type { JsonObject } from '../../frame/json';
import { person } from '../access/app';
import type { Account } from '../account';
import type { Album } from '../store/album';

/** An album as `getInfo` and `getList` show it. */
export function presentAlbum(account: Account, album: Album): JsonObject {
  const primary = account.photos.get(album.primary);
  const films = account.albums.photosOf(album.id).filter((id) => account.photos.get(id)?.media === 'video').length;
  const stills = account.albums.sizeOf(album.id) - films;
  return {
    id: album.id,
    owner: person.nsid,
    username: person.username,
    primary: album.primary,
    secret: primary?.secret ?? '',
    server: primary?.server ?? '',
    farm: primary?.farm ?? 0,
    count_views: '0',
    count_comments: '0',
    count_photos: stills,
    count_videos: films,
    title: { _content: album.title },
    description: { _content: album.description },
    can_comment: 0,
    date_create: String(album.createdAt),
    date_update: String(album.updatedAt),
    sorting_option_id: 'manual-add-to-end',
    photos: stills,
    videos: films,
  };
}
