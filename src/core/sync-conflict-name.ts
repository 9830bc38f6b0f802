import { markedPath, safePart } from './safe-path';

/**
 * What a photo of a service is called where its name belongs to another: `a (Flickr).jpg`, then `a (Flickr 2).jpg`.
 * @param n How many such names are taken, plus one.
 */
export function conflictName(name: string, service: string, n = 1): string {
  return markedPath(safePart(name), ` (${safePart(service)}${n === 1 ? '' : ` ${n}`})`);
}

/** True when a name is one that was given to a photo because its own was taken. */
export function isConflictNameOf(name: string, own: string, service: string): boolean {
  const marked = new RegExp(` \\(${escaped(safePart(service))}( [0-9]+)?\\)(?=(\\.[^.]*)?$)`, 'u');
  return marked.test(name) && name.replace(marked, '').normalize('NFC') === safePart(own);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
