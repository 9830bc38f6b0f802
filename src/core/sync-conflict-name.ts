import { markedPath, safePart } from './safe-path';

/**
 * What a photo of a service is called where its name belongs to another: `a (Flickr).jpg`, then `a (Flickr 2).jpg`.
 * @param n How many such names are taken, plus one.
 */
export function conflictName(name: string, service: string, n = 1): string {
  return markedPath(safePart(name), ` (${safePart(service)}${n === 1 ? '' : ` ${n}`})`);
}
