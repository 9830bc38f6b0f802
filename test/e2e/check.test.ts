import { Client, Connection } from '@temporalio/client';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { probeFiles } from '../../src/reporting/probe-report';
import { writeCsv } from '../support/batch-spec';
import { readReport } from '../support/check-exact';
import { writePhotos } from '../support/photo-tree';
import { checkSpec } from '../support/row-specs';
import { SandboxControl } from '../support/sandbox-control';
import { allHistories } from '../support/temporal/all-histories';
import { until } from '../support/until';
import { uploadSpec } from '../support/upload-spec';
import { createWorld, type World, type WorkerHandle } from '../support/world';

let world: World;
let control: SandboxControl;
let worker: WorkerHandle;
let web: string;

beforeAll(async () => {
  world = await createWorld({ latencyMs: 5 });
  control = new SandboxControl(world.sandbox);
  worker = await world.startWorker();
  web = `${world.sandbox.url}/web`;
});
afterAll(() => world.close());
beforeEach(() => control.reset());

const picture = (name: string): string => `${web}/pictures/${name}.jpg?w=32&h=24`;

function csvOf(name: string, rows: Record<string, string>[]): string {
  return writeCsv(join(world.dir, `${name}.csv`), rows);
}

async function run(csv: string, options: Record<string, unknown> = {}) {
  const spec = checkSpec(csv, options);
  const { job } = await world.jobs.start(spec, 'test');
  const over = await world.jobs.untilOver(job.id);
  const files = probeFiles(spec.probe);
  return {
    job: over,
    files,
    rows: readReport(files.report),
    tally: await world.state.outcomes.tally(job.id),
  };
}

