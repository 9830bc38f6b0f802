import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { someBytes } from '../conformance/contents';
import { Account } from '../support/account';
import { scrapeSpec } from '../support/account-specs';
import { readReport } from '../support/check-exact';
import { accountAssets, expectSaved, filesBelow } from '../support/check-saved';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { createWorld, type World, type WorkerHandle } from '../support/world';

jest.setTimeout(180_000);

let world: World;
let control: SandboxControl;
let account: Account;
let worker: WorkerHandle;
let root: string;
let count = 0;

beforeAll(async () => {
  world = await createWorld({ latencyMs: 10 });
  control = new SandboxControl(world.sandbox);
  account = new Account(world.sandbox);
  worker = await world.startWorker();
});
afterAll(() => world.close());
beforeEach(async () => {
  await control.clearFaults();
  await control.reset();
  root = join(world.dir, `downloads-${(count += 1)}`);
  mkdirSync(root);
});

const start = async (options: Record<string, unknown> = {}) =>
  (await world.jobs.start(scrapeSpec(root, options), 'test')).job;

async function fill(assets: number, bytes: number): Promise<void> {
  for (let n = 0; n < assets; n += 1) await account.upload(`f${n % 5}/${n}.bin`, someBytes(bytes + n));
}

/** Files that are whole: those that are still written have names of their own. */
function wholeFiles(): number {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.bin')).length;
}

/** By the state database: the server may be away. */
async function untilDone(jobId: string): Promise<string> {
  const over = await until(
    `${jobId} is done`,
    async () => {
      const now = await world.state.jobs.get(jobId);
      return now?.state === 'done' && now;
    },
    120_000,
  );
  return over.reportPath ?? '';
}

test('worker killed again and again, the server once: every file whole, once, and nothing half left behind', async () => {
  await fill(150, 100_000);
  const job = await start({ concurrency: 6, pageSize: 40 });
  for (const moment of [15, 50, 80]) {
    await until(`${moment} files`, async () => wholeFiles() >= moment);
    await worker.kill();
    worker = await world.startWorker();
  }
  await until('110 files', async () => wholeFiles() >= 110);
  await world.temporal.kill();
  await world.temporal.start();
  const reportPath = await untilDone(job.id);
  await expectSaved(control, root, reportPath);
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 150, failed: 0 });
  // What was whole before a kill is not fetched again, but for what was in hand: six lanes, four deaths.
  const fetched = (await control.requests('GET delivery'))['200'] ?? 0;
  expect(fetched).toBeLessThanOrEqual(150 + 4 * 6);
});

test.each([420, 429])(
  'the Admin quota (%i) in the middle of the listing: a wait to its reset, no page twice',
  async (status) => {
    await control.seed('cloudinary', { count: 120, prefix: 'many', folders: 3 });
    await fill(5, 100);
    const unlimited = await start({ pageSize: 20 });
    await world.jobs.untilOver(unlimited.id);
    const pagesOf = async () => (await control.requests('GET resources/:resource_type/:type'))['200'] ?? 0;
    const pages = await pagesOf();
    expect(pages).toBeGreaterThanOrEqual(120 / 20 + 8);

    root = `${root}-limited`;
    const resetAt = Math.ceil(Date.now() / 1000) * 1000 + 9000;
    await control.limits({ adminRemaining: 5, resetAt: new Date(resetAt).toISOString(), status });
    const job = await start({ pageSize: 20 });
    const gate = await until('the gate is closed', async () => {
      const progress = await world.jobs.progress(job.id);
      return progress?.closedGates.find(({ quota }) => quota === 'cloudinary:ferry-sandbox:admin');
    });
    expect(Math.abs(Date.parse(gate.until) - resetAt)).toBeLessThanOrEqual(2000);
    // What is listed already is downloaded meanwhile: that draws on no quota.
    await until('pages that were listed are saved', async () => {
      const { found, done } = await world.state.outcomes.tally(job.id);
      return found >= 20 && done === found;
    });
    const refusals = async () => (await control.requests('GET resources/:resource_type/:type'))[String(status)] ?? 0;
    const refused = await refusals();
    expect(Date.now()).toBeLessThan(resetAt);
    const reportPath = (await world.jobs.untilOver(job.id)).reportPath ?? '';
    expect(Date.now()).toBeGreaterThanOrEqual(resetAt - 1000);
    await expectSaved(control, root, reportPath);
    expect(await pagesOf()).toBe(pages * 2);
    // Listings that are read at once may run into it together; nobody asks again before the reset.
    expect(refused).toBeLessThanOrEqual(9);
    expect(await refusals()).toBe(refused);
  },
);

