import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { batchFiles } from '../../src/reporting/batch-results';
import { batchSpec, writeCsv } from '../support/batch-spec';
import { readReport } from '../support/check-exact';
import { writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { createWorld, type WorkerHandle, type World } from '../support/world';

let world: World;
let control: SandboxControl;
let worker: WorkerHandle;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  worker = await world.startWorker();
});
afterAll(() => world.close());
beforeEach(() => control.reset());

/** Folders of photographs below a directory of this name; returns the directory. */
async function folders(name: string, contents: Record<string, number>): Promise<string> {
  const dir = join(world.dir, name);
  mkdirSync(dir, { recursive: true });
  for (const [folder, count] of Object.entries(contents)) {
    mkdirSync(join(dir, folder), { recursive: true });
    const paths = Array.from({ length: count }, (_, n) => `${n % 2 === 0 ? '' : 'sub/'}${n}.jpg`);
    await writePhotos(join(dir, folder), paths);
  }
  return dir;
}

async function run(spec: ReturnType<typeof batchSpec>) {
  const { job, attached } = await world.jobs.start(spec, 'test');
  const over = await world.jobs.untilOver(job.id);
  const results = spec.batch === undefined ? [] : readReport(batchFiles(spec.batch).results);
  return { over, attached, results, tally: await world.state.outcomes.tally(job.id) };
}

async function publicIds(): Promise<string[]> {
  return (await control.assets()).map(({ public_id }) => public_id).sort();
}

