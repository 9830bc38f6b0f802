import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { GET, OAuthAuth } from 'flickr-sdk';
import { startSandbox } from '../../sandbox/server';
import { FlickrClient } from '../../src/providers/flickr/client';
import { encodeForm } from '../../src/providers/flickr/form-encoding';
import { MultipartForm } from '../../src/providers/flickr/multipart';
import { readFlickrSettings, settingsOf } from '../../src/providers/flickr/settings';
import { contentOf, md5 } from '../conformance/contents';
import { contextOf } from '../support/provider-context';

const never = new AbortController().signal;

/** RFC 5849, 3.4 and 3.6, written down anew: bytes that are not unreserved, in capitals. */
function escape(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

interface Signing {
  method: string;
  url: string;
  pairs: [string, string][];
  consumerSecret: string;
  tokenSecret: string;
}

function signatureOf({ method, url, pairs, consumerSecret, tokenSecret }: Signing): string {
  const encoded = pairs
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => [escape(name), escape(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? Buffer.compare(Buffer.from(x), Buffer.from(y)) : a < b ? -1 : 1));
  const text = [method, url, encoded.map((pair) => pair.join('=')).join('&')].map(escape).join('&');
  return createHmac('sha1', `${escape(consumerSecret)}&${escape(tokenSecret)}`)
    .update(text, 'utf8')
    .digest('base64');
}

/** A form as a server reads it, `+` for a space or not. */
function decoded(form: string): [string, string][] {
  return form.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split('=').map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    return [name, value];
  });
}

/** Halves of characters are no text: they are replaced before anything is signed. */
function asText(value: string): string {
  return Buffer.from(value).toString('utf8');
}

