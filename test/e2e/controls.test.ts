import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReport } from '../support/check-exact';
import { ferry, startFerry, type FerryResult } from '../support/ferry';
import { photoPaths, writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { createWorld, type WorkerHandle, type World } from '../support/world';

jest.setTimeout(120_000);

let world: World;
let control: SandboxControl;
let worker: WorkerHandle;

beforeAll(async () => {
  world = await createWorld({ latencyMs: 20 });
  control = new SandboxControl(world.sandbox);
  worker = await world.startWorker();
});
afterAll(async () => {
  await worker.stop();
  await world.close();
});
beforeEach(async () => {
  await control.clearFaults();
  await control.reset();
});

const run = (...args: string[]): Promise<FerryResult> => ferry(args, world.environment, world.dir);

async function photos(name: string, folders: number, perFolder: number): Promise<string> {
  const root = join(world.dir, name);
  await writePhotos(root, photoPaths(folders, perFolder));
  return root;
}

async function startDetached(...args: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await run('upload', ...args, '--detach');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('is started') as string });
  return stdout.trim();
}

test('stdout is the report, stderr is talk, and odd files are rows with their reason', async () => {
  const root = await photos('odd', 2, 3);
  writeFileSync(join(root, 'notes.txt'), 'words');
  writeFileSync(join(root, 'empty.jpg'), '');
  writeFileSync(join(root, 'corrupt.jpg'), readFileSync(join(root, 'f000', '0.jpg')).subarray(0, 100));
  symlinkSync('..', join(root, 'f000', 'loop'));
  symlinkSync('nowhere', join(root, 'f000', 'dangling.jpg'));
  writeFileSync(join(root, `${'n'.repeat(250)}.jpg`), readFileSync(join(root, 'f000', '1.jpg')));
  const { exitCode, stdout, stderr } = await run('upload', root, '--folder', 'odd', '--output', 'result.csv');
  expect(exitCode).toBe(3);
  expect(stdout).toBe(`${join(world.dir, 'result.csv')}\n`);
  expect(stderr).toContain('ferry jobs retry');
  const rows = new Map(readReport(join(world.dir, 'result.csv')).map((row) => [row.local_filename, row]));
  expect(rows.size).toBe(9);
  expect(rows.get('notes.txt')).toMatchObject({
    status: 'skipped',
    error: expect.stringContaining('not an image') as string,
  });
  expect(rows.get('empty.jpg')).toMatchObject({ status: 'skipped', error: 'empty file' });
  expect(rows.get('corrupt.jpg')).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('Invalid image file') as string,
  });
  expect(rows.get('loop')).toMatchObject({ status: 'skipped', error: expect.stringContaining('link back') as string });
  expect(rows.get('dangling.jpg')).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('not there') as string,
  });
  const long = rows.get(`${'n'.repeat(250)}.jpg`);
  expect(long?.status).toBe('uploaded');
  expect(long?.public_id?.length).toBeLessThanOrEqual(255);
});

test('a dry run shows the very names the run then takes, and does nothing', async () => {
  const root = await photos('dry', 1, 2);
  writeFileSync(join(root, 'A b.jpg'), readFileSync(join(root, 'f000', '0.jpg')));
  writeFileSync(join(root, 'A_b.jpg'), readFileSync(join(root, 'f000', '1.jpg')));
  const dry = await run('upload', root, '--folder', 'dry', '--dry-run', '--json');
  expect(dry.exitCode).toBe(0);
  expect(await control.assets()).toEqual([]);
  const planned = dry.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { item: string; operation: { to: string } });
  const real = await run('upload', root, '--folder', 'dry', '--json');
  expect(real.exitCode).toBe(0);
  const { report, tally } = JSON.parse(real.stdout) as { report: string; tally: { done: number } };
  expect(tally.done).toBe(4);
  const names = new Map(
    readReport(report).map((row) => [[row.folder_path, row.local_filename].filter(Boolean).join('/'), row.public_id]),
  );
  expect(new Map(planned.map(({ item, operation }) => [item, operation.to]))).toEqual(names);
  expect(names.get('A b.jpg')).toBe('dry/A_b');
  expect(names.get('A_b.jpg')).toBe('dry/A_b_2');
});

test('pause holds everything, set changes the speed, resume goes on, and all of it is in the history', async () => {
  const job = await startDetached(await photos('pause', 2, 40), '--folder', 'pause', '--tps', '6');
  await until('some are stored', async () => (await control.assets()).length > 3);
  expect(await run('jobs', 'pause', job, '--why', 'lunch')).toMatchObject({ exitCode: 0 });
  await until('nothing is under way', async () => (await control.underWay()) === 0);
  const stored = (await control.assets()).length;
  expect(await run('jobs', 'set', job, '--concurrency', '7')).toMatchObject({ exitCode: 0 });
  const { stdout } = await run('jobs', 'show', job);
  expect(stdout).toContain('paused');
  expect(stdout).toContain('lunch');
  expect((await control.assets()).length).toBe(stored);
  expect(await world.jobs.progress(job)).toMatchObject({ paused: { why: 'lunch' }, concurrency: { wanted: 7 } });
  expect(await run('jobs', 'resume', job)).toMatchObject({ exitCode: 0 });
  expect(await run('jobs', 'watch', job)).toMatchObject({ exitCode: 0 });
  const actions = (await world.state.jobs.events(job)).map((event) => event.action);
  expect(actions).toEqual(['start', 'pause', 'set', 'resume']);
  expect(await control.assets()).toHaveLength(80);
});

