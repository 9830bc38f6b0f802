import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { codeOf } from '../../src/client/auth/loopback';
import { flickrSignIn } from '../../src/providers/flickr/sign-in';
import type { SignInStep } from '../../src/providers/sign-in';
import { openAlbums } from '../../src/providers/registry';
import { contextOf } from '../support/provider-context';
import { addRequest, somePhoto } from '../conformance/photo-bytes';

const options = { signal: new AbortController().signal };
const redirectUri = 'http://127.0.0.1:8763/';

let sandbox: Sandbox;
let dir: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  dir = mkdtempSync(join(tmpdir(), 'ferry-flickr-'));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dir, { recursive: true });
});
beforeEach(() => control('/__reset', {}));

async function control(path: string, body: object): Promise<void> {
  const answer = await fetch(sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
}

/** The settings of somebody who has a key and never signed in. */
function setting(key: string): string | undefined {
  if (key === 'FERRY_CREDENTIALS_DIR') return dir;
  return /TOKEN|USER_ID/.test(key) ? undefined : sandbox.environment[key];
}

/** Says yes on the page, as a browser would send it. */
async function sayYes(step: SignInStep): Promise<Response> {
  const body = new URLSearchParams({ ...Object.fromEntries(new URL(step.url).searchParams), answer: 'yes' });
  return fetch(`${sandbox.url}/services/oauth/authorize`, { method: 'POST', body, redirect: 'manual' });
}

test('a person is sent to Flickr and back, and what comes of it works', async () => {
  const step = await flickrSignIn.begin({ setting, access: 'delete', redirectUri });
  const asked = new URL(step.url);
  expect([asked.pathname, asked.searchParams.get('perms')]).toEqual(['/services/oauth/authorize', 'delete']);
  const back = new URL((await sayYes(step)).headers.get('location') ?? '');
  expect(back.origin + back.pathname).toBe(redirectUri);
  expect(codeOf(back, 'another', step.cameBackIn)).toBeUndefined();
  const code = codeOf(back, step.state, step.cameBackIn) ?? '';
  const { credentials, who } = await step.finish(code, options);
  expect(who).toBe('ferry.sandbox');
  expect(JSON.parse(credentials)).toMatchObject({ nsid: sandbox.environment.FLICKR_USER_ID, who, access: 'delete' });
  expect(await flickrSignIn.whoIs(credentials, setting, options)).toBe(who);

  writeFileSync(join(dir, 'flickr.json'), credentials);
  const kept = { FERRY_CREDENTIALS_DIR: dir, FLICKR_API_URL: sandbox.environment.FLICKR_API_URL ?? '' };
  const albums = openAlbums({ provider: 'flickr', root: '' }, contextOf(kept));
  expect(albums.scope).toBe(`flickr:${sandbox.environment.FLICKR_USER_ID ?? ''}`);
  await albums.check(options);
  const photo = await albums.add(addRequest({ album: 'a', name: 'b.jpg', bytes: await somePhoto() }), options);
  expect(await albums.remove({ photo }, options)).toMatchObject({ how: 'deleted' });

  await expect(step.finish(code, options)).rejects.toMatchObject({ kind: 'AuthFailed' });
  await flickrSignIn.revoke(credentials, setting, options);
  await control('/__limits', { service: 'flickr', revokeConsent: true });
  await expect(flickrSignIn.whoIs(credentials, setting, options)).rejects.toMatchObject({
    kind: 'AuthFailed',
    message: expect.stringContaining('ferry auth login flickr') as string,
  });
});

test.each([(code: string) => code, (code: string) => ` ${code.replaceAll('-', '')}\n`])(
  'without an address to go back to, a code is shown and typed: %#',
  async (typed) => {
    const step = await flickrSignIn.begin({ setting, access: 'read' });
    const shown = /<code>([^<]+)<\/code>/.exec(await (await sayYes(step)).text())?.[1] ?? '';
    expect(shown).toMatch(/^\w{3}-\w{3}-\w{3}/);
    const { credentials } = await step.finish(typed(shown), options);
    expect(await flickrSignIn.whoIs(credentials, setting, options)).toBe('ferry.sandbox');
  },
);

test('a code that is not the one, and one that nobody has said yes to', async () => {
  const step = await flickrSignIn.begin({ setting, access: 'read' });
  await expect(step.finish('123-456-789', options)).rejects.toMatchObject({ kind: 'AuthFailed' });
  await sayYes(step);
  await expect(step.finish('nothing', options)).rejects.toMatchObject({
    kind: 'AuthFailed',
    message: expect.stringContaining('mistyped') as string,
  });
});

test.each([
  ['no key', { FLICKR_API_KEY: undefined }, 'FLICKR_API_KEY is not set'],
  ['no secret', { FLICKR_API_SECRET: undefined }, 'FLICKR_API_SECRET is not set'],
  ['another secret', { FLICKR_API_SECRET: 'a+b%c&d' }, 'is not the secret of FLICKR_API_KEY'],
  ['an unknown key', { FLICKR_API_KEY: '+&=' }, 'the API key is not known'],
  ['no address', { FLICKR_API_URL: 'here' }, 'FLICKR_API_URL must be an address'],
])('%s is said before anybody is sent anywhere', async (_name, change, words) => {
  const changed = (key: string): string | undefined =>
    key in change ? (change as Record<string, string | undefined>)[key] : setting(key);
  await expect(flickrSignIn.begin({ setting: changed, access: 'read' }, options)).rejects.toMatchObject({
    kind: 'AuthFailed',
    message: expect.stringContaining(words) as string,
  });
});

test('a page that is not what it should be is no refusal', async () => {
  await control('/__faults', { service: 'flickr', match: 'request_token', status: 200 });
  await expect(flickrSignIn.begin({ setting, access: 'read' })).rejects.toMatchObject({ kind: 'Transient' });
  const aborted = flickrSignIn.begin({ setting, access: 'read' }, { signal: AbortSignal.abort() });
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
});