/** How often each name was asked for, whatever the method. */
async function askedFor(): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { path } of await control.details()) {
    const name = basename(path).replace(/[.?].*$/, '');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

const categories: [string, string, Record<string, unknown>][] = [
  ['ok', 'pictures/1.jpg', { check_status: '200', check_type: 'image/jpeg', check_error: '' }],
  ['missing', 'status/404/2.jpg', { check_status: '404', check_error: 'missing: 404' }],
  ['missing', 'status/410/3.jpg', { check_status: '410' }],
  ['forbidden', 'status/403/4.jpg', { check_status: '403' }],
  ['forbidden', 'status/401/5.jpg', { check_status: '401' }],
  ['rate-limited', 'status/420/6.jpg', { check_status: '420', check_error: 'rate-limited: 420' }],
  ['server-error', 'status/500/7.jpg', { check_status: '500' }],
  ['timeout', 'never/8.jpg', { check_status: '', check_error: expect.stringContaining('did not answer in time') }],
  ['dns', 'http://no-such-host.invalid/9.jpg', { check_error: expect.stringMatching(/^dns: .*no-such-host/) }],
  ['unreachable', 'http://127.0.0.1:1/10.jpg', { check_error: expect.stringContaining('refuses connections') }],
  ['not-an-image', 'html/11.jpg', { check_status: '200', check_type: 'text/html' }],
  ['empty', 'empty/12.jpg', { check_status: '200' }],
  ['redirects', 'redirect/6/13.jpg', { check_error: expect.stringContaining('more than 5') }],
  ['invalid-url', 'ftp://shop.example/14.jpg', { check_error: expect.stringContaining('not an http or https') }],
  ['other', 'status/418/15.jpg', { check_status: '418' }],
  ['ok', 'redirect/2/16.jpg', { check_url: expect.stringMatching(/redirect\/0\/16\.jpg$/) }],
  ['ok', 'no-head/17.gif', { check_type: 'image/gif' }],
  ['ok', 'flaky/2/18.jpg', { check_status: '200' }],
];

test('every way to end, each row once, in the order of the file; the missing are an input', async () => {
  const rows = categories.map(([, url], index) => ({
    sku: String(index + 1),
    'Bild, groß': url.includes('://') ? url : `${web}/${url}`,
    note: index === 1 ? '=cmd()' : 'two\nlines',
  }));
  const { job, rows: checked, tally, files } = await run(csvOf('cases', rows), { timeout: 0.5 });

  expect(job.state).toBe('done');
  expect(tally).toMatchObject({ found: 18, done: 4, failed: 14, skipped: 0 });
  expect(Object.keys(checked[0] ?? {})).toEqual([
    ...['sku', 'Bild, groß', 'note'],
    ...['check_category', 'check_status', 'check_type', 'check_bytes', 'check_url', 'check_error'],
  ]);
  expect(checked.map((row) => [row.sku, row.check_category])).toEqual(
    categories.map(([category], index) => [String(index + 1), category]),
  );
  for (const [index, [, , told]] of categories.entries()) expect(checked[index]).toMatchObject(told);
  expect(Number(checked[0]?.check_bytes)).toBeGreaterThan(100);
  expect(checked.map(({ note }) => note)).toEqual(rows.map(({ note }) => (note === '=cmd()' ? "'=cmd()" : note)));
  const missing = readReport(files.missing);
  expect(missing).toEqual(checked.filter((row) => row.check_category !== 'ok'));
  const words = await world.state.outcomes.failureWords(job.id);
  expect(words.slice(0, 2)).toEqual([
    { word: 'missing', items: 2 },
    { word: 'forbidden', items: 2 },
  ]);
  expect(words).toHaveLength(12);

  // As it is, without a word of which column is meant, although it has a second one with addresses.
  const again = await run(files.missing, { timeout: 0.5 });
  expect(again.rows.map((row) => [row.sku, row.check_category])).toEqual(
    missing.map((row) => [row.sku, row.check_category]),
  );
  expect(Object.keys(again.rows[0] ?? {})).toEqual(Object.keys(checked[0] ?? {}));
  expect(again.rows[0]?.note).toBe("'=cmd()");
});

test('rows without a URL are skipped; a row with too many cells is asked for and kept whole', async () => {
  const csv = join(world.dir, 'ragged.csv');
  writeFileSync(
    csv,
    `\ufeffsku;url\r\n1;${picture('a')}\r\n2;\r\n\r\n3; \r\n4\r\n5;${web}/status/404/b.jpg;more;cells\r\n6;${picture('c')}\r\n`,
  );
  const { tally, rows, files } = await run(csv);
  expect(tally).toMatchObject({ found: 6, done: 2, skipped: 3, failed: 1 });
  expect(rows.map((row) => [row.sku, row.check_category, row.check_error])).toEqual([
    ['1', 'ok', ''],
    ['2', 'skipped', 'no URL in this row'],
    ['3', 'skipped', 'no URL in this row'],
    ['4', 'skipped', 'no URL in this row'],
    ['5', 'missing', 'missing: 404'],
    ['6', 'ok', ''],
  ]);
  expect(readFileSync(files.missing, 'utf8')).toMatch(/^5,.*,missing: 404,more,cells$/m);
});

test('private networks are refused, and nothing there is asked', async () => {
  const csv = csvOf('private', [
    { url: picture('a') },
    { url: 'http://localhost/b.jpg' },
    { url: 'http://[::ffff:10.0.0.1]/c.jpg' },
  ]);
  const { rows } = await run(csv, { allowPrivate: false });
  expect(rows.map((row) => row.check_category)).toEqual(['refused', 'refused', 'refused']);
  expect(rows[0]?.check_error).toContain('127.0.0.1 is not on the public internet');
  expect(await askedFor()).toEqual(new Map());
  expect((await run(csv, { allowPrivate: true, resultsDir: `${csv}.allowed` })).rows[0]?.check_category).toBe('ok');
});

test('with any media only what is not there, or has no bytes, is missing', async () => {
  const csv = csvOf('media', [
    { url: `${web}/html/a.html` },
    { url: `${web}/bytes/5000000000/film.mp4` },
    { url: `${web}/empty/c.pdf` },
    { url: `${web}/status/404/d.pdf` },
  ]);
  const { rows } = await run(csv, { anyMedia: true });
  expect(rows.map((row) => [row.check_category, row.check_type])).toEqual([
    ['ok', 'text/html'],
    ['ok', 'application/octet-stream'],
    ['empty', 'image/jpeg'],
    ['missing', 'text/html'],
  ]);
  expect(rows[1]?.check_bytes).toBe('5000000000');
});

test('the report of an upload is checked as it is, in the words of Cloudinary', async () => {
  const photos = join(world.dir, 'photos');
  mkdirSync(photos);
  await writePhotos(photos, ['shoes/1.png', 'shoes/2.jpg']);
  const { job } = await world.jobs.start(uploadSpec(photos), 'test');
  await world.jobs.untilOver(job.id);
  const report = (await world.state.jobs.get(job.id))?.reportPath ?? '';
  const csv = join(world.dir, 'results.csv');
  copyFileSync(report, csv);
  // Delivery URLs of the sandbox are of another host than Cloudinary's.
  const uploaded = readReport(csv);
  expect(uploaded.map((row) => row.cloudinary_url?.startsWith(world.sandbox.url))).toEqual([true, true]);
  const gone = { ...uploaded[0], cloudinary_url: `${world.sandbox.url}/ferry-sandbox/image/upload/v1/gone.png` };
  writeCsv(csv, [...uploaded, gone] as Record<string, string>[]);

  const { rows } = await run(csv);
  expect(rows.map((row) => [row.cloudinary_url, row.check_category])).toEqual([
    [uploaded[0]?.cloudinary_url, 'ok'],
    [uploaded[1]?.cloudinary_url, 'ok'],
    [gone.cloudinary_url, 'missing'],
  ]);
  expect(rows.map((row) => row.check_bytes).slice(0, 2)).toEqual(uploaded.map((row) => row.bytes));
  expect(rows[2]?.check_error).toBe('missing: 404 (Resource not found - gone)');
  const jpgs = await run(csv, { urlColumn: 'JPG_URL', resultsDir: `${csv}.jpgs` });
  expect(jpgs.rows.map((row) => [row.check_category, row.check_type])).toEqual(
    Array(3).fill(['ok', 'image/jpeg']) as unknown,
  );
});

test('one host is asked in the order of the file, HEAD before GET, as often as it takes and no more', async () => {
  const rows = Array.from({ length: 30 }, (_, n) => ({
    url: n % 3 === 0 ? `${web}/no-head/${n}.jpg` : picture(`${n}`),
  }));
  const { tally } = await run(csvOf('order', rows), { concurrency: 1, folders: 1 });
  expect(tally).toMatchObject({ done: 30 });
  const asked = (await control.details()).map(({ method, path }) => `${method} ${/(\d+)\.jpg/.exec(path)?.[1] ?? ''}`);
  expect(asked).toEqual(rows.flatMap((_, n) => (n % 3 === 0 ? [`HEAD ${n}`, `GET ${n}`] : [`HEAD ${n}`])));
});

test('a host that asks for a short pause is asked again; one that asks for an hour is not', async () => {
  await control.fault({ service: 'web', match: 'slow', status: 429, headers: { 'Retry-After': '3600' } });
  const csv = csvOf('pauses', [
    { url: `${web}/limited/1/a.jpg` },
    { url: picture('b') },
    { url: `${web}/limited/2/c.jpg` },
    { url: `${web}/slow/0/d.jpg` },
    { url: picture('e') },
  ]);
  const { rows, job } = await run(csv);
  expect(rows.map((row) => row.check_category)).toEqual(['ok', 'ok', 'ok', 'rate-limited', 'ok']);
  expect(rows[3]).toMatchObject({ check_status: '429', check_error: 'rate-limited: 429' });
  const asked = await askedFor();
  expect([asked.get('a'), asked.get('c'), asked.get('d')]).toEqual([2, 3, 1]);

  await control.clearFaults();
  await world.jobs.retry(job.id, { who: 'test' });
  await world.jobs.untilOver(job.id);
  expect((await askedFor()).get('a')).toBe(2);
  const after = readReport(`${csv}.results/pauses_checked.csv`);
  expect(after.map((row) => row.check_category)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(after[3]?.check_error).toBe('');
});

test('rows of a host that asks for a longer pause leave their lane to other hosts', async () => {
  await control.fault({ service: 'web', match: 'busy-a', status: 429, headers: { 'Retry-After': '8' }, times: 1 });
  const other = web.replace('127.0.0.1', 'localhost');
  expect(other).not.toBe(web);
  const csv = csvOf('lanes', [
    ...['a', 'b', 'c'].map((name) => ({ url: `${web}/pictures/busy-${name}.jpg` })),
    ...Array.from({ length: 10 }, (_, n) => ({ url: `${other}/pictures/free-${n}.jpg` })),
  ]);
  const { tally } = await run(csv, { concurrency: 1, folders: 1 });
  expect(tally).toMatchObject({ found: 13, done: 13 });
  const asked = (await control.details()).map(({ path }) => basename(path).replace(/-.*$/, ''));
  // The first is refused, the other two of its host are not even asked for; then come those of the other host.
  expect(asked).toEqual(['busy', ...Array<string>(10).fill('free'), ...Array<string>(3).fill('busy')]);
}, 60_000);

test('a retry asks for what failed alone, and only for its kind where one is named', async () => {
  const csv = csvOf('retry', [
    { url: picture('fine') },
    { url: `${web}/status/404/gone.jpg` },
    { url: `${web}/status/418/odd.jpg` },
    { url: ' ' },
  ]);
  const first = await run(csv);
  expect(first.tally).toMatchObject({ done: 1, failed: 2, skipped: 1 });
  await world.jobs.retry(first.job.id, { who: 'test', kind: 'NotFound' });
  await world.jobs.untilOver(first.job.id);
  expect(Object.fromEntries(await askedFor())).toEqual({ fine: 1, gone: 2, odd: 1 });
  expect(await world.state.outcomes.tally(first.job.id)).toMatchObject({ found: 4, done: 1, failed: 2, skipped: 1 });
  expect(readReport(first.files.report).map((row) => row.check_category)).toEqual([
    'ok',
    'missing',
    'other',
    'skipped',
  ]);
});

test('kills and stops half way: every row is asked, each once in the report', async () => {
  await control.fault({ service: 'web', delayMs: 20, times: 1_000_000 });
  const rows = Array.from({ length: 300 }, (_, n) => ({
    sku: String(n),
    url: n % 10 === 0 ? `${web}/status/404/r${n}.jpg` : picture(`r${n}`),
  }));
  const csv = csvOf('kills', rows);
  const { job } = await world.jobs.start(checkSpec(csv, { rowsPerFolder: 60, pageSize: 25, concurrency: 12 }), 'test');
  const finished = async (): Promise<number> => {
    const { done, failed } = await world.state.outcomes.tally(job.id);
    return done + failed;
  };
  for (const [moment, end] of [
    [80, 'kill'],
    [180, 'stop'],
  ] as const) {
    await until(`${moment} are through`, async () => (await finished()) >= moment);
    await worker[end]();
    worker = await world.startWorker();
  }
  const over = await world.jobs.untilOver(job.id);
  expect(over.state).toBe('done');
  const report = readReport(`${csv}.results/kills_checked.csv`);
  expect(report.map((row) => [row.sku, row.check_category])).toEqual(
    rows.map(({ sku }, n) => [sku, n % 10 === 0 ? 'missing' : 'ok']),
  );
  expect(readReport(`${csv}.results/kills_missing.csv`).map(({ sku }) => sku)).toEqual(
    rows.filter((_, n) => n % 10 === 0).map(({ sku }) => sku),
  );
  const asked = await askedFor();
  expect(rows.filter((_, n) => !asked.has(`r${n}`))).toEqual([]);
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 300, done: 270, failed: 30 });
}, 120_000);

test('what a URL holds is in no history of the job, and its secrets are in no report but in its own cell', async () => {
  const secret = 'X-Amz-Signature=5ecre7';
  const csv = csvOf('secret', [{ url: `${web}/status/404/a.jpg?${secret}`, password: 'hunter2' }]);
  const { rows, job } = await run(csv);
  expect(rows[0]?.url).toContain(secret);
  expect(JSON.stringify({ ...rows[0], url: '' })).not.toContain('5ecre7');
  const client = new Client({ connection: await Connection.connect({ address: world.temporal.address }) });
  const ours = (await allHistories(client)).filter(({ workflowId }) => workflowId.startsWith(job.id));
  await client.connection.close();
  const histories = ours.map(({ text }) => text).join('');
  expect(histories).toContain('rows 1-1');
  expect(histories).not.toMatch(/5ecre7|hunter2|status\/404/);
  for await (const outcome of world.state.outcomes.read(job.id)) {
    expect(JSON.stringify(outcome)).not.toMatch(/5ecre7|hunter2/);
  }
  expect(existsSync(`${csv}.results/secret_missing.csv`)).toBe(true);
});
