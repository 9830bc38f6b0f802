import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFlickrSettings } from '../../src/providers/flickr/settings';

const app = { FLICKR_API_KEY: 'key', FLICKR_API_SECRET: 'secret' };
const token = { FLICKR_OAUTH_TOKEN: 'token', FLICKR_OAUTH_TOKEN_SECRET: 'token-secret' };

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ferry-flickr-'))));
afterEach(() => rmSync(dir, { recursive: true }));

function read(settings: Record<string, string>) {
  const all: Record<string, string> = { FERRY_CREDENTIALS_DIR: dir, ...settings };
  return readFlickrSettings((key) => all[key]);
}

test('a token of the settings, with whose it is', () => {
  const found = read({ ...app, ...token, FLICKR_USER_ID: '1@N00', FLICKR_API_URL: 'http://127.0.0.1:1/' });
  expect(found).toEqual({
    ok: true,
    settings: {
      apiKey: 'key',
      apiSecret: 'secret',
      token: 'token',
      tokenSecret: 'token-secret',
      nsid: '1@N00',
      account: '1@N00',
      apiUrl: 'http://127.0.0.1:1',
      quota: expect.stringMatching(/^flickr:[0-9a-f]{8}$/) as string,
      imageQuota: expect.stringMatching(/^flickr-images:[0-9a-f]{8}$/) as string,
    },
  });
});

test('an account that nobody has named is known by its token, which is not told', () => {
  const found = read({ ...app, ...token });
  expect(found).toMatchObject({ ok: true, settings: { account: expect.stringMatching(/^[0-9a-f]{8}$/) as string } });
});

test('what a sign-in has kept goes with the key it was made with', () => {
  const kept = { apiKey: 'k2', apiSecret: 's2', token: 't2', tokenSecret: 'ts2', nsid: '2@N00', who: 'ann' };
  writeFileSync(join(dir, 'flickr.json'), JSON.stringify({ ...kept, access: 'delete' }));
  expect(read(app)).toMatchObject({ ok: true, settings: { ...kept, account: '2@N00' } });
  // A token of the settings comes first.
  expect(read({ ...app, ...token })).toMatchObject({ ok: true, settings: { apiKey: 'key', token: 'token' } });
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'nothing',
    {},
    /Nobody is signed in to Flickr\. FLICKR_API_KEY and FLICKR_API_SECRET are not set.*ferry auth login flickr/,
  ],
  ['a key alone', app, /^Nobody is signed in to Flickr\. Run `ferry auth login flickr`\.$/],
  ['half a token', { ...app, FLICKR_OAUTH_TOKEN: 't' }, /without FLICKR_OAUTH_TOKEN_SECRET/],
  ['the other half', { ...app, FLICKR_OAUTH_TOKEN_SECRET: 't' }, /is set without FLICKR_OAUTH_TOKEN:/],
  ['a token without its key', token, /FLICKR_API_KEY and FLICKR_API_SECRET are not set/],
  ['an address that is none', { ...app, ...token, FLICKR_API_URL: '127.0.0.1' }, /FLICKR_API_URL must be an address/],
])('%s is a problem in words', (_name, settings, words) => {
  const found = read(settings);
  expect(found.ok ? '' : found.problems.join(' ')).toMatch(words);
});

test('a key that has other limits', () => {
  expect(read({ ...app, ...token, FLICKR_CALLS_PER_HOUR: '100' })).toMatchObject({ settings: { callsPerHour: 100 } });
  for (const text of ['0', '-1', 'many', '1.5', '']) {
    const found = read({ ...app, ...token, FLICKR_CALLS_PER_HOUR: text });
    expect(found.ok ? '' : found.problems.join(' ')).toContain(`not "${text}"`);
  }
});

test.each(['', 'no JSON', '{"apiKey":"k"}'])('a kept file with %j is a problem that names it', (text) => {
  writeFileSync(join(dir, 'flickr.json'), text);
  const found = read(app);
  expect(found.ok ? '' : found.problems.join(' ')).toMatch(/flickr\.json does not hold the credentials of a sign-in/);
});
