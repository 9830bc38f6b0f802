import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { ferry, startFerry, type FerryResult } from '../support/ferry';
import { photoPaths, writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { temporalCli } from '../support/temporal/shared-server';
import { until } from '../support/until';
import { createWorld, type World } from '../support/world';

let world: World;
let root: string;

beforeAll(async () => {
  world = await createWorld({ latencyMs: 10 });
  root = join(world.dir, 'photos');
  await writePhotos(root, photoPaths(2, 30));
});
afterAll(() => world.close());

const run = (args: string[], change: Record<string, string> = {}): Promise<FerryResult> =>
  ferry(args, { ...world.environment, ...change }, world.dir);

function without(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(world.environment).filter(([name]) => !names.some((part) => name.startsWith(part))),
  );
}

test.each([
  ['no such directory', ['upload', 'nowhere'], 2, 'There is no directory'],
  ['a file for a directory', ['upload', __filename], 2, 'is not a directory'],
  ['an unknown mode', ['upload', '.', '--on-existing', 'maybe'], 2, '--on-existing'],
  ['no uploads at once', ['upload', '.', '0'], 2, '--concurrency'],
  ['nothing to set', ['jobs', 'set', 'upload/none-1'], 2, '--tps'],
  ['failures of an unknown kind', ['jobs', 'failures', 'upload/none-1', '--kind', 'Odd'], 2, 'InvalidAsset'],
  ['no number', ['upload', '.', 'many'], 2, 'not a number'],
  ['no size', ['upload', '.', '--shrink-over', 'big'], 2, 'not a size'],
  ['no pair', ['upload', '.', '--context', 'x'], 2, 'key=value'],
  ['an unknown job', ['jobs', 'show', 'upload/none-1'], 2, 'ferry jobs list'],
  ['an unknown kind', ['jobs', 'retry', 'upload/none-1', '--kind', 'Odd'], 2, 'InvalidAsset'],
  ['an unknown command', ['uplaod'], 2, 'upload'],
])('%s: exit %#', async (_name, args, exitCode, words) => {
  const result = await run(args);
  expect(result).toMatchObject({ exitCode, stdout: '' });
  expect(result.stderr).toContain(words);
});

test('no credentials: exit 4, naming the settings', async () => {
  const result = await ferry(['upload', root], without('CLOUDINARY'), world.dir);
  expect(result).toMatchObject({ exitCode: 4, stdout: '' });
  expect(result.stderr).toContain('CLOUDINARY_API_SECRET');
});

test('an unknown credentials profile: exit 2, naming those there are', async () => {
  writeFileSync(join(world.dir, 'ferry.yaml'), 'profiles:\n  agency:\n    CLOUDINARY_CLOUD_NAME: a\n');
  const result = await run(['upload', root, '--profile', 'nobody']);
  expect(result).toMatchObject({ exitCode: 2, stdout: '' });
  expect(result.stderr).toContain('There is no profile "nobody"');
  expect(result.stderr).toContain('agency');
});

test('settings that are wrong are all named at once: exit 2', async () => {
  const result = await run(['jobs', 'list'], { FERRY_TEMPORAL_PORT: 'x', DATABASE_URL: 'mysql://u:pw@h/d' });
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toContain('FERRY_TEMPORAL_PORT');
  expect(result.stderr).toContain('DATABASE_URL');
  expect(result.stderr).not.toContain('pw@');
});

