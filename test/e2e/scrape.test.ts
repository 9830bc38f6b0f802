import { mkdirSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { someBytes } from '../conformance/contents';
import { jpeg, mp4 } from '../sandbox/support/media';
import { Account } from '../support/account';
import { scrapeSpec } from '../support/account-specs';
import { readReport } from '../support/check-exact';
import { accountAssets, expectSaved, filesBelow, readCatalogue } from '../support/check-saved';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { createWorld, type World } from '../support/world';

jest.setTimeout(120_000);

let world: World;
let control: SandboxControl;
let account: Account;
let root: string;
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
  // A folder in a folder: what climbs out of the root is seen beside it.
  root = join(world.dir, `jail-${(count += 1)}`, 'downloads');
  mkdirSync(root, { recursive: true });
});

const hostile = [
  '../../escaped.txt',
  '../../../../etc/passwd',
  'a/../../b.txt',
  'CON',
  'aux.txt',
  'dir/NUL.tar.gz',
  'C:/drive.txt',
  'a:b|c*.txt',
  'trailing.../dots',
  'case/Clash.txt',
  'case/clash.txt',
  'CASE/clash.TXT',
  `${'x'.repeat(251)}.txt`,
  `${'long/'.repeat(40)}é${'y'.repeat(30)}`,
  'part.deadbeef.ferry-part',
  'x',
  'x/below.txt',
  'spaces /in the middle',
  'new\u202Egnp.txt',
];

/** An account of everything: types, privacy, namesakes, names that no disk should be given. */
async function fill(): Promise<void> {
  const picture = { resourceType: 'image' as const };
  await account.upload('shop/shoe', await jpeg(1), {
    ...picture,
    parameters: { tags: 'red,blue', context: 'alt=A shoe|sku=007' },
  });
  await account.upload('shop/shoe', await jpeg(2), { ...picture, type: 'private' });
  await account.upload('shop/shoe', await jpeg(3), { ...picture, type: 'authenticated' });
  await account.upload('shop/shoe', mp4(), { resourceType: 'video' });
  await account.upload('shop/shoe.jpg', await jpeg(4));
  await account.upload('shop/big.bin', someBytes(2_000_000));
  await account.upload('top', await jpeg(5), picture);
  for (const id of hostile) await account.upload(id, someBytes(30 + id.length));
  await account.upload('weird/../climb', await jpeg(6), picture);
}

async function run(options: Record<string, unknown> = {}) {
  const { job } = await world.jobs.start(scrapeSpec(root, options), 'test');
  const over = await world.jobs.untilOver(job.id);
  const reportPath = over.reportPath ?? '';
  const rows = readReport(reportPath);
  const items = (status: string): string[] =>
    rows.flatMap((row) => (row.status === status ? [row.asset ?? ''] : [])).sort();
  return { job: over, reportPath, rows, saved: items('saved'), skipped: items('skipped'), failed: items('failed') };
}

async function downloads(): Promise<number> {
  const routes = await Promise.all(['GET delivery', 'GET download'].map((route) => control.requests(route)));
  return routes.flatMap((byStatus) => Object.values(byStatus)).reduce((sum, calls) => sum + calls, 0);
}

