import { createHmac, randomUUID } from 'node:crypto';
import { apiKey, apiSecret } from './support';

export type Pair = readonly [name: string, value: string];

/** Where the parameters of OAuth travel. */
export type Place = 'query' | 'form' | 'multipart' | 'header';

export const places: readonly Place[] = ['query', 'form', 'multipart', 'header'];

const unreserved = new Set(Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'));

/** RFC 5849, 3.6, byte by byte: nothing of it is the sandbox's. */
export function escaped(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      unreserved.has(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`,
    )
    .join('');
}

/** The text to be signed (RFC 5849, 3.4.1). */
export function textToSign(method: string, url: string, pairs: readonly Pair[]): string {
  const lines = pairs.map(([name, value]): Pair => [escaped(name), escaped(value)]);
  const order = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  lines.sort((a, b) => order(a[0], b[0]) || order(a[1], b[1]));
  return `${method}&${escaped(url)}&${escaped(lines.map((line) => line.join('=')).join('&'))}`;
}

/** Base64 of the HMAC-SHA1 under both secrets. */
export function signed(text: string, secret: string, tokenSecret: string): string {
  return createHmac('sha1', `${escaped(secret)}&${escaped(tokenSecret)}`)
    .update(text)
    .digest('base64');
}

export interface Signing {
  method?: 'GET' | 'POST';
  /** The address that is signed; the request goes to the path of it at the sandbox. */
  url?: string;
  access?: { token: string; secret: string } | undefined;
  pairs?: readonly Pair[];
  place?: Place;
  /** Parameters of OAuth that are to be other than they should be; undefined leaves one out. */
  oauth?: Record<string, string | undefined>;
  secret?: string;
}

/** A request signed by hand, and the text that was signed. */
export interface HandMade {
  target: string;
  init: RequestInit;
  text: string;
}

/** Signs a request for the sandbox at `base` with nothing but what RFC 5849 says. */
export function handMade(base: string, signing: Signing): HandMade {
  const {
    url = 'https://api.flickr.com/services/rest',
    access,
    pairs = [],
    place = 'query',
    secret = apiSecret,
  } = signing;
  const method = signing.method ?? (place === 'form' || place === 'multipart' ? 'POST' : 'GET');
  const wanted: Record<string, string | undefined> = {
    oauth_consumer_key: apiKey,
    oauth_nonce: randomUUID(),
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_version: '1.0',
    oauth_token: access?.token,
    ...signing.oauth,
  };
  const { oauth_signature: given, ...others } = wanted;
  const oauth = Object.entries(others).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const text = textToSign(method, url, [...pairs, ...oauth]);
  const isSigned = !('oauth_signature' in wanted) || given !== undefined;
  const signature: Pair[] = isSigned ? [['oauth_signature', given ?? signed(text, secret, access?.secret ?? '')]] : [];
  const target = base + new URL(url).pathname;
  return { ...placed({ target, method, place }, pairs, [...oauth, ...signature]), text };
}

function placed(
  { target, method, place }: { target: string; method: string; place: Place },
  pairs: readonly Pair[],
  oauth: readonly Pair[],
): { target: string; init: RequestInit } {
  const joined = (list: readonly Pair[]): string => list.map((pair) => pair.map(escaped).join('=')).join('&');
  switch (place) {
    case 'query':
      return { target: `${target}?${joined([...pairs, ...oauth])}`, init: { method } };
    case 'header': {
      const list = oauth.map(([name, value]) => `${escaped(name)}="${escaped(value)}"`).join(', ');
      return {
        target: `${target}?${joined(pairs)}`,
        init: { method, headers: { authorization: `OAuth realm="x", ${list}` } },
      };
    }
    case 'form': {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return { target, init: { method, headers, body: joined([...pairs, ...oauth]) } };
    }
    case 'multipart': {
      const boundary = `b${randomUUID()}`;
      const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
      return { target, init: { method, headers, body: multipart(boundary, [...pairs, ...oauth]) } };
    }
  }
}

/** Fields byte by byte: `FormData` would change line ends after they were signed. */
function multipart(boundary: string, pairs: readonly Pair[]): Buffer {
  const parts = pairs.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return Buffer.from(`${parts.join('')}--${boundary}--\r\n`);
}
