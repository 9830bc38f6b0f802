import { createHash } from 'node:crypto';
import { readReport } from '../support/check-exact';
import { SandboxControl } from '../support/sandbox-control';
import { driveSpec } from '../support/transfer-specs';
import { until } from '../support/until';
import { createWorld, type WorkerHandle, type World } from '../support/world';

interface DriveState {
  files: { id: string; name: string; path: string; md5?: string; permissions: unknown[] }[];
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

const limits = (settings: Record<string, unknown>) => control.limits({ service: 'google-drive', ...settings });
const seed = async (content: Record<string, unknown>): Promise<Record<string, string>> =>
  (await control.seed<{ ids: Record<string, string> }>('google-drive', content)).ids;
const files = async (): Promise<DriveState['files']> => (await control.state<DriveState>('google-drive')).files;

/** What nobody may ever change: who may see what. */
async function permissions(): Promise<string> {
  return createHash('md5')
    .update(JSON.stringify((await files()).map(({ id, permissions: those }) => [id, those])))
    .digest('hex');
}

async function run(spec: ReturnType<typeof driveSpec>) {
  const { job } = await world.jobs.start(spec, 'test');
  const over = await world.jobs.untilOver(job.id);
  return { over, tally: await world.state.outcomes.tally(job.id), report: readReport(over.reportPath ?? '') };
}

test('a Shared Drive with all that Drive allows, through a storm of 403 and a kill: exact, and nobody’s permission touched', async () => {
  const ids = await seed({
    drives: [{ key: 'shop', name: 'Shop' }],
    folders: [
      { key: 'shoes', name: ' Summer  Shoes ', parent: 'shop' },
      { key: 'twin', name: 'Twin', parent: 'shop', createdTime: '2026-01-01T00:00:00Z' },
      { key: 'twin2', name: 'Twin', parent: 'shop', createdTime: '2026-01-02T00:00:00Z' },
      { key: 'empty', name: 'empty', parent: 'shop' },
      { key: 'elsewhere', name: 'Elsewhere', sharedWith: ['service'] },
    ],
    files: [
      { key: 'same1', name: 'same.png', parent: 'shoes', image: 'png', createdTime: '2026-01-01T00:00:00Z' },
      { key: 'same2', name: 'same.png', parent: 'shoes', image: 'png', createdTime: '2026-01-02T00:00:00Z' },
      { key: 'slash', name: 'a/b & c.png', parent: 'shoes', image: 'png' },
      { key: 'bare', name: 'no extension', parent: 'shoes', image: 'png', mimeType: 'image/png' },
      { key: 'plan', name: 'Plan', parent: 'shop', document: 'document' },
      { key: 'text', name: 'notes.txt', parent: 'shop', base64: 'aGk=' },
      { key: 't1', name: '1.png', parent: 'twin', image: 'png' },
      { key: 't2', name: '1.png', parent: 'twin2', image: 'png' },
      { key: 'far', name: 'far.png', parent: 'elsewhere', image: 'png' },
      { key: 'locked', name: 'locked.png', parent: 'shop', image: 'png', canDownload: false },
    ],
    shortcuts: [
      { name: 'loop', parent: 'shoes', target: 'shop' },
      { name: 'more', parent: 'shop', target: 'elsewhere' },
      { name: 'link.png', parent: 'shop', target: 'same1' },
      { name: 'gone.png', parent: 'shop', target: 'nowhere', targetMimeType: 'image/png' },
    ],
  });
  await control.seed('google-drive', { folder: ids.shop, count: 60, image: 'png' });
  const before = await permissions();
  await control.fault({
    service: 'google-drive',
    match: '/drive/v3/files',
    status: 403,
    skip: 12,
    times: 25,
    body: {
      error: {
        code: 403,
        message: 'User Rate Limit Exceeded. Rate of requests for user exceed configured project quota.',
        errors: [{ domain: 'usageLimits', reason: 'userRateLimitExceeded', message: 'User Rate Limit Exceeded' }],
      },
    },
  });
  const { job } = await world.jobs.start(driveSpec(ids.shop ?? '', { name: 'shop', concurrency: 6 }), 'test');
  await until('half of it is there', async () => (await control.assets()).length >= 35, 120_000);
  await worker.kill();
  worker = await world.startWorker();
  const over = await world.jobs.untilOver(job.id);
  const report = readReport(over.reportPath ?? '');

  const failed = report.filter(({ status }) => status === 'failed');
  expect(failed.map(({ local_filename }) => local_filename).sort()).toEqual(['gone.png', 'locked.png']);
  const skipped = report.filter(({ status }) => status === 'skipped');
  expect(skipped.map(({ local_filename }) => local_filename).sort()).toEqual(['Plan', 'notes.txt']);
  expect(report.find(({ local_filename }) => local_filename === 'Plan')?.error).toMatch(/Google document/);

  // 60, same twice, slash, bare, two of the twins, far, and the link to the first of the same.
  const stored = await control.assets();
  expect(stored).toHaveLength(68);
  const md5Of = new Map((await files()).map(({ id, md5 }) => [id, md5]));
  const etagOf = new Map(stored.map(({ public_id, etag }) => [public_id, etag]));
  expect(etagOf.get('shop/Summer_Shoes/same')).toBe(md5Of.get(ids.same1 ?? ''));
  expect([...etagOf.values()]).toContain(md5Of.get(ids.same2 ?? ''));
  expect(etagOf.get('shop/Summer_Shoes/a_b_and_c')).toBe(md5Of.get(ids.slash ?? ''));
  expect(etagOf.get('shop/Twin/1')).toBe(md5Of.get(ids.t1 ?? ''));
  expect(etagOf.get('shop/more/far')).toBe(md5Of.get(ids.far ?? ''));
  expect(etagOf.get('shop/link')).toBe(md5Of.get(ids.same1 ?? ''));
  expect(new Set(report.map((row) => `${row.folder_path}/${row.local_filename}`)).size).toBe(report.length);
  expect(report).toHaveLength(72);

  expect(await permissions()).toBe(before);
  expect(await control.requests('POST files/:id/permissions', 'google-drive')).toEqual({});

  const again = await run(driveSpec(ids.shop ?? '', { name: 'shop' }));
  expect(again.tally).toMatchObject({ done: 0, skipped: 70, failed: 2 });
}, 240_000);

test('names stay with their files when one of the same name comes or goes', async () => {
  const ids = await seed({
    folders: [{ key: 'f', name: 'f', sharedWith: ['service'] }],
    files: [
      { key: 'a1', name: 'a.png', parent: 'f', image: 'png', createdTime: '2026-01-02T00:00:00Z' },
      { key: 'b', name: 'b.png', parent: 'f', image: 'png' },
    ],
  });
  await run(driveSpec(ids.f ?? '', { name: 'names' }));
  const first = await control.assets();
  // Older than the first: by path it would now be the plain `a.png`.
  await seed({
    files: [{ key: 'a0', name: 'a.png', parent: ids.f, image: 'png', createdTime: '2026-01-01T00:00:00Z' }],
  });
  const { tally } = await run(driveSpec(ids.f ?? '', { name: 'names' }));
  expect(tally).toMatchObject({ done: 1, skipped: 2, failed: 0 });
  const stored = new Map((await control.assets()).map(({ public_id, etag }) => [public_id, etag]));
  expect(stored.size).toBe(3);
  for (const { public_id, etag } of first) expect(stored.get(public_id)).toBe(etag);
});

test('access tokens that die in the middle are renewed, and fail no asset', async () => {
  const ids = await seed({ folders: [{ key: 'f', name: 'f', sharedWith: ['service'] }] });
  await control.seed('google-drive', { folder: ids.f, count: 30, image: 'png' });
  await limits({ tokenCalls: 12 });
  const { tally } = await run(driveSpec(ids.f ?? '', { name: 'tokens', concurrency: 4 }));
  expect(tally).toMatchObject({ found: 30, done: 30, failed: 0 });
});

test('a limit that is said to last holds the job until then', async () => {
  const ids = await seed({ folders: [{ key: 'f', name: 'f', sharedWith: ['service'] }] });
  await control.seed('google-drive', { folder: ids.f, count: 20, image: 'png' });
  await limits({ callsLeft: 15, resetAt: new Date(Date.now() + 5000).toISOString() });
  const { job } = await world.jobs.start(driveSpec(ids.f ?? '', { name: 'limit' }), 'test');
  const progress = await until('the gate is closed', async () => {
    const now = await world.jobs.progress(job.id);
    return now?.closedGates.some(({ quota }) => quota.startsWith('google-drive:')) === true && now;
  });
  expect(progress.closedGates[0]?.reason).toBe('Google Drive limit');
  await world.jobs.untilOver(job.id);
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 20, done: 20, failed: 0 });
});

test('a folder nobody shared, and a link of a file, end the job in words', async () => {
  const ids = await seed({
    folders: [{ key: 'private', name: 'private' }],
    files: [{ key: 'file', name: 'x.png', image: 'png', sharedWith: ['service'] }],
  });
  const refused = await run(driveSpec(ids.private ?? ''));
  expect(refused.over).toMatchObject({
    state: 'failed',
    stateReason: expect.stringMatching(/gone, or not shared with .*@/) as string,
  });
  const file = await run(driveSpec(ids.file ?? ''));
  expect(file.over).toMatchObject({
    state: 'failed',
    stateReason: expect.stringMatching(/is a file, not a folder/) as string,
  });
});