describe.each(['dynamic', 'fixed'])('an account with %s folders', (folderMode) => {
  beforeEach(async () => {
    await control.limits({ folderMode });
    await world.state.facts.set('cloudinary:ferry-sandbox', 'folder_mode', folderMode);
  });

  test('all of it on the disk once, inside its folder; a second run fetches what has changed', async () => {
    await fill();
    const first = await run();
    expect(first.job.state).toBe('done');
    expect(first.failed).toEqual([]);
    expect(first.saved).toHaveLength(hostile.length + 8);
    await expectSaved(control, root, first.reportPath);
    expect(readdirSync(join(root, '..'))).toEqual(['downloads']);
    expect(readdirSync(root).sort()).toEqual(['ferry-sandbox', 'ferry-sandbox.catalogue.jsonl']);
    for (const path of filesBelow(root).keys()) {
      for (const part of path.split('/')) {
        expect(part).not.toMatch(/^\.{1,2}$|^(con|aux|nul)(\.|$)|[:?*|\u202e]|[. ]$|^ |\.ferry-part$/i);
        expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255);
      }
    }

    const before = await downloads();
    const second = await run();
    expect(second).toMatchObject({ saved: [], failed: [], skipped: first.saved });
    expect(await downloads()).toBe(before);
    await expectSaved(control, root, second.reportPath);

    await account.upload('shop/big.bin', someBytes(2_000_001));
    await account.rename('top', 'on-top', { resourceType: 'image' });
    await account.destroy('CON');
    await account.upload('shop/new.txt', someBytes(77));
    const third = await run();
    expect(third.saved).toEqual(['image/upload/on-top.jpg', 'raw/upload/shop/big.bin', 'raw/upload/shop/new.txt']);
    const gone = third.rows.filter(({ error }) => error?.includes('no longer in the account'));
    expect(gone.map(({ asset }) => asset).sort()).toEqual(['image/upload/top.jpg', 'raw/upload/CON']);
    // Files of what is gone stay, and the catalogue tells them.
    const files = filesBelow(root);
    for (const { saved_to: path = '', etag } of gone) expect(files.get(path)).toBe(etag);
    const marked = readCatalogue(root).filter((line) => line.gone_at !== undefined);
    expect(marked.map(({ public_id }) => public_id).sort()).toEqual(['CON', 'top']);
    expect(await downloads()).toBe(before + 3);

    const fourth = await run();
    expect(fourth).toMatchObject({ saved: [], failed: [] });
    expect(fourth.rows).toHaveLength(first.rows.length + 1 - 1);
  });
});

test('structured metadata is in the catalogue', async () => {
  await control.seed('cloudinary', { count: 1 });
  const { CLOUDINARY_API_KEY: key = '', CLOUDINARY_API_SECRET: secret = '' } = world.environment;
  const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  const field = { external_id: 'colour', type: 'string', label: 'Colour' };
  const made = await fetch(`${world.sandbox.url}/v1_1/ferry-sandbox/metadata_fields`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify(field),
  });
  expect(made.status).toBe(200);
  await account.upload('a.txt', someBytes(5), { parameters: { metadata: 'colour=red', tags: 'x' } });
  const { reportPath } = await run();
  await expectSaved(control, root, reportPath);
  expect(readCatalogue(root).find(({ public_id: id }) => id === 'a.txt')).toMatchObject({
    metadata: { colour: 'red' },
    tags: ['x'],
  });
});

