import { createHmac } from 'node:crypto';

/** A name and its value, both decoded. */
export type Parameter = readonly [name: string, value: string];

/** Everything but letters, digits, `-`, `.`, `_` and `~` as `%XX` of its UTF-8 bytes (RFC 5849, 3.6). */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Scheme and host in lower case, no default port, the path as it was sent, no query (RFC 5849, 3.4.1.2). */
export function baseUrl(scheme: 'http' | 'https', host: string, path: string): string {
  const port = scheme === 'http' ? /:80$/ : /:443$/;
  return `${scheme}://${host.toLowerCase().replace(port, '')}${path}`;
}

/** Sorted by encoded name, then by encoded value; duplicates stay (RFC 5849, 3.4.1.3). */
export function normalizedParameters(parameters: readonly Parameter[]): string {
  return parameters
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** The text that is signed (RFC 5849, 3.4.1.1). */
export function baseString(method: string, url: string, parameters: readonly Parameter[]): string {
  return [method.toUpperCase(), url, normalizedParameters(parameters)].map(percentEncode).join('&');
}

/** HMAC-SHA1 in Base64 (RFC 5849, 3.4.2); without a token its secret is empty. */
export function hmacSha1(text: string, consumerSecret: string, tokenSecret = ''): string {
  return createHmac('sha1', `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`)
    .update(text)
    .digest('base64');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
