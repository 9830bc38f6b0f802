import { badInput, endpointError } from '../api-error';

const pattern = String.raw`(/(.|[\r\n])*)?|id:.*|(ns:[0-9]+(/.*)?)`;
const longestNameBytes = 255;
const disallowed = new Set(['desktop.ini', 'thumbs.db', '.ds_store', 'icon\r', '.dropbox', '.dropbox.attr']);

/** The key of a path: Dropbox tells no case apart. */
export function keyOf(path: string): string {
  return path.toLowerCase();
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True for a path the API takes at all: nothing for the top, `/...`, or an id. Others are 400 in its own words. */
export function checkForm(fn: string, path: string): void {
  if (path === '/') {
    throw badInput(fn, 'request body: path: Specify the root folder as an empty string rather than as "/".');
  }
  if (!new RegExp(`^(?:${pattern})$`, 's').test(path)) {
    throw badInput(fn, `request body: path: '${path}' did not match pattern '${pattern}'`);
  }
}

/** Why a path is no path at all, if so: the tag of a lookup or write error. */
export function isMalformed(path: string): boolean {
  if (path === '') return false;
  const parts = path.split('/').slice(1);
  return parts.some((part) => part === '' || Buffer.byteLength(part) > longestNameBytes || /[\0]/.test(part));
}

/** Refuses a path that nothing may be written to. `tags` come before the reason in the error. */
export function checkWritable(path: string, refuse: (reason: string) => Error): void {
  if (path === '' || isMalformed(path)) throw refuse('malformed_path');
  for (const part of path.split('/').slice(1)) {
    if (part === '.' || part === '..' || disallowed.has(part.toLowerCase()) || /[. ]$/.test(part)) {
      throw refuse('disallowed_name');
    }
  }
}

/** Refuses a path that cannot be looked up. */
export function checkLookup(path: string, tag = 'path'): void {
  if (isMalformed(path)) throw endpointError([tag, 'malformed_path']);
}