test('one folder is paused while the others go on', async () => {
  const job = await startDetached(await photos('one', 3, 25), '--folder', 'one', '--tps', '9');
  await until('the folder is at work', async () =>
    (await world.jobs.progress(job))?.active.some((one) => one.folder === 'f001'),
  );
  expect(await run('jobs', 'pause', job, '--folder', 'f001')).toMatchObject({ exitCode: 0 });
  await until('the others are through', async () => {
    const progress = await world.jobs.progress(job);
    return progress?.active.length === 1 && progress.active[0]?.folder === 'f001' && progress.tally.done >= 50;
  });
  expect((await world.jobs.progress(job))?.tally.done).toBeLessThan(75);
  await run('jobs', 'resume', job, '--folder', 'f001');
  expect(await run('jobs', 'watch', job)).toMatchObject({ exitCode: 0 });
  expect(await control.assets()).toHaveLength(75);
});

test('cancel ends a job with a report of what was done', async () => {
  const job = await startDetached(await photos('cancel', 2, 60), '--folder', 'cancel', '--tps', '6');
  await until('some are stored', async () => (await control.assets()).length > 5);
  expect(await run('jobs', 'cancel', job, '--why', 'wrong folder')).toMatchObject({ exitCode: 0 });
  const watched = await run('jobs', 'watch', job);
  expect(watched.exitCode).toBe(1);
  expect(watched.stderr).toContain('wrong folder');
  const rows = readReport(watched.stdout.trim());
  const uploaded = rows.filter((row) => row.status === 'uploaded').length;
  expect(uploaded).toBe((await control.assets()).length);
  expect(rows.filter((row) => row.status === 'cancelled')).toHaveLength(rows.length - uploaded);
  const again = await run('jobs', 'pause', job);
  expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is over (cancelled)') as string });
});

test('retry does failed items again in the same job and report', async () => {
  await control.fault({
    match: '/upload',
    publicId: 'retry/f000/1',
    status: 400,
    body: { error: { message: 'not today' } },
  });
  await control.fault({
    match: '/upload',
    publicId: 'retry/f001/2',
    status: 400,
    body: { error: { message: 'not today' } },
  });
  const root = await photos('retry', 2, 4);
  const first = await run('upload', root, '--folder', 'retry', '--json');
  expect(first.exitCode).toBe(3);
  const { job } = JSON.parse(first.stdout) as { job: string };
  expect((await run('jobs', 'failures', job)).stdout).toContain('not today');
  await control.clearFaults();
  const one = await run('jobs', 'retry', job, '--folder', 'f001');
  expect(one.exitCode).toBe(3);
  expect(await world.state.outcomes.tally(job)).toMatchObject({ found: 8, done: 7, failed: 1 });
  const both = await run('jobs', 'retry', job, '--kind', 'InvalidAsset', '--json');
  expect(both.exitCode).toBe(0);
  const rows = readReport((JSON.parse(both.stdout) as { report: string }).report);
  expect(rows).toHaveLength(8);
  expect(rows.every((row) => row.status === 'uploaded')).toBe(true);
  expect((await run('jobs', 'retry', job)).exitCode).toBe(2);
});

test('the same job started while it runs attaches; Ctrl-C detaches and the job goes on', async () => {
  const root = await photos('attach', 2, 40);
  const start = ['upload', root, '--folder', 'attach', '--concurrency', '2'];
  const first = startFerry(start, world.environment, world.dir);
  await first.untilSaid('is started');
  const job = /(upload\/attach-\d+) is started/.exec(first.said())?.[1] ?? '';
  // Paused, so that it cannot be over before the second command has started.
  await run('jobs', 'pause', job);
  const second = startFerry(start, world.environment, world.dir);
  await second.untilSaid('attached to it');
  first.process.kill('SIGINT');
  const detached = await first.result;
  expect(detached.exitCode).toBe(130);
  expect(detached.stderr).toContain('goes on');
  await run('jobs', 'resume', job);
  const { exitCode } = await second.result;
  expect(exitCode).toBe(0);
  expect(await control.assets()).toHaveLength(80);
  expect((await control.requests('POST upload'))['200']).toBe(80);
  const third = await run('upload', root, '--folder', 'attach');
  expect(third.exitCode).toBe(0);
  expect(third.stderr).toContain('80 skipped');
  expect((await control.requests('POST upload'))['200']).toBe(80);
});