const awkward = fc.constantFrom(
  '+',
  '%',
  '&',
  '=',
  ' ',
  '~',
  '*',
  "'",
  '(',
  ')',
  '!',
  '"',
  '/',
  '?',
  '#',
  '%20',
  '%2B',
  '\n',
  '\r\n',
  'ä',
  '写',
  '🎉',
  '👩‍👩‍👧',
  '\u0000',
  'a',
  'Z',
  '0',
);
const text = fc.oneof(
  fc.array(awkward, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
);
const secret = fc.array(awkward, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
const name = fc
  .stringMatching(/^[a-z][a-z_0-9]{0,12}$/)
  .filter((found) => !['method', 'format', 'nojsoncallback'].includes(found) && !found.startsWith('oauth_'));
const parameters = fc.dictionary(name, text, { maxKeys: 6, noNullPrototype: true });
const account = fc.record({ apiKey: secret, apiSecret: secret, token: secret, tokenSecret: secret });

test('a vector of RFC 5849 holds for the implementation that the others are held against', () => {
  // Section 1.2, with the parameters of its second request.
  const pairs: [string, string][] = [
    ['file', 'vacation.jpg'],
    ['size', 'original'],
    ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
    ['oauth_token', 'nnch734d00sl2jdk'],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', '137131202'],
    ['oauth_nonce', 'chapoH'],
  ];
  const url = 'http://photos.example.net/photos';
  const secrets = { consumerSecret: 'kd94hf93k423kf44', tokenSecret: 'pfkkdhi9sl3r4s00' };
  expect(signatureOf({ method: 'GET', url, pairs, ...secrets })).toBe('MdpQcU8iPSUjWoN/UDMsK2sui9I=');
});

test('ten thousand random secrets, tokens and parameters are signed as they are sent', async () => {
  const real = globalThis.fetch;
  let sent: { url: string; body: unknown } = { url: '', body: undefined };
  globalThis.fetch = (async (url: string, init?: RequestInit) => {
    sent = { url, body: init?.body };
    return new Response('{"stat":"ok"}');
  }) as typeof fetch;
  try {
    await fc.assert(
      fc.asyncProperty(account, parameters, fc.boolean(), async (credentials, values, isPost) => {
        const client = new FlickrClient(settingsOf(credentials, {}), contextOf());
        const method = isPost ? 'flickr.photos.setMeta' : 'flickr.photos.search';
        await client.call(method, { photo_id: '1', ...values }, never);
        const url = 'https://api.flickr.com/services/rest';
        const form = isPost ? String(sent.body) : sent.url.slice(url.length + 1);
        expect(sent.url.startsWith(url)).toBe(true);
        const pairs = decoded(form);
        const found = Object.fromEntries(pairs);
        for (const [key, value] of Object.entries(values)) expect(found[key]).toBe(asText(value));
        expect([found.oauth_consumer_key, found.oauth_token]).toEqual([credentials.apiKey, credentials.token]);
        const { apiSecret: consumerSecret, tokenSecret } = credentials;
        const expected = signatureOf({ method: isPost ? 'POST' : 'GET', url, pairs, consumerSecret, tokenSecret });
        expect(found.oauth_signature).toBe(expected);
      }),
      { numRuns: 10_000 },
    );
  } finally {
    globalThis.fetch = real;
  }
}, 120_000);

test('what an upload says besides its file is signed as it is sent', async () => {
  await fc.assert(
    fc.asyncProperty(account, parameters, async (credentials, values) => {
      const { apiKey, apiSecret: consumerSecret, token, tokenSecret } = credentials;
      const params = new GET();
      for (const [key, value] of Object.entries(values)) params.set(key, value);
      const url = 'https://up.flickr.com/services/upload';
      await new OAuthAuth(apiKey, consumerSecret, token, tokenSecret).sign('POST', url, params);
      const bytes = Buffer.from('\r\n--ferry-\r\n');
      const form = new MultipartForm(params.entries(), {
        content: contentOf(bytes),
        name: 'photo.jpg',
        type: 'image/jpeg',
        md5: md5(bytes),
        onProgress: () => undefined,
      });
      const pieces: Buffer[] = [];
      for await (const piece of form.body()) pieces.push(piece);
      const body = Buffer.concat(pieces);
      expect(body.length).toBe(form.bytes);
      const pairs = fieldsOf(body, form.contentType);
      const photo = pairs.pop();
      expect(photo).toEqual(['photo', bytes.toString()]);
      for (const [key, value] of Object.entries(values)) {
        expect(pairs.find(([found]) => found === key)?.[1]).toBe(asText(value));
      }
      const expected = signatureOf({ method: 'POST', url, pairs, consumerSecret, tokenSecret });
      expect(Object.fromEntries(pairs).oauth_signature).toBe(expected);
    }),
    { numRuns: 1000 },
  );
}, 60_000);

function fieldsOf(body: Buffer, contentType: string): [string, string][] {
  const boundary = `--${contentType.split('boundary=')[1] ?? ''}`;
  const parts = body.toString('utf8').split(boundary).slice(1, -1);
  return parts.map((part) => {
    const [head = '', ...rest] = part.split('\r\n\r\n');
    return [/name="(\w+)"/.exec(head)?.[1] ?? '', rest.join('\r\n\r\n').slice(0, -2)];
  });
}

test('the sandbox takes them, in a query and in a form', async () => {
  const sandbox = await startSandbox();
  try {
    const context = contextOf(sandbox.environment);
    const read = readFlickrSettings(context.setting);
    if (!read.ok) throw new Error(read.problems.join(' '));
    const client = new FlickrClient(read.settings, context);
    await fc.assert(
      fc.asyncProperty(parameters, text, async (values, title) => {
        const echoed = (await client.call('flickr.test.echo', values, never)) as Record<string, { _content?: string }>;
        for (const [key, value] of Object.entries(values)) expect(echoed[key]?._content ?? '').toBe(asText(value));
        // A POST: the photo is not there, but who asks is believed first.
        const refused = client.call('flickr.photos.setMeta', { photo_id: '1', title, description: title }, never);
        await expect(refused).rejects.toMatchObject({ flickrCode: 1 });
      }),
      { numRuns: 60 },
    );
  } finally {
    await sandbox.close();
  }
}, 60_000);

test.each([
  ['a b', 'a%20b'],
  ["+%&=~*'()!", '%2B%25%26%3D~%2A%27%28%29%21'],
  ['é🎉', '%C3%A9%F0%9F%8E%89'],
])('%s is encoded as RFC 3986 says', (value, encoded) => {
  expect(encodeForm([['n', value]])).toBe(`n=${encoded}`);
});
