import { splitExtension } from '../../core/naming';

/** What is needed to tell things of one name apart. */
export interface Named {
  id: string;
  name: string;
  createdTime?: string;
}

/** A name as part of a path: stray whitespace goes, `/` would part the path. Never empty. */
export function pathName(name: string): string {
  const tidy = name.trim().replace(/\s+/g, ' ').replace(/\//g, '_');
  return tidy === '' || tidy === '.' || tidy === '..' ? `unnamed${tidy === '' ? '' : tidy.replace(/\./g, '_')}` : tidy;
}

/**
 * Tells apart the things of one folder that share a name, which Drive allows: the oldest keeps the plain name, the
 * others get a part of their ids. Fed with all things of a folder, it does not matter in which order.
 */
export class DistinctNames {
  private readonly oldest = new Map<string, Named>();

  /** Takes note of one thing of the folder. */
  add(thing: Named): void {
    const name = pathName(thing.name);
    const known = this.oldest.get(name);
    if (known === undefined || isOlder(thing, known)) this.oldest.set(name, thing);
  }

  /** The name of one thing in its folder's path, no other thing's. */
  nameOf(thing: Named): string {
    const name = pathName(thing.name);
    if (this.oldest.get(name)?.id === thing.id) return name;
    const { stem, extension } = splitExtension(name);
    const marked = (mark: string): string => `${stem} (${mark})${extension === '' ? '' : `.${extension}`}`;
    // Somebody may have given another thing this very name.
    const short = marked(thing.id.slice(0, 8));
    return this.oldest.has(short) ? marked(thing.id) : short;
  }
}

function isOlder(one: Named, other: Named): boolean {
  const [a, b] = [one.createdTime ?? '', other.createdTime ?? ''];
  return a === b ? one.id < other.id : a < b;
}
