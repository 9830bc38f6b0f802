import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CredentialFiles } from '../../../src/client/auth/credential-files';

let top: string;
beforeEach(() => (top = mkdtempSync(join(tmpdir(), 'ferry-credentials-'))));
afterEach(() => rmSync(top, { recursive: true, force: true }));

test('what is kept can be read by its owner alone, is replaced whole, and goes away', async () => {
  const dir = join(top, 'credentials');
  const files = new CredentialFiles(dir);
  expect(await files.read('google')).toBeUndefined();
  await files.write('google', '{"refresh_token":"a"}');
  await files.write('google', '{"refresh_token":"b"}');
  expect(await files.read('google')).toBe('{"refresh_token":"b"}');
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(statSync(files.pathOf('google')).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['google.json']);
  await files.remove('google');
  await files.remove('google');
  expect(await files.read('google')).toBeUndefined();
});
