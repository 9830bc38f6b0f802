import { mediaByName } from '../../core/media-by-name';
import { splitExtension } from '../../core/naming';

/** What of a photo says what a file of it is called. */
export interface Titled {
  id: string;
  title?: string;
  /** `photo` or `video`. */
  media?: string;
  /** Extension of the original as Flickr tells it: `jpg`. Of a film it may be that of its still. */
  originalFormat?: string;
}

/**
 * The name of the file a photo is, or would be: its title, with the extension of its original where the title has none
 * that means the same. A photo without a title is named by its id.
 */
export function fileNameOf({ id, title = '', media, originalFormat = 'jpg' }: Titled): string {
  const stem = title.trim() === '' ? id : title;
  const meant = mediaByName(stem);
  if (media === 'video') {
    if (meant.media === 'video') return stem;
    return `${stem}.${mediaByName(`x.${originalFormat}`).media === 'video' ? originalFormat : 'mp4'}`;
  }
  return hasExtension(stem) && meant.format === mediaByName(`x.${originalFormat}`).format
    ? stem
    : `${stem}.${originalFormat}`;
}

/**
 * The title under which a file is stored: its name without the extension where Flickr's own would bring the very name
 * back, else the whole name, so that `IMG_1.JPG` and `a.jpeg` come back as they were.
 */
export function titleOf(name: string, { media, originalFormat }: Pick<Titled, 'media' | 'originalFormat'>): string {
  const { stem } = splitExtension(name);
  return fileNameOf({ id: '', title: stem, media, originalFormat }) === name ? stem : name;
}

/** True when a photo's name is this one, as far as Flickr tells names apart: it trims titles and joins their spaces. */
export function isCalled(photo: Titled, name: string): boolean {
  const wanted = asKept(name);
  return asKept(fileNameOf(photo)) === wanted || asKept(photo.title ?? '') === asKept(titleOf(name, photo));
}

/** True when two titles of albums are one to Flickr. */
export function isSameTitle(a: string | undefined, b: string): boolean {
  return asKept(a ?? '') === asKept(b);
}

/** True for a name that Flickr keeps letter by letter, as far as anybody knows. */
export function isPlain(name: string): boolean {
  return name.length <= 200 && /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._()-]*( [\p{L}\p{N}\p{M}._()-]+)*$/u.test(name);
}

function asKept(text: string): string {
  return text.trim().replace(/\s+/g, ' ').normalize('NFC');
}

function hasExtension(name: string): boolean {
  return splitExtension(name).extension !== '';
}
