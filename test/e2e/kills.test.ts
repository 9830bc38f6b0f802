import { join } from 'node:path';
import { expectExact } from '../support/check-exact';
import { photoPaths, writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { uploadSpec } from '../support/upload-spec';
import { createWorld, type World } from '../support/world';

let world: World;
let control: SandboxControl;

beforeAll(async () => {
  world = await createWorld({ latencyMs: 15 });
  control = new SandboxControl(world.sandbox);
});
afterAll(() => world.close());
beforeEach(() => control.reset());

async function storedAtLeast(count: number): Promise<void> {
  await until(`${count} photographs stored`, async () => (await control.assets()).length >= count);
}

test('a worker killed at random moments loses nothing and stores nothing twice', async () => {
  const root = join(world.dir, 'kills');
  const paths = photoPaths(6, 50);
  await writePhotos(root, paths);
  let worker = await world.startWorker();
  const { job } = await world.jobs.start(uploadSpec(root, { folder: 'kills', concurrency: 8, pageSize: 20 }), 'test');
  let moment = 0;
  for (let kill = 0; kill < 3; kill += 1) {
    moment += 20 + Math.floor(Math.random() * 60);
    await storedAtLeast(moment);
    await worker.kill();
    worker = await world.startWorker();
  }
  const over = await world.jobs.untilOver(job.id);
  await worker.stop();
  expect(over.state).toBe('done');
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 300, done: 300, skipped: 0, failed: 0 });
  await expectExact(control, root, paths, over.reportPath ?? '');
}, 180_000);

test('the Temporal server killed in the middle and started again loses nothing', async () => {
  const root = join(world.dir, 'server');
  const paths = photoPaths(5, 30);
  await writePhotos(root, paths);
  const worker = await world.startWorker();
  const { job } = await world.jobs.start(uploadSpec(root, { folder: 'server', concurrency: 6 }), 'test');
  await storedAtLeast(40);
  await world.temporal.kill();
  await world.temporal.start();
  const over = await until(
    'the job is over',
    async () => {
      const now = await world.state.jobs.get(job.id);
      return now?.state === 'done' && now;
    },
    120_000,
  );
  await worker.stop();
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 150, done: 150 });
  await expectExact(control, root, paths, over.reportPath ?? '');
}, 180_000);

test('a worker that is stopped hands over what it had in hand at once', async () => {
  const root = join(world.dir, 'stops');
  const paths = photoPaths(1, 6);
  await writePhotos(root, paths);
  const first = await world.startWorker();
  await control.fault({ match: '/upload', delayMs: 60_000, times: 6 });
  const { job } = await world.jobs.start(uploadSpec(root, { folder: 'stops', concurrency: 6 }), 'test');
  await until('all are under way', async () => (await control.underWay()) === 6);
  const second = await world.startWorker();
  const stoppedAt = Date.now();
  await first.stop();
  const over = await world.jobs.untilOver(job.id);
  await second.stop();
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ done: 6, failed: 0 });
  await expectExact(control, root, paths, over.reportPath ?? '');
  // Grace of 10 s, a short backoff: far less than the minute that each upload would have taken.
  expect(Date.now() - stoppedAt).toBeLessThan(40_000);
}, 120_000);

test('the wait for a limit survives the death of worker and server: nothing is sent before the reset, all after it', async () => {
  const root = join(world.dir, 'waits');
  const paths = photoPaths(2, 30);
  await writePhotos(root, paths);
  let worker = await world.startWorker();
  const { job } = await world.jobs.start(uploadSpec(root, { folder: 'waits', concurrency: 3 }), 'test');
  await storedAtLeast(5);
  const resetAt = Math.ceil(Date.now() / 1000) * 1000 + 14_000;
  const words = new Date(resetAt).toISOString().slice(0, 19).replace('T', ' ');
  const message = `Rate Limit Exceeded. Limit of 500 api operations reached. Try again on ${words} UTC`;
  // Refused as long as the limit lasts: whoever asks before the reset is counted.
  await control.fault({ match: '/upload', status: 420, body: { error: { message } } });
  await until('the job waits', async () => (await world.jobs.progress(job.id))?.isStill === true);
  await worker.kill();
  const refused = (await control.requests('POST upload'))['420'] ?? 0;
  expect(refused).toBeLessThanOrEqual(3);
  await world.temporal.kill();
  await world.temporal.start();
  worker = await world.startWorker();
  await until('the reset', async () => Date.now() >= resetAt - 500);
  expect((await control.requests('POST upload'))['420']).toBe(refused);
  await control.clearFaults();
  const over = await until('the job is over', async () => {
    const now = await world.state.jobs.get(job.id);
    return now?.state === 'done' && now;
  });
  await worker.stop();
  await expectExact(control, root, paths, over.reportPath ?? '');
}, 120_000);
