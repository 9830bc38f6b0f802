import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { someBytes } from '../conformance/contents';
import { Account } from '../support/account';
import { scrapeSpec } from '../support/account-specs';
import { readReport } from '../support/check-exact';
import { expectSaved, filesBelow } from '../support/check-saved';
import { ferry, type FerryResult } from '../support/ferry';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { createWorld, type World } from '../support/world';

jest.setTimeout(120_000);

let world: World;
let control: SandboxControl;
let account: Account;
const mounted: string[] = [];

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  account = new Account(world.sandbox);
  await world.startWorker();
});
afterAll(async () => {
  for (const folder of mounted) spawnSync('umount', ['-l', folder]);
  await world.close();
});
beforeEach(async () => {
  await control.clearFaults();
  await control.reset();
});

const run = (...args: string[]): Promise<FerryResult> => ferry(['scrape', ...args], world.environment, world.dir);

/** Mounts a disk of this size in memory. @throws when this user may not. */
function mount(folder: string, options: string): void {
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount: ${stderr}`);
  mounted.push(folder);
}

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
/** Full and read-only disks are real ones, which only root may make. */
const withDisks = mayMount ? test : test.skip;

withDisks('a full disk parks the job with words; with room again it is resumed to its end', async () => {
  const root = join(world.dir, 'small');
  mount(root, 'size=1m');
  for (let n = 0; n < 10; n += 1) await account.upload(`a/${n}.bin`, someBytes(200_000));
  const { job } = await world.jobs.start(scrapeSpec(root, { concurrency: 2 }), 'test');
  const parked = await until('the job is parked', async () => (await world.jobs.progress(job.id))?.parked);
  expect(JSON.stringify(parked)).toMatch(/disk is full; free some space, then resume/);
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ failed: 0 });
  // No half file is left: the room is for whole ones.
  expect([...filesBelow(root).keys()].filter((file) => !file.endsWith('.bin'))).toEqual([]);
  spawnSync('mount', ['-o', 'remount,size=16m', root]);
  await world.jobs.resume(job.id, { who: 'test' });
  const over = await world.jobs.untilOver(job.id);
  expect(over.state).toBe('done');
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 10, done: 10, failed: 0 });
  await expectSaved(control, root, over.reportPath ?? '');
});

withDisks('a disk that can only be read: the job is parked and says so', async () => {
  const root = join(world.dir, 'read-only');
  mount(root, 'size=1m,ro');
  await account.upload('a.bin', someBytes(10));
  const { exitCode, stderr } = await run('--output', root);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 4 });
  expect(stderr).toContain('read-only is on a disk that can only be read');
});

test('a file where the folder should be: exit code and words', async () => {
  writeFileSync(join(world.dir, 'taken'), '');
  const { exitCode, stderr } = await run('--output', 'taken/here');
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 });
  expect(stderr).toContain('taken');
  expect(stderr).toContain('not a directory');
});

test('the command: into downloads, the report on stdout, exit 3 when something failed, 0 when nothing did', async () => {
  for (const name of ['one', 'two']) await account.upload(`c/${name}.txt`, someBytes(40));
  await control.fault({ match: 'c/two.txt', status: 404 });
  const first = await run();
  expect({ exitCode: first.exitCode, stderr: first.stderr }).toMatchObject({ exitCode: 3 });
  const rows = readReport(first.stdout.trim());
  expect(rows.map(({ asset, status, saved_to: to }) => [asset, status, to])).toEqual([
    ['raw/upload/c/one.txt', 'saved', 'ferry-sandbox/c/one.txt'],
    ['raw/upload/c/two.txt', 'failed', ''],
  ]);
  expect(first.stderr).toContain('ferry jobs retry');
  await control.clearFaults();
  const second = await run();
  expect({ exitCode: second.exitCode, stderr: second.stderr }).toMatchObject({ exitCode: 0 });
  await expectSaved(control, join(world.dir, 'downloads'), second.stdout.trim());
});

test('a dry run says what would be fetched, and writes nothing', async () => {
  await account.upload('dry/a.txt', someBytes(10));
  const { exitCode, stdout } = await run('--output', 'dry', '--dry-run');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('ferry-sandbox/dry/a.txt');
  expect(() => filesBelow(join(world.dir, 'dry'))).toThrow(/ENOENT/);
  expect(await control.requests('GET delivery')).toEqual({});
});

test.each([
  ['no such folder', ['--folder', 'nowhere'], 1, 'nowhere'],
  ['no instant', ['--since', 'yesterday'], 2, '2026-10-01'],
  ['no type', ['--resource-type', 'audio'], 2, 'image, video'],
])('%s: nothing is fetched, and what to do is said', async (_what, args, exitCode, words) => {
  const result = await run(...args);
  expect(result).toMatchObject({ exitCode });
  expect(result.stderr).toContain(words);
  expect(await control.requests('GET delivery')).toEqual({});
});

test('a scrape by another profile has a folder and a catalogue of its own', async () => {
  await account.upload('mine.txt', someBytes(10));
  const { CLOUDINARY_URL_2: other = '' } = world.sandbox.environment;
  writeFileSync(join(world.dir, 'ferry.yaml'), `profiles:\n  two:\n    CLOUDINARY_URL: ${other}\n`);
  try {
    expect((await run('--output', 'both')).exitCode).toBe(0);
    expect((await run('--output', 'both', '--profile', 'two')).exitCode).toBe(0);
  } finally {
    rmSync(join(world.dir, 'ferry.yaml'));
  }
  expect(readFileSync(join(world.dir, 'both', 'ferry-sandbox-two.catalogue.jsonl'), 'utf8')).toBe('');
  expect(filesBelow(join(world.dir, 'both')).has('ferry-sandbox/mine.txt')).toBe(true);
});
