import { Client, Connection } from '@temporalio/client';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { specKey } from '../../src/jobs/spec-key';
import { expectExact } from '../support/check-exact';
import { photoPaths, writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { uploadSpec } from '../support/upload-spec';
import { allHistories } from '../support/temporal/all-histories';
import { createWorld, type World } from '../support/world';

let world: World;
let control: SandboxControl;
let client: Client;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  client = new Client({ connection: await Connection.connect({ address: world.temporal.address }) });
});
afterAll(async () => {
  await client.connection.close();
  await world.close();
});
beforeEach(async () => {
  await control.clearFaults();
  await control.reset();
});

test('parent and folders continue as new, a slow folder among fast ones, and nothing is lost or done twice', async () => {
  const root = join(world.dir, 'again');
  const paths = photoPaths(12, 12);
  await writePhotos(root, paths);
  await control.fault({ match: '/upload', matchBody: 'f003', delayMs: 400 });
  const worker = await world.startWorker({ FERRY_MAX_CACHED_WORKFLOWS: '0' });
  const spec = uploadSpec(root, { folder: 'again', concurrency: 8, pageSize: 5 });
  const { job } = await world.state.jobs.findOrCreate({ spec, specKey: specKey(spec), startedBy: 'test' });
  const handle = await client.workflow.start('jobWorkflow', {
    workflowId: job.id,
    taskQueue: 'ferry',
    args: [{ jobId: job.id, spec, isSearchable: true, maxEvents: { job: 120, folder: 60 } }],
  });
  await handle.result();
  await worker.stop();
  const over = await world.state.jobs.get(job.id);
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 144, done: 144, failed: 0 });
  await expectExact(control, root, paths, over?.reportPath ?? '');
  expect((await control.requests('POST upload'))['200']).toBe(144);
  const runs = new Map<string, number>();
  for (const { workflowId } of await allHistories(client)) runs.set(workflowId, (runs.get(workflowId) ?? 0) + 1);
  expect(runs.get(job.id)).toBeGreaterThan(1);
  expect(runs.get(`${job.id}/f003`)).toBeGreaterThan(1);
}, 180_000);

test('the secret is in no history, log, database or report, not even when Cloudinary quotes it', async () => {
  const secret = world.environment.CLOUDINARY_API_SECRET ?? '';
  expect(secret.length).toBeGreaterThan(8);
  const root = join(world.dir, 'secret');
  await writePhotos(root, photoPaths(2, 5));
  await control.fault({
    match: '/upload',
    publicId: 'secret/f000/1',
    status: 400,
    body: { error: { message: 'odd refusal' } },
    times: 1,
  });
  await control.fault({ match: 'search', status: 500, body: 'oops', times: 1 });
  const worker = await world.startWorker();
  const { job } = await world.jobs.start(uploadSpec(root, { folder: 'secret' }), 'test');
  await world.jobs.untilOver(job.id);
  await worker.stop();
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ done: 9, failed: 1 });
  const histories = await allHistories(client);
  expect(histories.length).toBeGreaterThan(3);
  for (const { workflowId, text } of histories) {
    expect({ workflowId, leaks: text.includes(secret) }).toEqual({ workflowId, leaks: false });
  }
  const files = readdirSync(world.dir, { recursive: true, encoding: 'utf8' })
    .map((file) => join(world.dir, file))
    .filter((file) => statSync(file).isFile());
  expect(files.some((file) => file.endsWith('.csv'))).toBe(true);
  expect(files.some((file) => file.endsWith('state.db'))).toBe(true);
  expect(files.some((file) => file.endsWith('worker.log'))).toBe(true);
  const leaking = files.filter((file) => readFileSync(file).includes(secret));
  expect(leaking).toEqual([]);
}, 120_000);

test('histories stay far below the limits', async () => {
  for (const { workflowId, events, bytes } of await allHistories(client)) {
    expect({ workflowId, fits: events < 4000 && bytes < 4_000_000 }).toEqual({ workflowId, fits: true });
  }
});
