/** What of fetch is used here: the SDK hands over an address of Dropbox's and what to send. */
export type Fetch = (url: string, init?: RequestInit & { duplex?: 'half' }) => Promise<Response>;

/**
 * Sends requests to Dropbox, or to another server in its place: the SDK's hosts are literals, so the origin is swapped
 * here. The SDK reads downloads by `buffer()`, which Node's own fetch does not have (dropbox 10.34, `response.js`);
 * downloads here never go through it.
 */
export function fetchVia(apiUrl: string | undefined, signal: AbortSignal): Fetch {
  return (url, init = {}) => {
    const { pathname, search } = new URL(url);
    return fetch(apiUrl === undefined ? url : apiUrl + pathname + search, { ...init, signal });
  };
}

/** JSON for a header: ASCII only (Dropbox HTTP documentation, "JSON encoding"). */
export function headerJson(value: unknown): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escape);
}
