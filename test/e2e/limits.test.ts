import { join } from 'node:path';
import { expectExact } from '../support/check-exact';
import { photoPaths, writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { uploadSpec } from '../support/upload-spec';
import { createWorld, type WorkerHandle, type World } from '../support/world';

let world: World;
let control: SandboxControl;
let worker: WorkerHandle;

beforeAll(async () => {
  world = await createWorld({ latencyMs: 10 });
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

async function photos(name: string, folders: number, perFolder: number): Promise<{ root: string; paths: string[] }> {
  const root = join(world.dir, name);
  const paths = photoPaths(folders, perFolder);
  await writePhotos(root, paths);
  return { root, paths };
}

test('too many uploads at once: back off, lower the concurrency, finish without a failure', async () => {
  const { root, paths } = await photos('slow-down', 2, 25);
  await control.limits({ uploadConcurrency: 3 });
  const { job } = await world.jobs.start(uploadSpec(root, { folder: 'slow-down', concurrency: 12 }), 'test');
  const reduced = await until('the concurrency is lowered', async () => {
    const progress = await world.jobs.progress(job.id);
    return progress !== undefined && progress.concurrency.now < 12 && progress;
  });
  expect(reduced.concurrency.wanted).toBe(12);
  const over = await world.jobs.untilOver(job.id);
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ done: 50, failed: 0 });
  await expectExact(control, root, paths, over.reportPath ?? '');
}, 120_000);

test('a limit that one job meets holds the other job on that quota too, and both go on after it', async () => {
  const one = await photos('two-a', 1, 120);
  const two = await photos('two-b', 1, 120);
  const first = await world.jobs.start(uploadSpec(one.root, { folder: 'two-a', concurrency: 2 }), 'test');
  const second = await world.jobs.start(uploadSpec(two.root, { folder: 'two-b', concurrency: 2 }), 'test');
  await until('both upload', async () => {
    const stored = await control.assets();
    return ['two-a/', 'two-b/'].every((start) => stored.some((asset) => asset.public_id.startsWith(start)));
  });
  const resetAt = new Date(Date.now() + 8000).toISOString().slice(0, 19).replace('T', ' ');
  await control.fault({
    match: '/upload',
    matchBody: 'two-a',
    status: 420,
    times: 1,
    body: {
      error: { message: `Rate Limit Exceeded. Limit of 500 api operations reached. Try again on ${resetAt} UTC` },
    },
  });
  for (const { job } of [first, second]) {
    const progress = await until(`${job.id} is held`, async () => {
      const now = await world.jobs.progress(job.id);
      return now?.isStill === true && now;
    });
    expect(progress.closedGates.map((gate) => gate.quota)).toEqual(['cloudinary:ferry-sandbox:upload']);
  }
  const refused = (await control.requests('POST upload'))['420'] ?? 0;
  expect(refused).toBe(1);
  await world.jobs.untilOver(first.job.id);
  await world.jobs.untilOver(second.job.id);
  expect(await world.state.outcomes.tally(first.job.id)).toMatchObject({ done: 120, failed: 0 });
  expect(await world.state.outcomes.tally(second.job.id)).toMatchObject({ done: 120, failed: 0 });
  expect(await control.assets()).toHaveLength(one.paths.length + two.paths.length);
}, 120_000);

test('an outage of the service fails no asset', async () => {
  const { root, paths } = await photos('outage', 2, 30);
  const { job } = await world.jobs.start(uploadSpec(root, { folder: 'outage', concurrency: 6 }), 'test');
  await until('some are stored', async () => (await control.assets()).length > 5);
  await control.fault({ status: 503, body: 'down for maintenance' });
  const held = await until('the job sees that the service is out', async () => {
    const progress = await world.jobs.progress(job.id);
    return progress?.closedGates.find((gate) => gate.quota.startsWith('service:'));
  });
  expect(held.reason).toContain('does not work');
  await control.clearFaults();
  const over = await world.jobs.untilOver(job.id);
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ done: 60, failed: 0 });
  await expectExact(control, root, paths, over.reportPath ?? '');
}, 120_000);
