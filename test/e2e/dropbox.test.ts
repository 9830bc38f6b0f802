import { readReport } from '../support/check-exact';
import { SandboxControl } from '../support/sandbox-control';
import { dropboxSpec } from '../support/transfer-specs';
import { until } from '../support/until';
import { createWorld, type WorkerHandle, type World } from '../support/world';

interface DropboxState {
  files: { path: string; md5: string; size: number }[];
  counts: { temporary_links: number };
}

let world: World;
let control: SandboxControl;
let worker: WorkerHandle;

beforeAll(async () => {
  world = await createWorld({ latencyMs: 5 });
  control = new SandboxControl(world.sandbox);
  worker = await world.startWorker();
});
afterAll(() => world.close());
beforeEach(() => control.reset());

const seed = (content: Record<string, unknown>) => control.seed('dropbox', content);
const limits = (settings: Record<string, unknown>) => control.limits({ service: 'dropbox', ...settings });
const downloads = async (): Promise<number> => (await control.requests('POST files/download', 'dropbox'))['200'] ?? 0;

async function run(spec: ReturnType<typeof dropboxSpec>) {
  const { job } = await world.jobs.start(spec, 'test');
  const over = await world.jobs.untilOver(job.id);
  return { over, tally: await world.state.outcomes.tally(job.id), report: readReport(over.reportPath ?? '') };
}

/** Every picture below a path is at Cloudinary once, with its own bytes. */
async function expectExact(below: string): Promise<void> {
  const { files } = await control.state<DropboxState>('dropbox');
  const wanted = files.filter(({ path }) => path.startsWith(`${below}/`)).map(({ md5 }) => md5);
  const stored = (await control.assets()).map(({ etag }) => etag);
  expect([...stored].sort()).toEqual([...wanted].sort());
}

test('a tree goes to Cloudinary by temporary links: no byte through the worker, and nothing a second time', async () => {
  await seed({ folder: '/Shop/Autumn', count: 30 });
  await seed({ folder: '/Shop/Autumn/Ünter Schuhe', count: 5, files: [{ path: '/Shop/readme.txt', base64: 'aGk=' }] });
  await seed({ paper: ['/Shop/plan.paper'], folders: ['/Shop/empty'] });
  const { over, tally, report } = await run(dropboxSpec('/shop', { name: 'autumn' }));
  expect(over.state).toBe('done');
  expect(tally).toMatchObject({ found: 37, done: 35, skipped: 2, failed: 0 });
  expect(report.find(({ local_filename }) => local_filename === 'plan.paper')?.error).toMatch(/export/i);
  expect(await downloads()).toBe(0);
  expect((await control.state<DropboxState>('dropbox')).counts.temporary_links).toBe(35);
  await expectExactPictures();

  const again = await run(dropboxSpec('/shop', { name: 'autumn' }));
  expect(again.tally).toMatchObject({ found: 37, done: 0, skipped: 37, failed: 0 });
  expect(await downloads()).toBe(0);
  expect((await control.state<DropboxState>('dropbox')).counts.temporary_links).toBe(35);

  async function expectExactPictures(): Promise<void> {
    const { files } = await control.state<DropboxState>('dropbox');
    const pictures = files.filter(({ path }) => /\.(png|jpg)$/.test(path)).map(({ md5 }) => md5);
    const stored = await control.assets();
    expect(stored.map(({ etag }) => etag).sort()).toEqual(pictures.sort());
    expect(stored.some(({ public_id }) => public_id.startsWith('autumn/Autumn/Unter_Schuhe/'))).toBe(true);
  }
});

test('links that answer 410 are gone around: the bytes are streamed', async () => {
  await seed({ folder: '/trip', count: 12 });
  await limits({ linkUses: 0 });
  const { tally, report } = await run(dropboxSpec('/trip'));
  expect(tally).toMatchObject({ found: 12, done: 12, failed: 0 });
  expect(await downloads()).toBe(12);
  await expectExact('/trip');
  expect(JSON.stringify(report)).not.toContain('dropbox-link');
});

test('--via worker streams, and gives out no link', async () => {
  await seed({ folder: '/streamed', count: 4 });
  const { tally } = await run(dropboxSpec('/streamed', { via: 'worker' }));
  expect(tally).toMatchObject({ done: 4 });
  expect((await control.state<DropboxState>('dropbox')).counts.temporary_links).toBe(0);
  await expectExact('/streamed');
});

test('tokens that expire in the middle are renewed, and fail no asset', async () => {
  await seed({ folder: '/long', count: 40 });
  await limits({ tokenCalls: 15, expireTokens: true });
  const { tally } = await run(dropboxSpec('/long', { concurrency: 4 }));
  expect(tally).toMatchObject({ found: 40, done: 40, failed: 0 });
  await expectExact('/long');
});

test('a limit holds all that draws on it until its reset, through a kill of the worker', async () => {
  await seed({ folder: '/busy', count: 25 });
  await limits({ callsLeft: 20, resetAt: new Date(Date.now() + 6000).toISOString() });
  const { job } = await world.jobs.start(dropboxSpec('/busy', { concurrency: 4 }), 'test');
  const held = await until('the gate is closed', async () => {
    const progress = await world.jobs.progress(job.id);
    return progress?.closedGates.some(({ quota }) => quota.startsWith('dropbox:')) === true && progress;
  });
  expect(held.isStill).toBe(true);
  await worker.kill();
  worker = await world.startWorker();
  await world.jobs.untilOver(job.id);
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 25, done: 25, failed: 0 });
  await expectExact('/busy');
});

test('consent that was taken back parks the job, which says how to sign in again', async () => {
  await seed({ folder: '/mine', count: 10 });
  await limits({ revokeConsent: true, expireTokens: true });
  const { job } = await world.jobs.start(dropboxSpec('/mine'), 'test');
  const parked = await until('the job is parked', async () => {
    const progress = await world.jobs.progress(job.id);
    return progress?.parked !== undefined && progress.parked;
  });
  expect(parked).toMatchObject({
    kind: 'AuthFailed',
    message: expect.stringContaining('ferry auth login dropbox') as string,
  });
  expect(JSON.stringify(parked)).not.toContain(world.environment.DROPBOX_REFRESH_TOKEN);
  await world.jobs.cancel(job.id, { who: 'test' });
  await world.jobs.untilOver(job.id);
});