describe('downloads that go wrong', () => {
  const rowOf = (reportPath: string, publicId: string) =>
    readReport(reportPath).find(({ public_id: id, asset }) => id === publicId || asset === `raw/upload/${publicId}`);

  test('cut, damaged, of another length, 503: tried again, and no wrong byte is left', async () => {
    await fill(6, 4000);
    const path = (n: number): string => `/raw/upload/`.concat('.*', `f${n % 5}/${n}\\.bin`);
    await control.fault({ match: `/${path(0)}/`, cutAfterBytes: 1000, times: 2 });
    await control.fault({ match: `/${path(1)}/`, status: 200, body: 'x'.repeat(4001), times: 2 });
    await control.fault({ match: `/${path(2)}/`, status: 200, body: '<html>a page</html>', times: 2 });
    await control.fault({ match: `/${path(3)}/`, status: 503, times: 2 });
    await control.fault({ match: `/${path(4)}/`, reset: true, times: 2 });
    const job = await start();
    const { reportPath = '' } = await world.jobs.untilOver(job.id);
    await expectSaved(control, root, reportPath);
    expect(new Set(readReport(reportPath).map(({ status }) => status))).toEqual(new Set(['saved']));
    expect(await (await fetch(`${world.sandbox.url}/__faults`)).json()).toEqual(
      expect.objectContaining({ faults: [] }),
    );
  });

  test('404 and 401 fail their own asset; a retry in the same job completes the report', async () => {
    await fill(8, 3000);
    await control.fault({ match: 'f0/0.bin', status: 404 });
    await control.fault({ match: 'f1/1.bin', status: 401 });
    await control.fault({ match: 'f2/2.bin', status: 403 });
    const job = await start();
    const over = await world.jobs.untilOver(job.id);
    expect(over.state).toBe('done');
    expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 8, done: 5, failed: 3 });
    const reportPath = over.reportPath ?? '';
    expect(readReport(reportPath)).toHaveLength(8);
    expect(rowOf(reportPath, 'f0/0.bin')?.error).toMatch(/^NotFound: raw\/upload\/f0\/0\.bin cannot be downloaded/);
    expect(rowOf(reportPath, 'f1/1.bin')?.error).toMatch(/^InvalidAsset: raw\/upload\/f1\/1\.bin cannot be downloaded/);
    const files = [...filesBelow(join(root, 'ferry-sandbox')).keys()].sort();
    expect(files).toEqual(['f0/5.bin', 'f1/6.bin', 'f2/7.bin', 'f3/3.bin', 'f4/4.bin']);

    await control.clearFaults();
    await world.jobs.retry(job.id, { who: 'test' });
    await world.jobs.untilOver(job.id);
    expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 8, done: 8, failed: 0 });
    await expectSaved(control, root, (await world.state.jobs.get(job.id))?.reportPath ?? '');
  });

  test('what stays damaged is never there as a file, while all others are; then it comes', async () => {
    await fill(12, 3000);
    await control.fault({ match: 'f1/1.bin', status: 200, body: 'x'.repeat(3001) });
    const job = await start();
    await until('all others are there', async () => wholeFiles() === 11);
    await until('it was tried', async () => ((await control.requests('GET delivery'))['200'] ?? 0) > 12);
    expect([...filesBelow(root).keys()].filter((file) => file.endsWith('/1.bin'))).toEqual([]);
    await control.clearFaults();
    await expectSaved(control, root, await untilDone(job.id));
  });

  test('an account that refuses everything holds the job, and fails nothing', async () => {
    await fill(30, 500);
    await control.fault({ match: '/raw/upload/', status: 503 });
    const job = await start();
    const gate = await until('the job sees that the service is out', async () => {
      const progress = await world.jobs.progress(job.id);
      return progress?.closedGates.find(({ quota }) => quota.startsWith('service:'));
    });
    expect(gate.reason).toContain('does not work');
    await control.clearFaults();
    await expectSaved(control, root, await untilDone(job.id));
    expect((await accountAssets(control)).size).toBe(30);
  });
});
