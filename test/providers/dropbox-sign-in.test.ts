import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { browseDropbox } from '../../src/providers/dropbox/browse';
import { dropboxSignIn } from '../../src/providers/dropbox/sign-in';
import { ProviderError } from '../../src/providers/provider-error';

const options = { signal: new AbortController().signal };
const redirectUri = `http://127.0.0.1:${dropboxSignIn.loopbackPort}/`;

let sandbox: Sandbox;
let dir: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  dir = mkdtempSync(join(tmpdir(), 'ferry-dropbox-'));
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

/** The settings of somebody who has registered an app and never signed in. */
const setting = (key: string): string | undefined =>
  key === 'FERRY_CREDENTIALS_DIR' ? dir : key === 'DROPBOX_REFRESH_TOKEN' ? undefined : sandbox.environment[key];

test('a person is sent to Dropbox and back, and what comes of it works', async () => {
  const step = await dropboxSignIn.begin({ setting, access: 'read', redirectUri });
  const asked = new URL(step.url).searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  expect(asked.get('token_access_type')).toBe('offline');
  expect(asked.get('scope')).not.toContain('write');
  const answer = await fetch(step.url, { redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? '');
  expect([back.origin + back.pathname, back.searchParams.get('state')]).toEqual([redirectUri, step.state]);
  const { credentials, who } = await step.finish(back.searchParams.get('code') ?? '', options);
  expect(who).toBe('ferry@sandbox.test');
  expect(JSON.parse(credentials)).toMatchObject({ appKey: sandbox.environment.DROPBOX_APP_KEY, who });
  expect(await dropboxSignIn.whoIs(credentials, setting, options)).toBe(who);

  writeFileSync(join(dir, 'dropbox.json'), credentials);
  await control('/__limits', { service: 'dropbox', listLimit: 1 });
  await control('/__seed', { service: 'dropbox', folders: ['/B'], files: [{ path: '/a.bin', bytes: 5 }] });
  const found = [];
  for await (const one of browseDropbox('', setting, options)) found.push(one);
  expect(found).toEqual([
    { path: '/B', name: 'B', kind: 'folder' },
    { path: '/a.bin', name: 'a.bin', kind: 'file', bytes: 5 },
  ]);
  const gone = browseDropbox('/gone', setting, options).next();
  await expect(gone).rejects.toMatchObject({ kind: 'NotFound' });

  await dropboxSignIn.revoke(credentials, setting, options);
  await expect(dropboxSignIn.whoIs(credentials, setting, options)).rejects.toMatchObject({ kind: 'AuthFailed' });
});

test('without a browser on this machine the code is copied; to write is asked for when it is needed', async () => {
  const step = await dropboxSignIn.begin({ setting, access: 'write' });
  expect(new URL(step.url).searchParams.get('scope')).toContain('files.content.write');
  const page = await (await fetch(step.url)).text();
  const code = /<code>(.+)<\/code>/.exec(page)?.[1] ?? '';
  expect((await step.finish(` ${code}\n`, options)).who).toBe('ferry@sandbox.test');
});

test('a wrong code says so, and is not repeated in words', async () => {
  const step = await dropboxSignIn.begin({ setting, access: 'read' });
  const refused: unknown = await step.finish('mistyped-code', options).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ProviderError);
  expect(refused).toMatchObject({ kind: 'AuthFailed', message: /code/ });
  expect(String(refused)).not.toContain('mistyped-code');
});

test('without an app of one’s own it says how to make one', async () => {
  await expect(dropboxSignIn.begin({ setting: () => undefined, access: 'read' })).rejects.toMatchObject({
    kind: 'AuthFailed',
    message: expect.stringContaining(redirectUri) as string,
  });
});
