import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDropboxSettings } from '../../src/providers/dropbox/settings';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ferry-dropbox-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const read = (settings: Record<string, string> = {}) =>
  readDropboxSettings((key) => ({ FERRY_CREDENTIALS_DIR: dir, ...settings })[key]);
const keep = (text: string) => writeFileSync(join(dir, 'dropbox.json'), text);
const kept = { appKey: 'app', refreshToken: 'refresh', who: 'ann@example.com' };

test('a token by itself comes first, then a consent, then what a sign-in kept', () => {
  keep(JSON.stringify(kept));
  const consent = { DROPBOX_REFRESH_TOKEN: 'r', DROPBOX_APP_KEY: 'k' };
  expect(read({ DROPBOX_TOKEN: 't', ...consent })).toMatchObject({
    settings: { credentials: { kind: 'token', accessToken: 't' } },
  });
  expect(read({ ...consent, DROPBOX_APP_SECRET: 's' })).toMatchObject({
    settings: { credentials: { kind: 'consent', appKey: 'k', appSecret: 's', refreshToken: 'r' } },
  });
  expect(read()).toEqual({
    ok: true,
    settings: {
      credentials: { kind: 'consent', appKey: 'app', refreshToken: 'refresh' },
      who: 'ann@example.com',
      quota: expect.stringMatching(/^dropbox:[0-9a-f]{8}$/) as string,
    },
  });
});

test('each consent has a quota of its own, which tells nothing of it', () => {
  const quota = (token: string): string => {
    const found = read({ DROPBOX_TOKEN: token });
    return found.ok ? found.settings.quota : '';
  };
  expect(quota('a')).toBe(quota('a'));
  expect(quota('a')).not.toBe(quota('b'));
});

test.each<[Record<string, string>, string | undefined, RegExp]>([
  [{}, undefined, /Nobody is signed in.*ferry auth login dropbox.*4 hours/],
  [{ DROPBOX_APP_KEY: 'k' }, undefined, /ferry auth login dropbox/],
  [{ DROPBOX_REFRESH_TOKEN: 'r' }, undefined, /DROPBOX_APP_KEY/],
  [{}, 'not JSON', /dropbox\.json does not hold.*ferry auth login dropbox/],
  [{}, '{"appKey":"x"}', /dropbox\.json does not hold/],
  [{ DROPBOX_TOKEN: 't', DROPBOX_API_URL: 'localhost:4010' }, undefined, /DROPBOX_API_URL/],
])('%j with %j in the file', (settings, text, words) => {
  if (text !== undefined) keep(text);
  const found = read(settings);
  expect(found).toMatchObject({ ok: false });
  expect(found.ok ? '' : found.problems.join(' ')).toMatch(words);
});