test('no Temporal server at the address: exit 5, saying which setting', async () => {
  const result = await run(['upload', root], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(result.exitCode).toBe(5);
  expect(result.stderr).toContain('TEMPORAL_ADDRESS');
}, 60_000);

test('a state database that cannot be opened: exit 5', async () => {
  const file = join(world.dir, 'a-file');
  writeFileSync(file, 'not a database, and long enough to be none'.repeat(40));
  const result = await run(['jobs', 'list'], { DATABASE_URL: file });
  expect(result.exitCode).toBe(5);
  expect(result.stderr).toContain(file);
});

test('a port in use for the embedded server: exit 5, naming the setting', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const environment = {
    ...without('TEMPORAL_ADDRESS'),
    FERRY_HOME: join(world.dir, 'port-home'),
    TEMPORAL_CLI_PATH: temporalCli(),
    FERRY_TEMPORAL_PORT: String(port),
  };
  const result = await ferry(['upload', root], environment, world.dir);
  taken.close();
  expect(result.exitCode).toBe(5);
  expect(result.stderr).toContain('FERRY_TEMPORAL_PORT');
}, 60_000);

test.each([
  ['a wrong secret', { CLOUDINARY_API_SECRET: 'nonsense-nonsense' }, 'CLOUDINARY_API_SECRET'],
  ['a wrong key', { CLOUDINARY_API_KEY: '999999999999999' }, 'CLOUDINARY_API_KEY'],
  ['a wrong cloud', { CLOUDINARY_CLOUD_NAME: 'no-such-cloud' }, 'CLOUDINARY_CLOUD_NAME'],
])(
  '%s parks the job: exit 4, and it goes on when that is mended',
  async (name, wrong, words) => {
    const control = new SandboxControl(world.sandbox);
    await control.reset();
    const cwd = join(world.dir, name.replaceAll(' ', '-'));
    mkdirSync(cwd);
    const environment = {
      ...without('TEMPORAL_ADDRESS', 'CLOUDINARY_URL'),
      ...wrong,
      FERRY_HOME: join(cwd, 'home'),
      TEMPORAL_CLI_PATH: temporalCli(),
    };
    const parked = await ferry(['upload', root, '--folder', 'parked'], environment, cwd);
    expect(parked.exitCode).toBe(4);
    expect(parked.stderr).toContain(words);
    expect(parked.stderr).toContain('ferry jobs resume upload/photos-1');
    expect(parked.stderr).not.toContain('nonsense-nonsense');
    expect(await control.assets()).toEqual([]);
    const mended = {
      ...environment,
      ...Object.fromEntries(Object.keys(wrong).map((key) => [key, world.environment[key] ?? ''])),
    };
    // Started again without being mended it parks again; mended, `jobs resume` and starting it again both go on.
    expect((await ferry(['upload', root, '--folder', 'parked'], environment, cwd)).exitCode).toBe(4);
    const goOn =
      name === 'a wrong key' ? ['upload', root, '--folder', 'parked'] : ['jobs', 'resume', 'upload/photos-1'];
    const resumed = await ferry(goOn, mended, cwd);
    expect({ exitCode: resumed.exitCode, stderr: resumed.stderr }).toMatchObject({ exitCode: 0 });
    expect(await control.assets()).toHaveLength(60);
  },
  120_000,
);

test('on a machine where nothing runs: Ctrl-C rests the job, and the next ferry takes it up', async () => {
  const control = new SandboxControl(world.sandbox);
  await control.reset();
  const environment = {
    ...without('TEMPORAL_ADDRESS'),
    FERRY_HOME: join(world.dir, 'alone'),
    TEMPORAL_CLI_PATH: temporalCli(),
  };
  const first = startFerry(['upload', root, '--folder', 'alone', '--concurrency', '2'], environment, world.dir);
  await until('some are stored', async () => (await control.assets()).length > 5);
  first.process.kill('SIGINT');
  const detached = await first.result;
  expect(detached.exitCode).toBe(130);
  expect(detached.stderr).toContain('ferry jobs watch upload/photos-1');
  const rest = await ferry(['jobs', 'watch', 'upload/photos-1'], environment, world.dir);
  expect({ exitCode: rest.exitCode, stderr: rest.stderr }).toMatchObject({ exitCode: 0 });
  expect(await control.assets()).toHaveLength(60);
  expect((await control.requests('POST upload'))['200']).toBeLessThanOrEqual(62);
}, 120_000);
