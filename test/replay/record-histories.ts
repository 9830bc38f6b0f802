import { Client, Connection } from '@temporalio/client';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseTimetable } from '../../src/core/schedule';
import { specKey } from '../../src/jobs/spec-key';
import { scrapeSpec } from '../support/account-specs';
import { batchSpec, writeCsv } from '../support/batch-spec';
import { photoPaths, writePhotos } from '../support/photo-tree';
import { checkSpec, migrationSpec } from '../support/row-specs';
import { SandboxControl } from '../support/sandbox-control';
import { syncSpec } from '../support/sync-spec';
import { temporalCli } from '../support/temporal/shared-server';
import { until } from '../support/until';
import { uploadSpec } from '../support/upload-spec';
import { createWorld, type World } from '../support/world';

const directory = join(__dirname, 'histories');

// Not one of the tests: `npm run record-histories` runs it. It records what no history is there of; the others stay, for jobs
// that an older ferry has begun must go on. Delete those that need not survive a change, and it records them anew.
test('records a job that meets what jobs meet', async () => {
  const world = await createWorld({ latencyMs: 10 });
  const client = new Client({ connection: await Connection.connect({ address: world.temporal.address }) });
  const control = new SandboxControl(world.sandbox);
  const root = join(world.dir, 'photos');
  await writePhotos(root, photoPaths(4, 15));
  await control.fault({
    match: '/upload',
    publicId: 'r/f001/3',
    status: 400,
    body: { error: { message: 'refused' } },
    times: 1,
  });
  const worker = await world.startWorker();
  const spec = uploadSpec(root, { folder: 'r', concurrency: 4, pageSize: 5 });
  const { job } = await world.state.jobs.findOrCreate({ spec, specKey: specKey(spec), startedBy: 'recorder' });
  const handle = await client.workflow.start('jobWorkflow', {
    workflowId: job.id,
    taskQueue: 'ferry',
    args: [{ jobId: job.id, spec, isSearchable: true, maxEvents: { job: 150, folder: 60 } }],
  });
  await until('some are stored', async () => (await control.assets()).length > 5);
  await world.jobs.pause(job.id, { who: 'recorder', why: 'to be seen' });
  await world.jobs.resume(job.id, { who: 'recorder' });
  await world.jobs.set(job.id, { who: 'recorder', concurrency: 6 });
  const resetAt = new Date(Date.now() + 4000).toISOString().slice(0, 19).replace('T', ' ');
  const message = `Rate Limit Exceeded. Limit of 500 api operations reached. Try again on ${resetAt} UTC`;
  await control.fault({ match: '/upload', status: 420, times: 1, body: { error: { message } } });
  await world.jobs.retry(job.id, { who: 'recorder' });
  await handle.result();
  await runBatch(world, root);
  await runMigration(world);
  await runCheck(world);
  await runScrape(world, control);
  await runSync(world, control, client);
  await worker.stop();
  mkdirSync(directory, { recursive: true });
  const kept = new Set(readdirSync(directory).map(kindOf));
  let recorded = 0;
  for await (const { workflowId, runId } of client.workflow.list()) {
    recorded += 1;
    const name = `${workflowId.replace(/[^\w.-]+/g, '-')}-${String(recorded)}.json`;
    if (kept.has(kindOf(name))) continue;
    writeFileSync(join(directory, name), exported(world.temporal.address, workflowId, runId));
  }
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 60, done: 60, failed: 0 });
  await client.connection.close();
  await world.close();
}, 120_000);

/** A batch of two folders, one of them named twice, and a row that is no folder. */
async function runBatch(world: World, root: string): Promise<void> {
  const rows = ['photos/f000', 'photos/f001', './photos/f000', 'https://example.com/'].map((link) => ({ link }));
  const { job } = await world.jobs.start(batchSpec(writeCsv(join(root, '..', 'rows.csv'), rows)), 'recorder');
  await world.jobs.untilOver(job.id);
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ done: 30, skipped: 1, failed: 1 });
}

/** A migration of pictures by URL and on this disk, with a row that fails, in folders of a few rows. */
async function runMigration(world: World): Promise<void> {
  const urlOf = (name: string): string => `${world.sandbox.url}/web/${name}`;
  const files = [
    ...Array.from({ length: 6 }, (_, n) => urlOf(`pictures/${n}.jpg`)),
    'photos/f000/0.jpg',
    urlOf('status/404/gone.jpg'),
  ];
  const csv = writeCsv(
    join(world.dir, 'migration.csv'),
    files.map((file, n) => ({ file, public_id: `m/${n}` })),
  );
  const { job } = await world.jobs.start(migrationSpec(csv, { rowsPerFolder: 4, pageSize: 3 }), 'recorder');
  await world.jobs.untilOver(job.id);
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ done: 7, failed: 1 });
}

