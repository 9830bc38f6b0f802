import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SaveOperation } from '../../src/core/operation';
import { failureOf, md5, someBytes } from '../conformance/contents';
import { jpeg } from '../sandbox/support/media';
import { AccountWorld, cloud, savesOf, type ScrapeJob } from './account-world';

let world: AccountWorld;
let below: string;
let count = 0;
beforeAll(async () => (world = await AccountWorld.create()));
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset('dynamic');
  below = `d${(count += 1)}`;
});

const scrape = (more = {}) => world.scrape(more, below);

/** A job with the one operation that it has planned. */
async function planOne(): Promise<{ job: ScrapeJob; operation: SaveOperation }> {
  const job = await scrape();
  const [operation] = savesOf(await job.plan());
  if (operation === undefined) throw new Error('nothing was planned');
  return { job, operation };
}

test.each([
  ['shorter', Buffer.from('abc')],
  ['as long and different', Buffer.from('0123456789')],
])('a file that somebody has made %s is put right', async (_how, wrong) => {
  const bytes = someBytes(10);
  await world.upload('a.txt', bytes);
  await (await scrape()).run();
  await writeFile(join(world.root, below, cloud, 'a.txt'), wrong);
  expect((await (await scrape()).run()).saved).toEqual(['raw/upload/a.txt']);
  expect((await world.files(below)).get(`${cloud}/a.txt`)).toEqual(bytes);
});

test('a file that is right and unknown is compared by its checksum and not downloaded again', async () => {
  const bytes = someBytes(5000);
  await world.upload('a.txt', bytes);
  const file = join(world.root, below, cloud, 'a.txt');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  const { ino } = await stat(file);
  expect(await (await scrape()).run()).toEqual({ saved: [], skipped: ['raw/upload/a.txt'] });
  expect((await stat(file)).ino).toBe(ino);
  const [only] = await (await scrape()).plan();
  expect(only?.status).toBe('skipped');
});

test('a file that was touched and nothing else is looked into once and then believed', async () => {
  await world.upload('a.txt', someBytes(50));
  await (await scrape()).run();
  await utimes(join(world.root, below, cloud, 'a.txt'), 1, 1);
  expect((await (await scrape()).run()).skipped).toEqual(['raw/upload/a.txt']);
  expect(savesOf(await (await scrape()).plan())).toEqual([]);
});

describe('saving', () => {
  test('a listed asset that has gone is not found; the next one comes', async () => {
    await world.upload('a.txt', someBytes(10));
    const { job, operation } = await planOne();
    await world.destroy('a.txt');
    expect(await failureOf(job.save(operation))).toMatchObject({ kind: 'NotFound' });
  });

  test('a PDF that the account does not deliver says what to do', async () => {
    await world.upload('a.pdf', someBytes(10));
    const { job, operation } = await planOne();
    await world.control.fault({ match: '/raw/upload/', status: 401 });
    const error = await failureOf(job.save(operation));
    expect(error).toMatchObject({ kind: 'NotFound' });
    expect(String(error)).toMatch(/does not deliver PDF and ZIP.*console/);
  });

  test('a connection that breaks is taken up where it broke', async () => {
    const bytes = someBytes(3_000_000);
    await world.upload('big.bin', bytes);
    const { job, operation } = await planOne();
    await world.control.fault({ match: '/raw/upload/', cutAfterBytes: 1_000_000, times: 1 });
    expect(await job.save(operation)).toEqual({ status: 'done', bytes: bytes.length });
    expect((await world.control.details()).filter(({ status }) => status === 206)).toHaveLength(1);
    expect(md5((await world.files(below)).get(`${cloud}/big.bin`) ?? Buffer.alloc(0))).toBe(md5(bytes));
  });

  test('an attempt whose answer was lost counts as done, and as one file', async () => {
    await world.upload('a.txt', someBytes(10));
    const { job, operation } = await planOne();
    expect((await job.save(operation)).status).toBe('done');
    const downloads = async () =>
      (await world.control.details()).filter(({ path }) => path.includes('/raw/upload/')).length;
    const before = await downloads();
    expect((await job.save(operation, 2)).status).toBe('done');
    expect(await downloads()).toBe(before);
  });

  test('what a killed attempt left half written is swept', async () => {
    await world.upload('a.txt', someBytes(10));
    const folder = join(world.root, below, cloud);
    await mkdir(folder, { recursive: true });
    for (const name of ['a.txt.0123abcd.ferry-part', 'other.txt.0123abcd.ferry-part']) {
      await writeFile(join(folder, name), 'half');
      await utimes(join(folder, name), 1, 1);
    }
    await writeFile(join(folder, 'young.txt.0123abcd.ferry-part'), 'being written');
    await (await scrape()).run();
    expect((await readdir(folder)).sort()).toEqual(['a.txt', 'young.txt.0123abcd.ferry-part']);
  });
});

describe('--transformation', () => {
  test('fetches images so, beside the originals and again only when they change', async () => {
    const picture = await jpeg(1);
    await world.upload('a/x', picture, { resourceType: 'image' });
    await world.upload('a/y.txt', someBytes(10));
    await (await scrape()).run();
    const transformation = 'w_10,c_scale/f_png';
    const items = ['image/upload/a/x.png', 'raw/upload/a/y.txt'];
    expect(await (await scrape({ transformation })).run()).toEqual({ saved: [items[0]], skipped: [items[1]] });
    const files = await world.files(below);
    const small = `${cloud}/a/x (w_10,c_scale+f_png).png`;
    expect([...files.keys()].sort()).toEqual([small, `${cloud}/a/x.jpg`, `${cloud}/a/y.txt`]);
    expect(files.get(`${cloud}/a/x.jpg`)).toEqual(picture);
    expect(files.get(small)?.subarray(1, 4).toString()).toBe('PNG');
    expect((await (await scrape({ transformation })).run()).saved).toEqual([]);
  });
});
