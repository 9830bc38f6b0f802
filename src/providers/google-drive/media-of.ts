import type { MediaKind } from '../../core/media';
import { splitExtension } from '../../core/naming';

const imageExtensions = 'jpg jpeg png gif bmp webp svg tif tiff heic heif avif psd ico jxl'.split(' ');
const filmExtensions = 'mp4 mov avi mkv webm m4v mpg mpeg wmv 3gp mp3 wav m4a aac ogg flac'.split(' ');
/** Names of one format. */
const sameFormat: Record<string, string> = {
  jpeg: 'jpg',
  tiff: 'tif',
  'svg+xml': 'svg',
  quicktime: 'mov',
  'x-icon': 'ico',
  'vnd.adobe.photoshop': 'psd',
  'x-photoshop': 'psd',
};

/**
 * What a file is, by the type Drive knows it under, and by its extension where that says nothing
 * (`application/octet-stream` is what programs without a better word send).
 */
export function mediaOf({ mimeType, name }: { mimeType: string; name: string }): { media: MediaKind; format: string } {
  const [kind = '', subtype = ''] = mimeType.toLowerCase().split('/');
  const format = sameFormat[subtype] ?? subtype;
  if (kind === 'image') return { media: 'image', format };
  // Cloudinary keeps sound where it keeps films.
  if (kind === 'video' || kind === 'audio') return { media: 'video', format };
  const extension = splitExtension(name).extension.toLowerCase();
  const isSilent = mimeType === '' || mimeType === 'application/octet-stream';
  if (isSilent && imageExtensions.includes(extension)) {
    return { media: 'image', format: sameFormat[extension] ?? extension };
  }
  if (isSilent && filmExtensions.includes(extension)) return { media: 'video', format: extension };
  return { media: 'other', format: mimeType === '' ? 'unknown' : mimeType };
}
