import type { AlbumOddity, PhotoPage } from '../albums';
import type { RemotePhoto } from '../../core/sync';
import { mediaByName } from '../../core/media-by-name';
import { documentTypes, shortcutType, type DriveFile } from './drive-file';
import { fingerprintOf } from './folder-listing';

/** What is said of a file whose type nobody has told. */
const untoldType = 'application/octet-stream';

/** A file of an album as a photo of it. */
export function toRemote(albumId: string, file: DriveFile): RemotePhoto {
  const { id, name, md5Checksum: md5, size: bytes, modifiedTime: modifiedAt } = file;
  return {
    albumId,
    id,
    name,
    fingerprint: fingerprintOf(file),
    ...(md5 === undefined ? {} : { md5 }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
  };
}

/** Sorts the files of an album: photos, what cannot be kept in step, and what is none of our business. */
export function photosAmong(albumId: string, files: DriveFile[]): PhotoPage {
  const page: PhotoPage = { entries: [], oddities: [] };
  for (const file of files) {
    const reason = oddityOf(file);
    if (reason !== undefined) page.oddities.push(reason);
    else if (isPhoto(file)) page.entries.push(toRemote(albumId, file));
  }
  return page;
}

/** True for pictures and films, by type, or by name where Drive was told no type. */
export function isPhoto({ name, mimeType }: DriveFile): boolean {
  if (mimeType === untoldType) return mediaByName(name).media !== 'other';
  return /^(image|video)\//.test(mimeType);
}

function oddityOf({ name, mimeType, capabilities, ...file }: DriveFile): AlbumOddity | undefined {
  if (mimeType === shortcutType) return { name, reason: 'a shortcut: put the photo itself into the album' };
  if (mimeType.startsWith(documentTypes)) return undefined;
  if (capabilities?.canDownload === false && isPhoto({ ...file, name, mimeType, capabilities })) {
    return { name, reason: 'its owner does not let it be downloaded' };
  }
  return undefined;
}
