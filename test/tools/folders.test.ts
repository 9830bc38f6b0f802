import { startSandbox, type Sandbox } from '../../sandbox/server';
import { SandboxControl } from '../support/sandbox-control';
import { toolFolder, type ToolFolder } from './tool-folder';

let folder: ToolFolder;
let sandbox: Sandbox;
let control: SandboxControl;
beforeAll(async () => {
  folder = toolFolder();
  sandbox = await startSandbox({});
  control = new SandboxControl(sandbox);
});
afterAll(async () => {
  await sandbox.close();
  folder.remove();
});

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

test('an account without folders says so', async () => {
  const result = await folder.ferry(['folders'], sandbox.environment);
  expect(result).toMatchObject({ exitCode: 0, stdout: '', stderr: 'The account has no folders.\n' });
});

test('folders below a prefix are listed over all pages, with those below them; a namesake is none of them', async () => {
  await control.seed('cloudinary', { prefix: 'brand', count: 520, folders: 520 });
  await control.seed('cloudinary', { prefix: 'brand/0001/deep/deeper', count: 1 });
  await control.seed('cloudinary', { prefix: 'brand2', count: 1 });
  const { exitCode, stdout } = await folder.ferry(['folders', 'brand/'], sandbox.environment);
  const found = lines(stdout);
  expect(exitCode).toBe(0);
  expect(found).toHaveLength(522);
  expect(found.slice(0, 5)).toEqual([
    'brand/0000',
    'brand/0001',
    'brand/0001/deep',
    'brand/0001/deep/deeper',
    'brand/0002',
  ]);
  expect(await control.requests('GET folders/*path')).toEqual({ 200: 524 });

  const all = await folder.ferry(['folders', '--json'], sandbox.environment);
  const top = lines(all.stdout).map((line) => JSON.parse(line) as { path: string; name: string });
  expect(top[0]).toEqual({ path: 'brand', name: 'brand' });
  expect(top.at(-1)).toEqual({ path: 'brand2', name: 'brand2' });
  expect(top).toHaveLength(524);
});

test('a folder that is not there, no credentials, and a limit are said, each with its exit code', async () => {
  const missing = await folder.ferry(['folders', 'nope'], sandbox.environment);
  expect(missing).toMatchObject({ exitCode: 1, stdout: '' });
  expect(missing.stderr).toContain("Can't find folder with path nope");
  const nobody = await folder.ferry(['folders']);
  expect(nobody).toMatchObject({ exitCode: 4, stdout: '' });
  const profile = await folder.ferry(['folders', '--profile', 'no'], sandbox.environment);
  expect(profile.exitCode).toBe(2);
  expect(profile.stderr).toContain('There is no profile "no" in ferry.yaml. There are: none.');
  await control.fault({
    match: '/folders',
    status: 420,
    times: 1,
    body: { error: { message: 'Rate Limit Exceeded' } },
  });
  const limited = await folder.ferry(['folders'], sandbox.environment);
  expect(limited.exitCode).toBe(5);
  await control.clearFaults();
});
