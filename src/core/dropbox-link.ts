/** Where something in Dropbox is: a path of one's own, or the address of a shared link. */
export type DropboxLink = { path: string } | { url: string };

/** Parts of a query that belong to a shared link; the rest is about how the web page shows it. */
const kept = ['rlkey', 'st'];

/**
 * Reads a path (`/a/b`, `a/b`; `/` is all there is), the web address of one's own folder, or a shared link. `undefined`:
 * it is none of them.
 */
export function parseDropboxLink(text: string): DropboxLink | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (!/^https?:\/\//i.test(trimmed)) return { path: cleanPath(trimmed) };
  if (!URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  if (!/(^|\.)dropbox\.com$/i.test(url.hostname)) return undefined;
  const home = /^\/home(?:\/personal)?(\/.*)?$/.exec(url.pathname);
  if (home !== null) {
    const path = decoded(home[1] ?? '/');
    return path === undefined ? undefined : { path: cleanPath(path) };
  }
  if (!/^\/(sh|s|scl\/f[io])\//.test(url.pathname)) return undefined;
  const query = kept.flatMap((key) => {
    const value = url.searchParams.get(key);
    return value === null ? [] : [`${key}=${encodeURIComponent(value)}`];
  });
  return { url: `https://www.dropbox.com${url.pathname}${query.length === 0 ? '' : `?${query.join('&')}`}` };
}

/** Dropbox writes its top as the empty text and every other path with a slash in front (`files/list_folder`). */
function cleanPath(text: string): string {
  const path = text.replace(/\/+/g, '/').replace(/^\/|\/$/g, '');
  return path === '' ? '' : `/${path}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
