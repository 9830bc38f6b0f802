import fc from 'fast-check';
import {
  baseString,
  baseUrl,
  hmacSha1,
  percentEncode,
  type Parameter,
} from '../../../sandbox/flickr/access/base-string';
import { escaped, handMade, places, signed, textToSign, type Pair, type Signing } from './signing';
import { tokens, World } from './support';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());

const access = tokens.delete;
const asJson: Pair[] = [
  ['format', 'json'],
  ['nojsoncallback', '1'],
];

async function answerTo(signing: Signing): Promise<{ status: number; body: string; text: string }> {
  const { target, init, text } = handMade(world.sandbox.url, signing);
  const response = await fetch(target, init);
  return { status: response.status, body: await response.text(), text };
}

async function echoed(signing: Signing): Promise<Record<string, unknown>> {
  const pairs: Pair[] = [['method', 'flickr.test.echo'], ...asJson, ...(signing.pairs ?? [])];
  return JSON.parse((await answerTo({ access, ...signing, pairs })).body) as Record<string, unknown>;
}

describe('what RFC 5849 gives as examples', () => {
  test('the base string of 3.4.1.1: query, form and header together, a duplicate, an empty value', () => {
    const parameters: Parameter[] = [
      ...new URLSearchParams('b5=%3D%253D&a3=a&c%40=&a2=r%20b'),
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
      ['oauth_signature', 'bYT5CMsGcbgUdFHObYMEfcx6bsw='],
      ...new URLSearchParams('c2&a3=2+q'),
    ];
    expect(baseString('post', baseUrl('http', 'EXAMPLE.COM:80', '/request'), parameters)).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26' +
        'oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26' +
        'oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });

  test('the signature of 1.2: a photo is asked for with a token', () => {
    const text = baseString('GET', baseUrl('http', 'photos.example.net', '/photos'), [
      ['file', 'vacation.jpg'],
      ['size', 'original'],
      ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
      ['oauth_token', 'nnch734d00sl2jdk'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131202'],
      ['oauth_nonce', 'chapoH'],
    ]);
    expect(hmacSha1(text, 'kd94hf93k423kf44', 'pfkkdhi9sl3r4s00')).toBe('MdpQcU8iPSUjWoN/UDMsK2sui9I=');
  });

  test.each([
    ['http', 'Example.COM:80', 'http://example.com/x'],
    ['http', 'example.com:443', 'http://example.com:443/x'],
    ['https', 'example.com:443', 'https://example.com/x'],
    ['https', 'example.com:8443', 'https://example.com:8443/x'],
  ] as const)('the address of %s %s', (scheme, host, url) => expect(baseUrl(scheme, host, '/x')).toBe(url));
});

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const pair = fc.tuple(fc.oneof(fc.constantFrom('a', 'a=', 'b c', 'é', 'oauth_signature'), text), text);

test('escapes, texts and signatures are those of an implementation that has nothing in common', () => {
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 8 }), text, text, (pairs, secret, tokenSecret) => {
      for (const [name, value] of pairs) expect(percentEncode(name + value)).toBe(escaped(name + value));
      const honest = pairs.filter(([name]) => name !== 'oauth_signature');
      const expected = textToSign('GET', 'https://api.flickr.com/services/rest', honest);
      const made = baseString('GET', 'https://api.flickr.com/services/rest', pairs);
      expect(made).toBe(expected);
      expect(hmacSha1(made, secret, tokenSecret)).toBe(signed(expected, secret, tokenSecret));
    }),
  );
});

describe.each(places)('a request that is signed in the %s', (place) => {
  const value = fc.string({ unit: 'grapheme', maxLength: 12 });
  const name = fc.stringMatching(/^[a-z][a-z_]{0,6}$/).filter((one) => !['format', 'method', 'stat'].includes(one));
  const values = fc.uniqueArray(fc.tuple(name, value), { selector: ([one]) => one, maxLength: 5 });

  test('is believed whatever it says, and heard as it was said', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (pairs) => {
        const answer = await echoed({ place, pairs });
        expect(answer).toMatchObject({ stat: 'ok' });
        for (const [one, said] of pairs) expect(answer[one]).toEqual({ _content: said });
      }),
      { numRuns: 25 },
    );
  });

  test('may say a thing twice', async () => {
    const pairs: Pair[] = [
      ['twice', 'b'],
      ['twice', 'a'],
      ['twice', 'b'],
    ];
    expect(await echoed({ place, pairs })).toMatchObject({ stat: 'ok', twice: { _content: 'b' } });
  });

  test('is not believed when it was changed on its way', async () => {
    for (const oauth of [{ oauth_signature: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }, { oauth_version: undefined }]) {
      const { target, init } = handMade(world.sandbox.url, { access, place, pairs: asJson, oauth });
      const isForged = oauth.oauth_signature !== undefined;
      const response = await fetch(`${target}${target.includes('?') ? '&' : '?'}more=${isForged ? '' : 'x'}`, init);
      expect(await response.json()).toEqual({ stat: 'fail', code: 96, message: 'Invalid signature' });
    }
  });
});