describe('selections', () => {
  test('--folder brand is not brand2, and is the folder that people see, not a part of the id', async () => {
    for (const folder of ['brand', 'brand/deep', 'brand2', 'Brand'])
      await account.upload(`${folder}/a.txt`, someBytes(20), { parameters: { asset_folder: folder } });
    await account.upload('brand/only-its-id.txt', someBytes(20));
    await account.upload('elsewhere/f.txt', someBytes(20), { parameters: { asset_folder: 'brand' } });
    const { saved } = await run({ folder: 'brand' });
    expect(saved).toEqual(['raw/upload/brand/a.txt', 'raw/upload/brand/deep/a.txt', 'raw/upload/elsewhere/f.txt']);
    // A part of the account says nothing of the others.
    const all = await run();
    expect(all.saved).toHaveLength(3);
    expect(all.skipped).toEqual(saved);
  });

  test('--resource-type, --since and --transformation', async () => {
    await account.upload('p', await jpeg(1), { resourceType: 'image' });
    await account.upload('v', mp4(), { resourceType: 'video' });
    await account.upload('r.txt', someBytes(20));
    expect((await run({ resourceTypes: 'image,raw' })).saved).toEqual(['image/upload/p.jpg', 'raw/upload/r.txt']);
    expect((await run({ resourceTypes: 'video' })).saved).toEqual(['video/upload/v.mp4']);
    const later = new Date(Date.now() + 60_000).toISOString();
    expect((await run({ since: later })).rows).toEqual([]);
    const earlier = new Date(Date.now() - 60_000).toISOString();
    expect((await run({ since: earlier })).skipped).toHaveLength(3);

    const small = await run({ transformation: 'w_10,c_scale/f_png', resourceTypes: 'image' });
    expect(small.rows).toEqual([
      expect.objectContaining({
        asset: 'image/upload/p.png',
        saved_to: 'ferry-sandbox/p (w_10,c_scale+f_png).png',
        status: 'saved',
      }),
    ]);
    expect((await run({ transformation: 'w_10,c_scale/f_png', resourceTypes: 'image' })).saved).toEqual([]);
    // The originals are known all the same.
    expect((await run()).skipped).toHaveLength(3);
  });

  test('--since fetches what was overwritten since and leaves the rest alone', async () => {
    await account.upload('old.txt', someBytes(20));
    await account.upload('again.txt', someBytes(20));
    await run();
    // A version is a whole second: the next upload has to have a later one.
    const second = Math.floor(Date.now() / 1000);
    await until('the next second', async () => Math.floor(Date.now() / 1000) > second + 1);
    const since = new Date().toISOString();
    await account.upload('again.txt', someBytes(21));
    const { rows, saved } = await run({ since });
    expect(saved).toEqual(['raw/upload/again.txt']);
    expect(rows).toHaveLength(1);
  });
});

test('what somebody has damaged, cut or taken away on the disk is fetched again, and nothing else', async () => {
  for (const name of ['fine', 'damaged', 'cut', 'gone', 'touched'])
    await account.upload(`d/${name}.bin`, someBytes(5000));
  const first = await run();
  const path = (name: string): string => join(root, 'ferry-sandbox', 'd', `${name}.bin`);
  const { ino } = statSync(path('fine'));
  writeFileSync(path('damaged'), Buffer.alloc(5000));
  truncateSync(path('cut'), 100);
  rmSync(path('gone'));
  utimesSync(path('touched'), 1, 1);
  const second = await run();
  expect(second.saved).toEqual(['raw/upload/d/cut.bin', 'raw/upload/d/damaged.bin', 'raw/upload/d/gone.bin']);
  expect(second.skipped).toEqual(['raw/upload/d/fine.bin', 'raw/upload/d/touched.bin']);
  expect(statSync(path('fine')).ino).toBe(ino);
  await expectSaved(control, root, second.reportPath);
  expect(first.rows).toHaveLength(5);
});

test('two scrapes of one account into one folder at once: no file twice, each report whole', async () => {
  for (let n = 0; n < 60; n += 1) {
    const folder = n % 2 === 0 ? 'even' : 'odd';
    await account.upload(`${folder}/${n}.bin`, someBytes(20_000), { parameters: { asset_folder: folder } });
  }
  await control.fault({ match: '/raw/upload/', delayMs: 30 });
  const specs = [{}, { folder: 'even' }, { resourceTypes: 'raw', since: '2020-01-01' }];
  const started = await Promise.all(specs.map((options) => world.jobs.start(scrapeSpec(root, options), 'test')));
  const over = await Promise.all(started.map(({ job }) => world.jobs.untilOver(job.id)));
  expect(new Set(over.map(({ id }) => id)).size).toBe(3);
  expect(over.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  const counts = over.map(({ reportPath = '' }) => readReport(reportPath).map(({ status }) => status));
  expect(counts.map((statuses) => statuses.length)).toEqual([60, 30, 60]);
  for (const status of counts.flat()) expect(['saved', 'skipped']).toContain(status);
  await expectSaved(control, root, over[0]?.reportPath ?? '');
  expect((await accountAssets(control)).size).toBe(60);
});
