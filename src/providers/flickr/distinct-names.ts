import { splitExtension } from '../../core/naming';

/** A name as one part of a path: stray whitespace goes, `/` would part the path. Never empty. */
export function pathName(name: string): string {
  const tidy = name.trim().replace(/\s+/g, ' ').replace(/\//g, '_');
  return tidy === '' ? 'unnamed' : tidy.replace(/^\.{1,2}$/, (dots) => `unnamed${'_'.repeat(dots.length)}`);
}

/** An album's title as a path: its parts are folders. */
export function pathOfTitle(title: string): string {
  const parts = title.split('/').filter((part) => part.trim() !== '');
  return parts.length === 0 ? 'unnamed' : parts.map(pathName).join('/');
}

/**
 * Tells apart what shares a name, which Flickr allows for albums and for photos: what was made first keeps the plain
 * name, the others get their ids. @returns names by id.
 */
export function distinctNames(things: readonly { id: string; name: string }[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>(things.map(({ name }) => name));
  const given = new Set<string>();
  for (const { id, name } of [...things].sort((a, b) => byAge(a.id, b.id))) {
    const isFree = !given.has(name);
    const { stem, extension } = splitExtension(name);
    const marked = `${stem} (${id})${extension === '' ? '' : `.${extension}`}`;
    // Somebody may have given another thing this very name.
    const chosen = isFree ? name : taken.has(marked) ? `${id} ${name}` : marked;
    names.set(id, chosen);
    given.add(chosen);
  }
  return names;
}

/** Ids are numbers that grow, too long for a number. */
export function byAge(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