test('each row is a folder of its own, each has one line, and each asset is stored once', async () => {
  const dir = await folders('rows', { shoes: 3, bags: 2, none: 0, hats: 1 });
  writeFileSync(join(dir, 'shoes', 'broken.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]));
  writeFileSync(join(dir, 'bags', 'notes.txt'), 'no picture');
  const csv = writeCsv(join(dir, 'folders.csv'), [
    { sku: '0012', link: './shoes', text: 'for summer' },
    { sku: '', link: 'bags', text: '' },
    { sku: '0012', link: 'local:./shoes', text: '' },
    { sku: 'empty', link: 'none', text: '' },
    { sku: 'x', link: 'https://example.com/x', text: '' },
    { sku: 'y', link: 'never-there', text: '' },
    { sku: '0012', link: 'hats', text: '' },
  ]);
  const spec = batchSpec(csv, { nameColumn: 'sku', descriptionColumn: 'text', folder: 'shop' });
  const { over, results, tally } = await run(spec);

  expect(over.state).toBe('done');
  expect(results.map((row) => [row.row_index, row.folder_name, row.drive_folder_name, row.status])).toEqual([
    ['1', '0012', 'shoes', 'partial'],
    ['2', 'bags', 'bags', 'success'],
    ['3', '0012', '', 'duplicate'],
    ['4', 'empty', 'none', 'empty'],
    ['5', 'x', '', 'invalid'],
    ['6', 'y', '', 'invalid'],
    ['7', '0012', 'hats', 'success'],
  ]);
  expect(results.map((row) => [row.total_images, row.successful_uploads, row.failed_uploads])).toEqual([
    ['4', '3', '1'],
    ['2', '2', '0'],
    ['0', '0', '0'],
    ['0', '0', '0'],
    ['0', '0', '0'],
    ['0', '0', '0'],
    ['1', '1', '0'],
  ]);
  expect(results[2]?.error).toBe('the same folder as row 1');
  expect(results[4]?.error).toMatch(/example\.com/);
  expect(results[5]?.error).toMatch(/never-there/);
  expect(results.every((row) => row.processed_at !== '')).toBe(true);

  const stored = await control.assets();
  const below0012 = stored.filter(({ public_id }) => public_id.startsWith('shop/0012/'));
  // Two rows of one name share a folder, and neither overwrites the other.
  expect(below0012.map(({ public_id }) => public_id).sort()).toEqual([
    'shop/0012/0',
    'shop/0012/0_2',
    'shop/0012/2',
    'shop/0012/sub/1',
  ]);
  expect(stored.filter(({ context }) => context?.description === 'for summer')).toHaveLength(3);
  expect(tally).toMatchObject({ done: 6, failed: 3 });

  const files = batchFiles(spec.batch ?? never());
  expect(
    readReport(files.folder('1 0012'))
      .map((row) => row.status)
      .sort(),
  ).toEqual(['failed', 'uploaded', 'uploaded', 'uploaded']);
  expect(existsSync(files.folder('5 x'))).toBe(false);
  expect(readFileSync(files.summary, 'utf8')).toMatch(/Rows +7[^]*1 partial[^]*row 5 x: invalid/);
});

test('the same batch again does what changed or failed, and sends nothing else', async () => {
  const dir = await folders('again', { a: 4, b: 4 });
  const csv = writeCsv(join(dir, 'again.csv'), [
    { link: 'a', name: 'A' },
    { link: 'b', name: 'B' },
  ]);
  const spec = batchSpec(csv, { nameColumn: 'name', concurrency: 1 });
  await control.fault({ match: '/upload', times: 1, status: 400, body: { error: { message: 'Invalid image file' } } });
  const first = await run(spec);
  expect(first.tally).toMatchObject({ done: 7, failed: 1 });

  await writePhotos(join(dir, 'b'), ['new.jpg']);
  // Rows have moved: names at the destination have not.
  writeCsv(csv, [
    { link: 'b', name: 'B' },
    { link: 'a', name: 'A' },
  ]);
  const before = await control.requests('POST upload');
  const again = await run(spec);
  expect(again.over.id).not.toBe(first.over.id);
  expect(again.tally).toMatchObject({ done: 2, skipped: 7, failed: 0 });
  expect(again.results.map((row) => row.status)).toEqual(['success', 'success']);
  expect((await control.requests('POST upload'))['200']).toBe((before['200'] ?? 0) + 2);
  expect(await publicIds()).toHaveLength(9);
});

test('the failed assets of one row are done again, in the same job, and its line says so', async () => {
  const dir = await folders('retry', { a: 3, b: 3 });
  const csv = writeCsv(join(dir, 'retry.csv'), [
    { link: 'a', name: 'RA' },
    { link: 'b', name: 'RB' },
  ]);
  const spec = batchSpec(csv, { nameColumn: 'name' });
  for (const publicId of ['RA/0', 'RB/0']) {
    await control.fault({
      match: '/upload',
      publicId,
      times: 1,
      status: 400,
      body: { error: { message: 'Invalid image file' } },
    });
  }
  const first = await run(spec);
  expect(first.results.map(({ status, failed_uploads }) => [status, failed_uploads])).toEqual([
    ['partial', '1'],
    ['partial', '1'],
  ]);
  await world.jobs.retry(first.over.id, { who: 'test', folder: '2 RB' });
  const over = await world.jobs.untilOver(first.over.id);
  expect(over.state).toBe('done');
  const results = readReport(batchFiles(spec.batch ?? never()).results);
  expect(
    results.map(({ status, successful_uploads, failed_uploads }) => [status, successful_uploads, failed_uploads]),
  ).toEqual([
    ['partial', '2', '1'],
    ['success', '3', '0'],
  ]);
});

test('results are whole at every moment, a row is paused alone, and starting again attaches', async () => {
  const dir = await folders('live', { a: 6, b: 30, c: 6 });
  const rows = ['b', 'a', 'c'].map((link) => ({ link, name: link.toUpperCase() }));
  const csv = writeCsv(join(dir, 'live.csv'), rows);
  const spec = batchSpec(csv, { nameColumn: 'name', concurrency: 4 });
  await control.fault({ match: '/upload', delayMs: 60, times: 100_000 });
  const { job } = await world.jobs.start(spec, 'test');
  await until('row 1 is at work', async () => (await publicIds()).some((id) => id.startsWith('B/')));
  await world.jobs.pause(job.id, { who: 'test', folder: '1 B' });
  const { results } = batchFiles(spec.batch ?? never());
  const partly = await until('the others are through', async () => {
    const now = existsSync(results) ? readReport(results) : [];
    return now.filter(({ status }) => status === 'success').length === 2 && now;
  });
  expect(partly.map(({ row_index, status }) => [row_index, status])).toEqual([
    ['1', 'running'],
    ['2', 'success'],
    ['3', 'success'],
  ]);
  expect(await world.jobs.start({ ...spec, concurrency: 9 }, 'test')).toMatchObject({
    attached: true,
    job: { id: job.id },
  });
  await world.jobs.set(job.id, { who: 'test', concurrency: 9 });
  await world.jobs.resume(job.id, { who: 'test', folder: '1 B' });
  await world.jobs.untilOver(job.id);
  expect(readReport(results).map(({ status }) => status)).toEqual(['success', 'success', 'success']);
  expect(await publicIds()).toHaveLength(42);
});

test('a hundred rows with one link are one folder and ninety-nine that say so', async () => {
  const dir = await folders('same', { a: 2 });
  const csv = writeCsv(
    join(dir, 'same.csv'),
    Array.from({ length: 100 }, () => ({ link: './a' })),
  );
  const { results, tally } = await run(batchSpec(csv));
  expect(results).toHaveLength(100);
  expect(results.filter(({ status }) => status === 'duplicate')).toHaveLength(99);
  expect(new Set(results.slice(1).map(({ error }) => error))).toEqual(new Set(['the same folder as row 1']));
  expect(tally).toMatchObject({ done: 2, failed: 0, skipped: 99 });
});

test('three hundred rows stay in a small history, through kills, each with one line', async () => {
  const names = Array.from({ length: 300 }, (_, n) => `f${n}`);
  const dir = await folders('many', Object.fromEntries(names.map((name) => [name, 1])));
  const csv = writeCsv(
    join(dir, 'many.csv'),
    names.map((link) => ({ link })),
  );
  const spec = batchSpec(csv, { concurrency: 20 });
  const { job } = await world.jobs.start(spec, 'test');
  await until('a third is through', async () => (await control.assets()).length >= 100);
  await worker.kill();
  worker = await world.startWorker();
  await world.jobs.untilOver(job.id);
  const results = readReport(batchFiles(spec.batch ?? never()).results);
  expect(results.map(({ row_index }) => Number(row_index))).toEqual(names.map((_, n) => n + 1));
  expect(results.every(({ status, successful_uploads }) => status === 'success' && successful_uploads === '1')).toBe(
    true,
  );
  expect(await publicIds()).toHaveLength(300);
}, 180_000);

function never(): never {
  throw new Error('this is no batch');
}
