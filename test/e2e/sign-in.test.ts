import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ferry, startFerry } from '../support/ferry';
import { SandboxControl } from '../support/sandbox-control';
import { createWorld, type World } from '../support/world';

let world: World;
let control: SandboxControl;
let google: Record<string, string>;
let dropbox: Record<string, string>;
let flickr: Record<string, string>;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  const { GOOGLE_DRIVE_CREDENTIALS_FILE: file = '', ...rest } = world.environment;
  delete rest.DROPBOX_REFRESH_TOKEN;
  google = { ...rest, GOOGLE_DRIVE_CREDENTIALS_FILE: join(dirname(file), 'installed-app.json') };
  dropbox = rest;
  flickr = Object.fromEntries(Object.entries(rest).filter(([key]) => !/^FLICKR_(OAUTH|USER)/.test(key)));
});
afterAll(() => world.close());

/** Says yes as a person does in a browser: follows the service back to this machine. */
async function sayYes(said: string): Promise<string> {
  const url = /^\s+(https?:\/\/\S+)$/m.exec(said)?.[1] ?? '';
  return (await fetch(url)).text();
}

test('a person signs in to Google in the browser, uploads a folder of her own, and signs out', async () => {
  const login = startFerry(['auth', 'login', 'google'], google, world.dir);
  await login.untilSaid('say yes');
  expect(login.said()).toContain('drive.readonly');
  expect(login.said()).toMatch(/code_challenge_method=S256/);
  expect(await sayYes(login.said())).toContain('Signed in');
  const { exitCode, stdout, stderr } = await login.result;
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  expect(stderr).toMatch(/Signed in to google as .+@.+\. Kept in .*google\.json/);
  const file = join(world.home, 'credentials', 'google.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { refresh_token: token } = JSON.parse(readFileSync(file, 'utf8')) as { refresh_token: string };
  expect(stderr).not.toContain(token);

  const { ids } = await control.seed<{ ids: Record<string, string> }>('google-drive', {
    folders: [{ key: 'mine', name: 'Mine' }],
    files: [{ name: 'a.png', parent: 'mine', image: 'png' }],
  });
  const listed = await ferry(['drive', 'list', '--json'], google, world.dir);
  expect(listed.exitCode).toBe(0);
  const entries = listed.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; name: string });
  expect(entries).toContainEqual({ id: ids.mine, name: 'Mine', kind: 'folder' });

  const worker = await world.startWorker({ GOOGLE_DRIVE_CREDENTIALS_FILE: google.GOOGLE_DRIVE_CREDENTIALS_FILE ?? '' });
  const upload = await ferry(['drive', 'upload', ids.mine ?? '', 'mine', '--json'], google, world.dir);
  await worker.stop();
  expect(upload).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(upload.stdout)).toMatchObject({ state: 'done', tally: { done: 1 } });

  const status = await ferry(['auth', 'status', '--json'], google, world.dir);
  expect(status.stdout).toMatch(/"service":"google","state":"signed-in"/);
  const logout = await ferry(['auth', 'logout', 'google'], google, world.dir);
  expect(logout.stderr).toContain('Signed out of google');
  const after = await ferry(['drive', 'list'], google, world.dir);
  expect(after).toMatchObject({ exitCode: 4, stdout: '' });
  expect(after.stderr).toContain('ferry auth login google');
});

test('on a machine without a browser the address it ended at is pasted; one of another sign-in is not taken', async () => {
  const login = startFerry(['auth', 'login', 'google', '--paste'], google, world.dir);
  await login.untilSaid('paste');
  const url = /^\s+(https?:\/\/\S+)$/m.exec(login.said())?.[1] ?? '';
  const ended = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
  login.type(ended.replace(/state=[^&]+/, 'state=other'));
  await login.untilSaid('another sign-in');
  login.type(ended);
  const { exitCode, stderr } = await login.result;
  expect(exitCode).toBe(0);
  expect(stderr).toContain('Signed in to google as');
});

test('Dropbox shows a code to paste', async () => {
  const login = startFerry(['auth', 'login', 'dropbox', '--paste', '--profile', 'pasted'], dropbox, world.dir);
  await login.untilSaid('paste');
  const url = /^\s+(https?:\/\/\S+)$/m.exec(login.said())?.[1] ?? '';
  const page = await (await fetch(url)).text();
  login.type(/[\w-]{20,}/.exec(page.replace(/<[^>]+>/g, ' '))?.[0] ?? '');
  expect((await login.result).exitCode).toBe(0);
});

test('consent that was taken back is said by status, with exit code 4', async () => {
  const login = startFerry(['auth', 'login', 'google'], google, world.dir);
  await login.untilSaid('say yes');
  await sayYes(login.said());
  await login.result;
  await control.limits({ service: 'google-drive', revokeConsent: true });
  const status = await ferry(['auth', 'status'], google, world.dir);
  expect(status.exitCode).toBe(4);
  expect(status.stdout).toMatch(/^google: .*consent has expired or was taken back/m);
  await control.reset();
});