describe('the address that is signed', () => {
  const { token, secret } = access;
  test.each([
    ['https://api.flickr.com/services/rest', 'ok'],
    ['https://www.flickr.com/services/rest', 'ok'],
    ['https://api.flickr.com/services/rest/', 'ok'],
    ['http://api.flickr.com/services/rest', 'fail'],
    ['https://example.com/services/rest', 'fail'],
  ])('%s: %s', async (url, stat) => {
    expect(await echoed({ url, access: { token, secret } })).toMatchObject({ stat });
  });

  test('or the one of the sandbox itself', async () => {
    expect(await echoed({ url: `${world.sandbox.url}/services/rest` })).toMatchObject({ stat: 'ok' });
  });
});

test('a plus that was not escaped is a space: the signature over the plus is not right', async () => {
  const { target, init } = handMade(world.sandbox.url, { access, pairs: [['text', 'a+b'], ...asJson] });
  expect(await (await fetch(target.replace('a%2Bb', 'a+b'), init)).json()).toMatchObject({ code: 96 });
});

test('the same nonce serves once, with its timestamp and token', async () => {
  const oauth = { oauth_nonce: 'once', oauth_timestamp: String(Math.floor(Date.now() / 1000)) };
  expect(await echoed({ oauth })).toMatchObject({ stat: 'ok' });
  expect(await echoed({ oauth })).toMatchObject({ stat: 'fail', code: 96 });
  const earlier = String(Number(oauth.oauth_timestamp) - 1);
  expect(await echoed({ oauth: { ...oauth, oauth_timestamp: earlier } })).toMatchObject({ stat: 'ok' });
  expect(await echoed({ oauth, access: tokens.read })).toMatchObject({ stat: 'ok' });
});

test('a wrong signature does not use up its nonce', async () => {
  const oauth = { oauth_nonce: 'guessed', oauth_timestamp: String(Math.floor(Date.now() / 1000)) };
  expect(await echoed({ oauth, secret: 'wrong' })).toMatchObject({ code: 96 });
  expect(await echoed({ oauth })).toMatchObject({ stat: 'ok' });
});

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

test.each<[string, Signing, number]>([
  ['an unknown key', { oauth: { oauth_consumer_key: 'f'.repeat(32) } }, 100],
  ['no key', { oauth: { oauth_consumer_key: undefined } }, 100],
  ['no signature', { oauth: { oauth_signature: undefined } }, 97],
  ['no nonce', { oauth: { oauth_nonce: undefined } }, 97],
  ['an unknown token', { access: { token: '72157-unknown', secret: 'x' } }, 98],
  ['the secret of another token', { access: { token: access.token, secret: tokens.read.secret } }, 96],
  ['a wrong secret', { secret: 'wrong' }, 96],
  ['another method of signing', { oauth: { oauth_signature_method: 'PLAINTEXT' } }, 96],
  ['another version', { oauth: { oauth_version: '2.0' } }, 96],
  ['an old timestamp', { oauth: { oauth_timestamp: String(nowSeconds() - 3600) } }, 96],
  ['a timestamp of the future', { oauth: { oauth_timestamp: String(nowSeconds() + 3600) } }, 96],
  ['a timestamp that is none', { oauth: { oauth_timestamp: 'now' } }, 96],
])('%s', async (_, signing, code) => expect(await echoed(signing)).toMatchObject({ stat: 'fail', code }));

test('the API can refuse as the sign-in does', async () => {
  await world.limits({ refusalForm: 'text' });
  const pairs: Pair[] = [['method', 'flickr.test.echo'], ...asJson];
  const { status, body, text: signedText } = await answerTo({ access, pairs, secret: 'wrong' });
  await world.limits({ refusalForm: 'code' });
  expect({ status, body }).toEqual({ status: 401, body: `oauth_problem=signature_invalid&debug_sbs=${signedText}` });
});
