import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { someBytes } from '../conformance/contents';
import { jpeg, mp4 } from '../sandbox/support/media';
import { Account } from '../support/account';
import { urlsSpec } from '../support/account-specs';
import { readReport } from '../support/check-exact';
import { ferry, type FerryResult } from '../support/ferry';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { createWorld, type World } from '../support/world';

jest.setTimeout(120_000);

let world: World;
let control: SandboxControl;
let account: Account;
let dir: string;
let count = 0;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  account = new Account(world.sandbox);
  await world.startWorker();
});
afterAll(() => world.close());
beforeEach(async () => {
  await control.clearFaults();
  await control.reset();
  await world.state.facts.set('cloudinary:ferry-sandbox', 'folder_mode', 'dynamic');
  dir = join(world.dir, `work-${(count += 1)}`);
  mkdirSync(dir);
});

const run = (...args: string[]): Promise<FerryResult> => ferry(['urls', ...args], world.environment, dir);

async function list(folder: string, options: Record<string, unknown> = {}): Promise<Record<string, string>[]> {
  const file = join(dir, `${(count += 1)}.csv`);
  const { job } = await world.jobs.start(urlsSpec(folder, file, options), 'test');
  const over = await world.jobs.untilOver(job.id);
  expect({ state: over.state, reportPath: over.reportPath }).toEqual({ state: 'done', reportPath: file });
  return readReport(file);
}

const idsOf = (rows: Record<string, string>[]): string[] => rows.map((row) => row.public_id ?? '').sort();

const numbered = (folder: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `${folder}/${String(from + n).padStart(2, '0')}`);

/** 20 pictures in a folder with subfolders, and others about it. */
async function fill(): Promise<void> {
  const put = async (publicId: string, assetFolder: string): Promise<void> =>
    account.upload(publicId, await jpeg(publicId.length), {
      resourceType: 'image',
      parameters: { asset_folder: assetFolder },
    });
  for (const id of numbered('brand', 1, 8)) await put(id, 'brand');
  for (const id of numbered('brand/sub', 9, 15)) await put(id, 'brand/sub');
  for (const id of numbered('brand/sub/er', 16, 20)) await put(id, 'brand/sub/er');
  await put('brand2/x', 'brand2');
  await put('Brand/y', 'Brand');
  await put('top', '');
  await account.upload('brand/film', mp4(), { resourceType: 'video', parameters: { asset_folder: 'brand' } });
  await account.upload('brand/secret', await jpeg(9), {
    resourceType: 'image',
    type: 'private',
    parameters: { asset_folder: 'brand' },
  });
}

const all = [...numbered('brand', 1, 8), ...numbered('brand/sub', 9, 15), ...numbered('brand/sub/er', 16, 20)];

describe.each([
  ['resources', 'dynamic'],
  ['resources', 'fixed'],
  ['search', 'dynamic'],
  ['search', 'fixed'],
])('--method %s, %s folders', (method, folderMode) => {
  beforeEach(async () => {
    await control.limits({ folderMode });
    await world.state.facts.set('cloudinary:ferry-sandbox', 'folder_mode', folderMode);
  });

  test('every public URL of the folder once, and each can be fetched', async () => {
    await fill();
    const rows = await list('brand', { method, pageSize: 3 });
    expect(idsOf(rows)).toEqual(all);
    expect(new Set(rows.map((row) => row.cloudinary_url)).size).toBe(20);
    for (const row of rows.slice(0, 5)) {
      expect((await fetch(row.cloudinary_url ?? '')).status).toBe(200);
      expect(row).toMatchObject({ resource_type: 'image', format: 'jpg', width: '48', height: '32' });
      expect(row.created_at).toMatch(/^\d{4}-\d\d-\d\dT/);
      expect(row.asset_id).not.toBe('');
    }
    expect(idsOf(await list('brand', { method, maxResults: -1 }))).toEqual(all);
    expect(idsOf(await list('brand', { method, recursive: false, pageSize: 3 }))).toEqual(numbered('brand', 1, 8));
    for (const pageSize of [2, 7, 500]) {
      const some = await list('brand', { method, maxResults: 7, pageSize });
      expect(some).toHaveLength(7);
      expect(new Set(idsOf(some)).size).toBe(7);
    }
    expect(new Set(rows.map(({ folder }) => folder))).toEqual(new Set(['brand', 'brand/sub', 'brand/sub/er']));
    expect(await list('brand', { method, maxResults: 21 })).toHaveLength(20);
    expect(idsOf(await list('brand', { method, resourceTypes: 'video' }))).toEqual(['brand/film']);
    expect(idsOf(await list('', { method }))).toEqual(['Brand/y', ...all, 'brand2/x', 'top']);
  });
});

