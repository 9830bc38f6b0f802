import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGoogleDriveSettings, readGoogleProgram } from '../../src/providers/google-drive/settings';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ferry-google-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const account = { type: 'service_account', client_email: 'robot@project.iam', private_key: 'PRIVATE' };
const user = { type: 'authorized_user', client_id: 'c', client_secret: 's', refresh_token: 'r' };
const program = { client_id: 'c', client_secret: 's', redirect_uris: ['http://localhost'] };

function file(content: unknown): string {
  const path = join(dir, 'credentials.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const keep = (content: unknown): void => writeFileSync(join(dir, 'google.json'), JSON.stringify(content));
const setting = (path?: string) => (key: string) =>
  ({ FERRY_CREDENTIALS_DIR: dir, GOOGLE_DRIVE_CREDENTIALS_FILE: path })[key];
const read = (path?: string) => readGoogleDriveSettings(setting(path));

test('a service account or an authorized user in the file comes before what a sign-in kept', () => {
  keep({ ...user, refresh_token: 'kept', scopes: 'x' });
  expect(read(file(account))).toEqual({
    ok: true,
    settings: {
      credentials: { kind: 'service-account', clientEmail: 'robot@project.iam', privateKey: 'PRIVATE' },
      who: 'robot@project.iam',
    },
  });
  expect(read(file(user))).toMatchObject({ settings: { credentials: { kind: 'user', refreshToken: 'r' } } });
});

test.each([[{ installed: program }], [{ web: program }], [undefined]])('%j uses what a sign-in kept', (content) => {
  keep({ ...user, refresh_token: 'kept', scopes: 'x', who: 'ann@example.com' });
  expect(read(content === undefined ? undefined : file(content))).toMatchObject({
    ok: true,
    settings: { credentials: { kind: 'user', refreshToken: 'kept' } },
  });
});

test('each sign-in has a quota of its own, which tells nothing of it', () => {
  const who = (refresh_token: string): string => {
    const found = read(file({ ...user, refresh_token }));
    return found.ok ? found.settings.who : '';
  };
  expect(who('one')).toMatch(/^[0-9a-f]{8}$/);
  expect(who('one')).toBe(who('one'));
  expect(who('one')).not.toBe(who('two'));
});

test.each<[unknown, unknown, RegExp]>([
  [undefined, undefined, /no Google credentials.*GOOGLE_DRIVE_CREDENTIALS_FILE.*ferry auth login google/],
  [{ installed: program }, undefined, /Nobody has signed in.*ferry auth login google/],
  ['{"private_key":"PRIVATE",', undefined, /credentials\.json is not JSON/],
  [{ type: 'external_account' }, undefined, /no credentials file of Google/],
  [{ ...account, private_key: '' }, undefined, /no credentials file of Google/],
  [undefined, { type: 'authorized_user' }, /cannot be read.*ferry auth login google/],
])('%j with %j kept says what to do', (content, kept, words) => {
  if (kept !== undefined) keep(kept);
  const found = read(content === undefined ? undefined : file(content));
  expect(found).toMatchObject({ ok: false });
  const said = found.ok ? '' : found.problems.join(' ');
  expect(said).toMatch(words);
  expect(said).not.toContain('PRIVATE');
});

test('a file that is not there is named', () => {
  const found = read(join(dir, 'none.json'));
  expect(found.ok ? '' : found.problems.join(' ')).toMatch(/none\.json cannot be read \(ENOENT\)/);
});

test('signing in needs a program, not an account', () => {
  expect(readGoogleProgram(setting(file({ installed: program })))).toEqual({
    ok: true,
    settings: { clientId: 'c', clientSecret: 's' },
  });
  for (const path of [undefined, file(account)]) {
    const found = readGoogleProgram(setting(path));
    expect(found.ok ? '' : found.problems.join(' ')).toMatch(/"Desktop app".*GOOGLE_DRIVE_CREDENTIALS_FILE/);
  }
});
