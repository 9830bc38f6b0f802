import { mediaByName } from './media-by-name';
import { foldedPath, safePart } from './safe-path';
import type { SyncOptions } from './sync';
import { trashFolder, unfinishedEnding } from './sync-trash';

/** Sound that services of media take for film; no album holds it. */
const sound = new Set('mp3 m4a aac wav flac ogg opus aiff aif'.split(' '));

/** Which album the photos of a folder belong to. */
export interface AlbumTitles {
  /** True for the name of a folder that is left out with all below it. */
  isExcluded(folderName: string): boolean;
  /**
   * The title of a folder by its path below the root: its parts joined by ` - `, without those that give no part of it.
   * `undefined`: the folder is left out.
   */
  titleOf(folder: string): string | undefined;
}

/** How folders become titles, by the options of a job. @throws {SyntaxError} for what is no regular expression. */
export function albumTitles({
  exclude,
  excludeInTitle,
  rootTitle,
}: Pick<SyncOptions, 'exclude' | 'excludeInTitle' | 'rootTitle'>): AlbumTitles {
  const left = exclude.map((source) => new RegExp(source, 'u'));
  const silent = excludeInTitle.map((source) => new RegExp(source, 'u'));
  const isExcluded = (name: string): boolean =>
    name === trashFolder || left.some((expression) => expression.test(name));
  return {
    isExcluded,
    titleOf(folder) {
      const parts = folder.split('/').filter((part) => part !== '');
      if (parts.some(isExcluded)) return undefined;
      const told = parts.filter((part) => !silent.some((expression) => expression.test(part)));
      return (told.length === 0 ? rootTitle : told.join(' - ')).normalize('NFC');
    },
  };
}

/** True for names of images and films, as far as a name tells; not for hidden and unfinished files. */
export function isPhotoName(name: string): boolean {
  if (name.startsWith('.') || name.toLowerCase().endsWith(unfinishedEnding)) return false;
  const { media, format } = mediaByName(name);
  return media !== 'other' && !sound.has(format);
}

/**
 * What names and titles have in common exactly when they would be one on some disk: compared, never shown. A name that a
 * service has and the name of the file that it was saved as are the same by it.
 */
export function nameKey(name: string): string {
  return foldedPath(safePart(name));
}
