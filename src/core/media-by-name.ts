import type { Asset } from './asset';
import { splitExtension } from './naming';

/** Images by their extensions, under the names they have when they are told by content. */
const images: ReadonlyMap<string, string> = new Map([
  ['jpg', 'jpeg'],
  ['jpeg', 'jpeg'],
  ['jpe', 'jpeg'],
  ['png', 'png'],
  ['gif', 'gif'],
  ['webp', 'webp'],
  ['bmp', 'bmp'],
  ['tif', 'tiff'],
  ['tiff', 'tiff'],
  ['heic', 'heic'],
  ['heif', 'heic'],
  ['avif', 'avif'],
  ['svg', 'svg'],
  ['psd', 'psd'],
  ['ico', 'ico'],
  ['jxl', 'jxl'],
]);

/** Cloudinary keeps sound where it keeps films (Upload API reference, `resource_type`). */
const films = new Set(
  'mp4 m4v mov avi mkv webm wmv flv mpg mpeg 3gp 3g2 ogv mts m2ts ts mp3 m4a aac wav flac ogg opus aiff aif'.split(' '),
);

/** What a file is by its name, for a service that says no more than that without being asked for bytes. */
export function mediaByName(name: string): Pick<Asset, 'media' | 'format'> {
  const extension = splitExtension(name).extension.toLowerCase();
  const image = images.get(extension);
  if (image !== undefined) return { media: 'image', format: image };
  if (films.has(extension)) return { media: 'video', format: extension };
  return { media: 'other', format: extension === '' ? 'unknown' : extension };
}
