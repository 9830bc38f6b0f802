import { Client, Connection } from '@temporalio/client';
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationFiles } from '../../src/reporting/migration-report';
import { writeCsv } from '../support/batch-spec';
import { readReport } from '../support/check-exact';
import { writePhotos } from '../support/photo-tree';
import { migrationSpec } from '../support/row-specs';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { allHistories } from '../support/temporal/all-histories';
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
  const spec = migrationSpec(csv, options);
  const { job } = await world.jobs.start(spec, 'test');
  const over = await world.jobs.untilOver(job.id);
  const files = migrationFiles(spec.migration);
  return {
    job: over,
    files,
    rows: readReport(files.report),
    tally: await world.state.outcomes.tally(job.id),
    log: readFileSync(files.log, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

test('every row comes to its end, in the order of the file, with the words of its fault', async () => {
  mkdirSync(join(world.dir, 'pictures'), { recursive: true });
  await writePhotos(join(world.dir, 'pictures'), ['here.jpg']);
  const csv = csvOf('cases', [
    { url: picture('remote'), id: 'cases/remote', tags: 'red, blue', note: 'two\nlines; and "quotes"' },
    { url: 'pictures/here.jpg', id: 'cases/relative', tags: '', note: '=cmd()' },
    { url: join(world.dir, 'pictures', 'here.jpg'), id: 'cases/absolute', tags: '', note: '' },
    { url: 'pictures/nowhere.jpg', id: 'cases/nowhere', tags: '', note: '' },
    { url: `${web}/status/404/a.jpg`, id: 'cases/404', tags: '', note: '' },
    { url: `${web}/status/403/a.jpg`, id: 'cases/403', tags: '', note: '' },
    { url: `${web}/html/a.jpg`, id: 'cases/html', tags: '', note: '' },
    { url: '', id: 'cases/none', tags: '', note: '' },
    { url: picture('remote'), id: 'cases/remote', tags: '', note: 'the same id' },
    { url: 'gopher://old.example/a.jpg', id: 'cases/gopher', tags: '', note: '' },
    { url: picture('bad-id'), id: 'cases/bad?id', tags: '', note: '' },
  ]);
  const { rows, tally, log, files, job } = await run(csv, { map: ['file=url', 'public_id=id', 'tags=tags'] });

  expect(job.state).toBe('done');
  expect(tally).toMatchObject({ found: 11, done: 3, failed: 8 });
  expect(rows.map((row) => [row.id, row.Cld_Status, row.Cld_Operation, row.Cld_Error])).toEqual([
    ['cases/remote', 'MIGRATED', 'Uploaded', ''],
    ['cases/relative', 'MIGRATED', 'Uploaded', ''],
    ['cases/absolute', 'MIGRATED', 'Uploaded', ''],
    ['cases/nowhere', 'FAILED', '', expect.stringContaining('nowhere.jpg is not there')],
    ['cases/404', 'FAILED', '', 'NotFound: Cloudinary could not fetch it: 404 Not Found.'],
    ['cases/403', 'FAILED', '', 'InvalidAsset: Cloudinary could not fetch it: 403 Forbidden.'],
    ['cases/html', 'FAILED', '', 'InvalidAsset: Cloudinary could not fetch it: HTML response.'],
    ['cases/none', 'FAILED', '', expect.stringContaining('there is no URL in "url"')],
    ['cases/remote', 'FAILED', '', expect.stringContaining('Row 1 has the same public id')],
    ['cases/gopher', 'FAILED', '', expect.stringContaining('not gopher:')],
    ['cases/bad?id', 'FAILED', '', expect.stringContaining('?')],
  ]);
  expect(Object.keys(rows[0] ?? {})).toEqual([
    'url',
    'id',
    'tags',
    'note',
    'Cld_Status',
    'Cld_Operation',
    'Cld_Error',
    'Cld_PublicId',
    'Cld_Etag',
  ]);
  expect(rows[0]?.note).toBe('two\nlines; and "quotes"');
  expect(rows[1]?.note).toBe("'=cmd()");

  const stored = new Map((await control.assets()).map((asset) => [asset.public_id, asset]));
  expect([...stored.keys()].sort()).toEqual(['cases/absolute', 'cases/relative', 'cases/remote']);
  expect(stored.get('cases/remote')?.tags).toEqual(['red', 'blue']);
  expect(rows[0]?.Cld_Etag).toBe(stored.get('cases/remote')?.etag);

  expect(log.map(({ row, status, attempts }) => [row, status, Number(attempts) > 0])).toEqual(
    rows.map((row, index) => [index + 1, row.Cld_Status, ![7, 8, 10].includes(index)]),
  );
  expect(log[0]).toMatchObject({
    input: { url: picture('remote'), note: 'two\nlines; and "quotes"' },
    payload: { file: picture('remote'), public_id: 'cases/remote', tags: ['red', 'blue'] },
    response: { public_id: 'cases/remote', etag: rows[0]?.Cld_Etag },
  });
  expect(JSON.stringify(log)).not.toMatch(/"(signature|api_key)"/);

  const failed = readReport(files.failed);
  expect(failed.map(({ id }) => id)).toEqual(rows.filter((row) => row.Cld_Status === 'FAILED').map(({ id }) => id));
});

test('a second run overwrites nothing unless it is told to, and says which it was', async () => {
  const csv = csvOf('twice', [{ file: picture('twice'), public_id: 'twice/a' }]);
  expect((await run(csv)).rows[0]).toMatchObject({ Cld_Status: 'MIGRATED', Cld_Operation: 'Uploaded' });
  expect((await run(csv)).rows[0]).toMatchObject({ Cld_Status: 'MIGRATED', Cld_Operation: 'SkippedAlreadyExists' });
  expect((await run(csv, { set: ['overwrite=true'] })).rows[0]).toMatchObject({ Cld_Operation: 'Overwritten' });
  expect((await run(csv, { set: ['overwrite=false'] })).rows[0]).toMatchObject({
    Cld_Operation: 'SkippedAlreadyExists',
  });
});

test('failed rows are a CSV to migrate again, and are done again in the same job and report', async () => {
  const csv = csvOf('again', [
    { file: picture('fine'), public_id: 'again/fine', text: '=1+1' },
    { file: join(world.dir, 'later', '1.jpg'), public_id: 'again/later', text: 'a;b' },
  ]);
  const first = await run(csv);
  expect(first.tally).toMatchObject({ done: 1, failed: 1 });
  await writePhotos(join(world.dir, 'later'), ['1.jpg']);

  const fromList = await run(first.files.failed, { map: ['file=file', 'public_id={{public_id}}-2'] });
  expect(fromList.rows).toEqual([
    expect.objectContaining({ text: 'a;b', Cld_Status: 'MIGRATED', Cld_PublicId: 'again/later-2' }),
  ]);

  await world.jobs.retry(first.job.id, { who: 'test' });
  await world.jobs.untilOver(first.job.id);
  expect(readReport(first.files.report).map((row) => [row.text, row.Cld_Status, row.Cld_Operation])).toEqual([
    ["'=1+1", 'MIGRATED', 'Uploaded'],
    ['a;b', 'MIGRATED', 'Uploaded'],
  ]);
  expect(existsSync(first.files.failed)).toBe(false);
  expect(await world.state.outcomes.tally(first.job.id)).toMatchObject({ found: 2, done: 2, failed: 0 });
});

test('kills at bad moments: every row once in the report, every asset once, in the order of the file', async () => {
  const rows = Array.from({ length: 240 }, (_, n) => ({ file: picture(`kill-${n}`), name: `n\n${n}`, sku: String(n) }));
  const csv = csvOf('kills', rows);
  const { job } = await world.jobs.start(
    migrationSpec(csv, { set: [], map: ['file=file', 'context.alt=name'], rowsPerFolder: 50, pageSize: 20 }),
    'test',
  );
  for (const moment of [25, 90, 170]) {
    await until(`${moment} stored`, async () => (await control.assets()).length >= moment);
    await worker.kill();
    worker = await world.startWorker();
  }
  await until('120 stored', async () => (await control.assets()).length >= 180);
  await world.temporal.kill();
  await world.temporal.start();
  const over = await until('it is over', async () => {
    const now = await world.state.jobs.get(job.id);
    return now?.state === 'done' && now;
  });
  expect(over.state).toBe('done');
  const report = readReport(`${csv}.results/kills_report.csv`);
  expect(report.map(({ sku }) => sku)).toEqual(rows.map(({ sku }) => sku));
  expect(new Set(report.map((row) => `${row.Cld_Status} ${row.Cld_Operation}`))).toEqual(
    new Set(['MIGRATED Uploaded']),
  );
  const stored = await control.assets();
  expect(stored).toHaveLength(rows.length);
  expect(new Set(stored.map(({ public_id: id }) => id))).toEqual(new Set(report.map((row) => row.Cld_PublicId)));
}, 180_000);

test('no row and no URL of a row is in the history; a folder is a range of bytes', async () => {
  const secret = 'X-Amz-Signature=5ecre7';
  const csv = csvOf('secret', [
    { file: `${picture('signed')}&${secret}`, public_id: 'secret/a', password: 'hunter2' },
    { file: `${web}/status/404/b.jpg?${secret}`, public_id: 'secret/b', password: 'hunter2' },
  ]);
  const { job, log, rows } = await run(csv);
  expect(rows[0]?.file).toContain(secret);
  expect(JSON.stringify(log)).not.toContain('5ecre7');
  const client = new Client({ connection: await Connection.connect({ address: world.temporal.address }) });
  const ours = (await allHistories(client)).filter(({ workflowId }) => workflowId.startsWith(job.id));
  await client.connection.close();
  const histories = ours.map(({ text }) => text).join('');
  expect(histories).toContain('rows 1-2');
  for (const word of ['5ecre7', 'hunter2', 'secret/a', 'pictures/signed']) expect(histories).not.toContain(word);
  for await (const outcome of world.state.outcomes.read(job.id))
    expect(JSON.stringify(outcome)).not.toContain('5ecre7');
});

test('a CSV that changes under a running job: the job is of the rows as they were, and says so', async () => {
  await control.fault({ match: '/upload', delayMs: 1500, times: 2 });
  const csv = csvOf('changing', [{ file: picture('one'), public_id: 'changing/1' }]);
  const { job } = await world.jobs.start(migrationSpec(csv), 'test');
  await until('it is under way', async () => (await control.underWay()) > 0);
  appendFileSync(csv, `${picture('two')},changing/2\n`);
  await world.jobs.untilOver(job.id);
  expect(readReport(`${csv}.results/changing_report.csv`)).toHaveLength(1);
  const events = await world.state.jobs.events(job.id);
  expect(events.map(({ action, detail }) => `${action}: ${detail}`)).toContainEqual(
    expect.stringMatching(/^input changed: .*changing\.csv was changed at .*Start a new job/),
  );
  expect((await control.assets()).map(({ public_id: id }) => id)).toEqual(['changing/1']);
});

test('report and log can be read while it runs', async () => {
  await control.fault({ match: '/upload', delayMs: 20_000, times: 1, query: undefined });
  const rows = Array.from({ length: 60 }, (_, n) => ({ file: picture(`live-${n}`), public_id: `live/${n}` }));
  const csv = csvOf('live', rows);
  const { job } = await world.jobs.start(migrationSpec(csv, { rowsPerFolder: 5, concurrency: 4 }), 'test');
  const file = `${csv}.results/live_report.csv`;
  await until('rows are in the report', async () => {
    try {
      const words = readReport(file).map((row) => row.Cld_Status);
      return words.length === 60 && words.includes('MIGRATED') && words.includes('PENDING');
    } catch {
      return false;
    }
  });
  expect((await world.state.jobs.get(job.id))?.state).toBe('running');
  await control.clearFaults();
  await world.jobs.untilOver(job.id);
  expect(new Set(readReport(file).map((row) => row.Cld_Status))).toEqual(new Set(['MIGRATED']));
});

test('what the whole account refuses concerns its row alone; metadata that does not exist is said', async () => {
  const csv = csvOf('metadata', [{ file: picture('meta'), public_id: 'metadata/a', colour: 'red' }]);
  const { rows } = await run(csv, { map: ['file=file', 'public_id=public_id', 'metadata.no_such=colour'] });
  expect(rows[0]).toMatchObject({ Cld_Status: 'FAILED' });
  expect(rows[0]?.Cld_Error).toContain('Metadata External IDs do not exist: ["no_such"]');
  expect(await control.assets()).toEqual([]);
});

test('bytes through the worker: what breaks off, is of unknown length or redirected is stored whole', async () => {
  await control.fault({ service: 'web', match: 'pictures/cut', cutAfterBytes: 100, times: 2 });
  const csv = csvOf('worker', [
    { file: picture('cut'), public_id: 'worker/cut' },
    { file: `${web}/no-length/b.jpg`, public_id: 'worker/no-length' },
    { file: `${web}/redirect/3/c.jpg`, public_id: 'worker/redirect' },
    { file: `${web}/flaky/2/d.jpg`, public_id: 'worker/flaky' },
    { file: `${web}/loop`, public_id: 'worker/loop' },
    { file: `${web}/html/e.jpg`, public_id: 'worker/html' },
    { file: 's3://bucket/f.jpg', public_id: 'worker/s3' },
  ]);
  const { rows } = await run(csv, { via: 'worker' });
  expect(rows.map((row) => [row.public_id, row.Cld_Status])).toEqual([
    ['worker/cut', 'MIGRATED'],
    ['worker/no-length', 'MIGRATED'],
    ['worker/redirect', 'MIGRATED'],
    ['worker/flaky', 'MIGRATED'],
    ['worker/loop', 'FAILED'],
    ['worker/html', 'FAILED'],
    ['worker/s3', 'FAILED'],
  ]);
  expect(rows.at(-1)?.Cld_Error).toContain('--via worker');
});

test('URLs that lead into private networks are refused, unless they are allowed', async () => {
  const csv = csvOf('private', [
    { file: picture('private'), public_id: 'private/a' },
    { file: 'http://[::ffff:10.0.0.1]/a.jpg', public_id: 'private/b' },
    { file: 'http://localhost/a.jpg', public_id: 'private/c' },
  ]);
  for (const via of ['service', 'worker']) {
    const { rows } = await run(csv, { via, allowPrivate: false });
    for (const row of rows) expect(row.Cld_Error).toMatch(/--allow-private/);
  }
  expect(await control.assets()).toEqual([]);
  expect(await control.requests('GET pictures', 'web')).toEqual({});
});

test('ragged rows fail alone, with all their cells kept', async () => {
  const csv = join(world.dir, 'ragged.csv');
  writeFileSync(
    csv,
    `file,public_id\n${picture('r1')},ragged/1\n${picture('r2')},ragged/2,more,cells\n${picture('r3')},ragged/3\n`,
  );
  const { tally, files } = await run(csv);
  expect(tally).toMatchObject({ done: 2, failed: 1 });
  expect(readFileSync(files.failed, 'utf8')).toContain('more,cells');
});

test('more than 100 MB go in chunks, from here and from elsewhere', async () => {
  const bytes = 101_000_000;
  const file = join(world.dir, 'big.bin');
  writeFileSync(file, '');
  truncateSync(file, bytes);
  const csv = csvOf('big', [
    { file, public_id: 'big/local.bin', resource_type: 'raw' },
    { file: `${web}/bytes/${bytes}/remote.bin`, public_id: 'big/remote.bin', resource_type: 'raw' },
  ]);
  const { rows } = await run(csv, { via: 'worker' });
  expect(rows.map((row) => [row.Cld_Status, row.Cld_Operation])).toEqual([
    ['MIGRATED', 'Uploaded'],
    ['MIGRATED', 'Uploaded'],
  ]);
  const stored = await control.assets();
  expect(stored.map((asset) => asset.bytes)).toEqual([bytes, bytes]);
  const chunks = (await control.details()).filter(({ content_range: range }) => range !== undefined);
  expect(chunks.length).toBeGreaterThanOrEqual(12);
}, 120_000);
