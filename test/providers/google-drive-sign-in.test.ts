import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { browseDrives, browseFolder, browseShared } from '../../src/providers/google-drive/browse';
import { googleSignIn } from '../../src/providers/google-drive/sign-in';
import { ProviderError } from '../../src/providers/provider-error';

const options = { signal: new AbortController().signal };
const redirectUri = 'http://127.0.0.1:53682/';

let sandbox: Sandbox;
let dir: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  dir = mkdtempSync(join(tmpdir(), 'ferry-google-'));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dir, { recursive: true });
});
beforeEach(() => control('/__reset', {}));

async function control<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as T;
}

/** The settings of somebody who has an OAuth client and never signed in. */
const setting = (key: string): string | undefined => {
  if (key === 'FERRY_CREDENTIALS_DIR') return dir;
  const file = sandbox.environment.GOOGLE_DRIVE_CREDENTIALS_FILE ?? '';
  return key === 'GOOGLE_DRIVE_CREDENTIALS_FILE' ? join(dirname(file), 'installed-app.json') : sandbox.environment[key];
};

async function consent(access: 'read' | 'write'): Promise<{ credentials: string; who: string }> {
  const step = await googleSignIn.begin({ setting, access, redirectUri });
  const answer = await fetch(step.url, { redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? '');
  expect([back.origin + back.pathname, back.searchParams.get('state')]).toEqual([redirectUri, step.state]);
  return step.finish(back.searchParams.get('code') ?? '', options);
}

test('a person is sent to Google and back with as little permission as is needed, and what comes of it works', async () => {
  const asked = new URL((await googleSignIn.begin({ setting, access: 'read', redirectUri })).url).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    scope: 'https://www.googleapis.com/auth/drive.readonly',
    access_type: 'offline',
    prompt: 'consent',
    code_challenge_method: 'S256',
  });
  const { credentials, who } = await consent('read');
  expect(who).toBe('ferry@sandbox.test');
  expect(JSON.parse(credentials)).toMatchObject({
    type: 'authorized_user',
    scopes: 'https://www.googleapis.com/auth/drive.readonly',
  });
  expect(JSON.parse((await consent('write')).credentials)).toMatchObject({
    scopes: 'https://www.googleapis.com/auth/drive',
  });
  expect(await googleSignIn.whoIs(credentials, setting, options)).toBe(who);
  await googleSignIn.revoke(credentials, setting, options);
  await expect(googleSignIn.whoIs(credentials, setting, options)).rejects.toMatchObject({
    kind: 'AuthFailed',
    message: expect.stringContaining('ferry auth login google') as string,
  });
});

test('a wrong code says so, and is not repeated in words', async () => {
  const step = await googleSignIn.begin({ setting, access: 'read', redirectUri });
  const refused: unknown = await step.finish('mistyped-code', options).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ProviderError);
  expect(refused).toMatchObject({ kind: 'AuthFailed' });
  expect(String(refused)).not.toContain('mistyped-code');
});

test('without an OAuth client of one’s own it says how to get one', async () => {
  await expect(googleSignIn.begin({ setting: () => undefined, access: 'read', redirectUri })).rejects.toMatchObject({
    kind: 'AuthFailed',
    message: expect.stringContaining('"Desktop app"') as string,
  });
});

describe('looking around', () => {
  async function all<T>(entries: AsyncGenerator<T>): Promise<T[]> {
    const found: T[] = [];
    for await (const entry of entries) found.push(entry);
    return found;
  }

  test('folders, what is shared, and Shared Drives, over all their pages', async () => {
    writeFileSync(join(dir, 'google.json'), (await consent('read')).credentials);
    const drives = Array.from({ length: 130 }, (_, n) => ({ name: `Drive ${n}` }));
    const { ids } = await control<{ ids: Record<string, string> }>('/__seed', {
      service: 'google-drive',
      drives,
      folders: [{ key: 'f', name: 'Folder' }],
      files: [
        { key: 'a', name: 'a.bin', bytes: 5 },
        { key: 'b', name: 'b.bin', bytes: 6, parent: 'service-root', sharedWith: ['person'] },
      ],
      shortcuts: [{ name: 'to folder', target: 'f' }],
    });
    await control('/__limits', { service: 'google-drive', pageLimit: 1, emptyPages: 1 });
    const top = await all(browseFolder('', setting, options));
    expect(top.sort((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
      { id: ids.f, name: 'Folder', kind: 'folder' },
      { id: ids.a, name: 'a.bin', kind: 'file', bytes: 5 },
      { id: ids.f, name: 'to folder', kind: 'folder' },
    ]);
    expect(await all(browseFolder(`id:${ids.f}`, setting, options))).toEqual([]);
    expect(await all(browseShared(setting, options))).toEqual([{ id: ids.b, name: 'b.bin', kind: 'file', bytes: 6 }]);
    const found = await all(browseDrives(setting, options));
    expect(new Set(found.map(({ name }) => name)).size).toBe(130);
    expect(found[0]).toEqual({ id: ids['Drive 0'], name: 'Drive 0', kind: 'drive' });
    await expect(all(browseFolder('id:1Nothing', setting, options))).rejects.toMatchObject({ kind: 'NotFound' });
  });
});