test('a person who says no in the browser is told so', async () => {
  await control.limits({ service: 'google-drive', denyConsent: true });
  const login = startFerry(['auth', 'login', 'google'], google, world.dir);
  await login.untilSaid('say yes');
  expect(await sayYes(login.said())).toContain('Not signed in');
  const { exitCode, stderr } = await login.result;
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(/google did not let you in: access_denied/);
  await control.reset();
});

test('a person signs in to Dropbox, for a profile of its own', async () => {
  const login = startFerry(['auth', 'login', 'dropbox', '--access', 'write', '--profile', 'shop'], dropbox, world.dir);
  await login.untilSaid('say yes');
  expect(login.said()).toContain('files.content.write');
  await sayYes(login.said());
  expect((await login.result).exitCode).toBe(0);
  expect(statSync(join(world.home, 'credentials', 'shop', 'dropbox.json')).mode & 0o777).toBe(0o600);
  expect((await ferry(['auth', 'status'], dropbox, world.dir)).stdout).toMatch(/^dropbox: nobody is signed in/m);
  const status = await ferry(['auth', 'status', '--profile', 'shop'], dropbox, world.dir);
  expect(status.stdout).toMatch(/^dropbox: signed in as /m);
});

test('a person signs in to Flickr, and is told where to take the consent back', async () => {
  await control.limits({ service: 'flickr', consent: 'yes' });
  const login = startFerry(['auth', 'login', 'flickr', '--access', 'delete'], flickr, world.dir);
  await login.untilSaid('say yes');
  expect(login.said()).toContain('perms=delete');
  expect(await sayYes(login.said())).toContain('Signed in');
  const { exitCode, stderr } = await login.result;
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/Signed in to flickr as ferry\.sandbox\. Kept in .*flickr\.json/) as string,
  });
  const file = join(world.home, 'credentials', 'flickr.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  for (const secret of [kept.token, kept.tokenSecret, kept.apiSecret]) expect(stderr).not.toContain(secret ?? '');
  const status = await ferry(['auth', 'status'], flickr, world.dir);
  expect(status.stdout).toMatch(/^flickr: signed in as ferry\.sandbox$/m);
  const logout = await ferry(['auth', 'logout', 'flickr'], flickr, world.dir);
  expect(logout.stderr).toMatch(/Forgotten here\. .*https:\/\/www\.flickr\.com\/services\/auth/);
  expect((await ferry(['auth', 'status'], flickr, world.dir)).stdout).toMatch(/^flickr: nobody is signed in/m);
  await control.reset();
});

test('Flickr shows a code to paste, and the address of another sign-in is not taken', async () => {
  await control.limits({ service: 'flickr', consent: 'yes' });
  const login = startFerry(['auth', 'login', 'flickr', '--paste', '--profile', 'home'], flickr, world.dir);
  await login.untilSaid('paste');
  const url = /^\s+(https?:\/\/\S+)$/m.exec(login.said())?.[1] ?? '';
  const code = /<code>([^<]+)</.exec(await (await fetch(url)).text())?.[1] ?? '';
  login.type('http://127.0.0.1:1/?oauth_token=other&oauth_verifier=theirs');
  await login.untilSaid('another sign-in');
  login.type(code);
  expect((await login.result).exitCode).toBe(0);
  await control.limits({ service: 'flickr', revokeConsent: true });
  const status = await ferry(['auth', 'status', '--profile', 'home'], flickr, world.dir);
  expect(status.exitCode).toBe(4);
  expect(status.stdout).toMatch(/^flickr: .*taken back.*ferry auth login flickr/m);
  await control.reset();
});

test.each([
  ['an unknown service', ['auth', 'login', 'nothing'], 2, 'There are: google, dropbox, flickr'],
  ['an unknown access', ['auth', 'login', 'google', '--access', 'all'], 2, '--access must be read or write'],
  ['no link of a folder', ['drive', 'upload', 'https://example.com/x'], 2, 'no link or id of a Drive folder'],
  [
    'the link of a file',
    ['drive', 'upload', 'https://drive.google.com/file/d/1AbCdEfGhIjKlMnOpQrStUvWx/view'],
    2,
    'the link of a file',
  ],
  ['no Dropbox', ['dropbox', 'upload', 'https://example.com/x'], 2, 'no path or link of a Dropbox folder'],
])('%s: exit %#', async (_name, args, exitCode, words) => {
  const result = await ferry(args, world.environment, world.dir);
  expect(result).toMatchObject({ exitCode, stdout: '' });
  expect(result.stderr).toContain(words);
});
