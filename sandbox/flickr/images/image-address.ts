import type { Account } from '../account';
import { person } from '../access/app';
import type { Photo } from '../store/photo';

/** A size a picture is to be had in (Flickr, "Photo Image URLs"). */
export interface Size {
  /** In addresses: `q`; the original's is `o`. */
  letter: string;
  /** In `extras`: `url_q`. */
  extra: string;
  /** In `flickr.photos.getSizes`. */
  label: string;
  /** Longest side, or both sides of a square. */
  longest: number;
  isSquare?: boolean;
}

/** Every size but the original, the smallest first. */
export const sizes: readonly Size[] = [
  { letter: 's', extra: 'sq', label: 'Square', longest: 75, isSquare: true },
  { letter: 'q', extra: 'q', label: 'Large Square', longest: 150, isSquare: true },
  { letter: 't', extra: 't', label: 'Thumbnail', longest: 100 },
  { letter: 'm', extra: 's', label: 'Small', longest: 240 },
  { letter: 'n', extra: 'n', label: 'Small 320', longest: 320 },
  { letter: '', extra: 'm', label: 'Medium', longest: 500 },
  { letter: 'z', extra: 'z', label: 'Medium 640', longest: 640 },
  { letter: 'c', extra: 'c', label: 'Medium 800', longest: 800 },
  { letter: 'b', extra: 'l', label: 'Large', longest: 1024 },
  { letter: 'h', extra: 'h', label: 'Large 1600', longest: 1600 },
  { letter: 'k', extra: 'k', label: 'Large 2048', longest: 2048 },
];

/** A photo in one size: where it is and how large. */
export interface Rendition {
  url: string;
  width: number;
  height: number;
}

/** A size of a photo; undefined when the photo is smaller. Thumbnails and squares are there of every photo. */
export function renditionOf(account: Account, photo: Photo, size: Size): Rendition | undefined {
  const longest = Math.max(photo.width, photo.height);
  if (longest < size.longest && size.longest > 150) return undefined;
  const name = `${photo.id}_${photo.secret}${size.letter === '' ? '' : `_${size.letter}`}`;
  const extension = photo.format === 'png' || photo.format === 'gif' ? photo.format : 'jpg';
  const url = `${imageHost(account)}/${photo.server}/${name}.${extension}`;
  if (size.isSquare === true) return { url, width: size.longest, height: size.longest };
  const scale = Math.min(1, size.longest / longest);
  return {
    url,
    width: Math.max(1, Math.round(photo.width * scale)),
    height: Math.max(1, Math.round(photo.height * scale)),
  };
}

/** The original of a photo. Of a video it is a still. */
export function originalOf(account: Account, photo: Photo): Rendition {
  const { id, originalSecret, server, width, height, format, media } = photo;
  const extension = media === 'video' ? 'jpg' : format;
  return { url: `${imageHost(account)}/${server}/${id}_${originalSecret}_o.${extension}`, width, height };
}

/** Where a video is to be had as it was uploaded: an address of the site that sends on to the image host. */
export function videoOriginalOf(account: Account, { id, originalSecret }: Photo): string {
  return `${photoPage(account, id)}play/orig/${originalSecret}/`;
}

/** The file that {@link videoOriginalOf} sends on to. */
export function videoFileOf(account: Account, { id, originalSecret, format }: Photo): string {
  return `${imageHost(account)}/video/${id}/${originalSecret}/orig.${format}`;
}

/** The page of a photo on the site. */
export function photoPage(account: Account, id: string): string {
  return `${account.context.baseUrl()}/photos/${person.pathAlias}/${id}/`;
}

/** The page of an album on the site. */
export function albumPage(account: Account, id: string): string {
  return `${account.context.baseUrl()}/photos/${person.pathAlias}/sets/${id}/`;
}

function imageHost(account: Account): string {
  return `${account.context.baseUrl()}/live`;
}