/** A check of URLs, one of which is missing. */
async function runCheck(world: World): Promise<void> {
  const urls = ['pictures/a.jpg', 'pictures/b.jpg', 'status/404/c.jpg', 'flaky/1/d.jpg', 'html/e.jpg'];
  const rows = urls.map((path) => ({ url: `${world.sandbox.url}/web/${path}` }));
  const csv = writeCsv(join(world.dir, 'check.csv'), rows);
  const { job } = await world.jobs.start(checkSpec(csv, { pageSize: 3 }), 'recorder');
  const over = await world.jobs.untilOver(job.id);
  expect(over.state).toBe('done');
  expect((await world.state.outcomes.tally(job.id)).found).toBe(5);
}

/** A scrape that runs into the Admin API's limit, into a broken download and into one that is not there. */
async function runScrape(world: World, control: SandboxControl): Promise<void> {
  await control.fault({ match: 'GET /ferry-sandbox/image/upload', skip: 2, cutAfterBytes: 10, times: 1 });
  await control.fault({ match: 'GET /ferry-sandbox/image/upload', skip: 5, status: 404, times: 1 });
  const resetAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 4000).toISOString();
  await control.limits({ adminRemaining: 4, resetAt });
  const options = { folder: 'r/f000', resourceTypes: 'image', pageSize: 4, concurrency: 2 };
  const spec = scrapeSpec(join(world.dir, 'downloads'), options);
  const { job } = await world.jobs.start(spec, 'recorder');
  await world.jobs.untilOver(job.id);
  const { found, done, failed } = await world.state.outcomes.tally(job.id);
  expect({ found, failed }).toEqual({ found: 15, failed: 1 });
  await world.jobs.retry(job.id, { who: 'recorder' });
  await world.jobs.untilOver(job.id);
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found, done: done + 1, failed: 0 });
}

/** Albums in step with two services, by a schedule: a limit of one, deletions that wait, in runs of few events. */
async function runSync(world: World, control: SandboxControl, client: Client): Promise<void> {
  const root = join(world.dir, 'albums');
  await writePhotos(root, ['Sea/a.jpg', 'Sea/b.jpg', 'Hill/c.jpg', 'Hill/d.jpg', 'Hill/e.jpg']);
  const input = { delete: true, approve: true, concurrency: 2 };
  const { schedule } = await world.jobs.schedules.create({
    spec: syncSpec(root, input),
    timetable: parseTimetable('every 12h', { timeZone: 'UTC' }),
    who: 'recorder',
  });
  await control.limits({ service: 'flickr', callsLeft: 9, resetAt: new Date(Date.now() + 4000).toISOString() });
  await world.jobs.schedules.trigger(schedule.id);
  const first = await until('its job is done', async () => {
    const [job] = (await world.state.jobs.list()).filter(({ type }) => type === 'sync');
    return job?.state === 'done' && job;
  });
  await control.limits({ service: 'flickr', callsLeft: 3600 });
  await world.jobs.schedules.delete(schedule.id);
  expect(await world.state.outcomes.tally(first.id)).toMatchObject({ done: 10, failed: 0 });

  rmSync(join(root, 'Sea/a.jpg'));
  await writePhotos(root, ['Sea/new.jpg']);
  const spec = syncSpec(root, input);
  const { job } = await world.state.jobs.findOrCreate({ spec, specKey: specKey(spec), startedBy: 'recorder' });
  const handle = await client.workflow.start('jobWorkflow', {
    workflowId: job.id,
    taskQueue: 'ferry',
    args: [{ jobId: job.id, spec, isSearchable: true, maxEvents: { job: 60, folder: 30 } }],
  });
  const plans = await until('both halves wait', async () => {
    const halves = (await world.jobs.progress(job.id))?.halves ?? [];
    return halves.length === 2 && halves.every(({ approval }) => approval !== undefined) && halves;
  });
  for (const { half, approval } of plans) {
    await world.jobs.approve(job.id, { who: 'recorder', half, plan: approval?.plan });
  }
  await handle.result();
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ done: 4, failed: 0 });
}

/** What a history is of: its job type, or the service of its quota. */
function kindOf(file: string): string {
  return /^(quota-[a-z]+|[a-z]+)/.exec(file)?.[1] ?? file;
}

/** A history as the Temporal CLI exports it, in the form that replays read. */
function exported(address: string, workflowId: string, runId: string): string {
  const args = [
    'workflow',
    'show',
    '--address',
    address,
    '--workflow-id',
    workflowId,
    '--run-id',
    runId,
    '--output',
    'json',
  ];
  const { stdout, stderr, status } = spawnSync(temporalCli(), args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${workflowId} was not exported: ${stderr}`);
  // Stack traces name the folder that ferry was built in: that is nobody's business.
  return stdout.replaceAll(resolve(__dirname, '..', '..'), '/ferry');
}