test('--format adds the URL in that format', async () => {
  await account.upload('a/x', await jpeg(1), { resourceType: 'image', parameters: { asset_folder: 'a' } });
  const [row] = await list('a', { format: 'png' });
  expect(Object.keys(row ?? {}).slice(0, 3)).toEqual(['filename', 'cloudinary_url', 'png_url']);
  expect(row?.png_url).toContain('/f_png/');
  const answer = await fetch(row?.png_url ?? '');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
});

test('the command: <folder>_urls.csv, refused when it exists, replaced with --force, or written elsewhere', async () => {
  await account.upload('shop/x', await jpeg(1), { resourceType: 'image', parameters: { asset_folder: 'shop/new' } });
  const first = await run('shop/new');
  expect({ exitCode: first.exitCode, stderr: first.stderr }).toMatchObject({ exitCode: 0 });
  const file = first.stdout.trim();
  expect(file.startsWith(dir)).toBe(true);
  expect(file.endsWith('_urls.csv')).toBe(true);
  expect(readReport(file)).toHaveLength(1);

  writeFileSync(file, 'mine');
  const again = await run('shop/new');
  expect({ exitCode: again.exitCode, stdout: again.stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(again.stderr).toContain('--force');
  expect(readFileSync(file, 'utf8')).toBe('mine');

  expect((await run('shop/new', '--force')).exitCode).toBe(0);
  expect(readReport(file)).toHaveLength(1);
  const other = await run('shop/new', '--output', 'out.csv', '--format', 'webp', '--method', 'search');
  expect(other).toMatchObject({ exitCode: 0, stdout: `${join(dir, 'out.csv')}\n` });
  expect(readReport(join(dir, 'out.csv'))[0]?.webp_url).toContain('/f_webp/');
});

test.each([
  ['no such folder', ['nowhere'], 1, 'nowhere'],
  ['a method there is not', ['shop', '--method', 'magic'], 2, 'resources or search'],
  ['no number of results', ['shop', '--max-results', '0'], 2, '-1 for all'],
])('%s is said', async (_what, args, exitCode, words) => {
  const result = await run(...args);
  expect({ exitCode: result.exitCode, stderr: result.stderr }).toMatchObject({ exitCode });
  expect(result.stderr).toContain(words);
});

test.each(['resources', 'search'])(
  'the Admin quota in the middle of a listing by %s: a wait to its reset, every URL once',
  async (method) => {
    for (let n = 0; n < 30; n += 1) await account.upload(`l/${n}`, someBytes(10 + n));
    const resetAt = Math.ceil(Date.now() / 1000) * 1000 + 8000;
    await control.limits({ adminRemaining: 4, resetAt: new Date(resetAt).toISOString() });
    const file = join(dir, 'limited.csv');
    const options = { method, pageSize: 5, resourceTypes: 'raw' };
    const { job } = await world.jobs.start(urlsSpec('', file, options), 'test');
    const gate = await until('the gate is closed', async () => {
      const progress = await world.jobs.progress(job.id);
      return progress?.closedGates.find(({ quota }) => quota === 'cloudinary:ferry-sandbox:admin');
    });
    expect(Math.abs(Date.parse(gate.until) - resetAt)).toBeLessThanOrEqual(2000);
    await world.jobs.untilOver(job.id);
    expect(Date.now()).toBeGreaterThanOrEqual(resetAt - 1000);
    expect(idsOf(readReport(file))).toEqual(Array.from({ length: 30 }, (_, n) => `l/${n}`).sort());
    const route = method === 'search' ? 'POST resources/search' : 'GET resources/:resource_type/:type';
    expect((await control.requests(route))['420']).toBe(1);
  },
);

test('secrets of nobody: a private asset has no row, and its signature is in no file', async () => {
  await account.upload('p/x', await jpeg(1), { resourceType: 'image', type: 'authenticated' });
  await account.upload('p/y', await jpeg(1), { resourceType: 'image' });
  const rows = await list('');
  expect(idsOf(rows)).toEqual(['p/y']);
});
