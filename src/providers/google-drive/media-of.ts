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

const contentTypes: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  bmp: 'image/bmp',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  heic: 'image/heif',
  heif: 'image/heif',
  avif: 'image/avif',
  psd: 'image/vnd.adobe.photoshop',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
  mkv: 'video/x-matroska',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  zip: 'application/zip',
};

/** The type a file is stored under, by its extension: Drive shows pictures by it. */
export function contentTypeOf(path: string): string {
  return contentTypes[splitExtension(path).extension.toLowerCase()] ?? 'application/octet-stream';
}
