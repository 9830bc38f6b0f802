import { stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { alreadyThere } from '../../src/core/decide';
import { catalogueLines } from '../../src/state/catalogue-lines';
import { goneReason } from '../../src/planning/scrape/scrape-planner';
import { failureOf, never, someBytes } from '../conformance/contents';
import { jpeg, mp4, png } from '../sandbox/support/media';
import { seed } from '../support/sandbox/contents';
import { AccountWorld, cloud, savesOf } from './account-world';

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
const paths = async () => [...(await world.files(below)).keys()].sort();

describe.each(['fixed', 'dynamic'] as const)('an account with %s folders', (folderMode) => {
  beforeEach(() => world.reset(folderMode));

  test('comes to the disk with its folders and names, private and authenticated assets too', async () => {
    const contents = new Map<string, Buffer>([
      [`${cloud}/top.txt`, someBytes(100)],
      [`${cloud}/shop/summer/shoe.jpg`, await jpeg(1)],
      [`${cloud}/shop/film.mp4`, mp4()],
      [`${cloud}/secret/shoe.png`, await png(2)],
      [`${cloud}/secret/plan.pdf.bin`, someBytes(70_000)],
    ]);
    const at = (path: string) => contents.get(`${cloud}/${path}`) ?? Buffer.alloc(0);
    await world.upload('top.txt', at('top.txt'));
    await world.upload('shop/summer/shoe', at('shop/summer/shoe.jpg'), {
      resourceType: 'image',
      assetFolder: 'shop/summer',
    });
    await world.upload('shop/film', at('shop/film.mp4'), { resourceType: 'video', assetFolder: 'shop' });
    await world.upload('secret/shoe', at('secret/shoe.png'), {
      resourceType: 'image',
      type: 'private',
      assetFolder: 'secret',
    });
    await world.upload('secret/plan.pdf.bin', at('secret/plan.pdf.bin'), {
      type: 'authenticated',
      assetFolder: 'secret',
    });
    const job = await scrape();
    expect((await job.run()).saved).toHaveLength(5);
    expect(await world.files(below)).toEqual(contents);
  });

  test.each(['brand', "o'clock (x)", 'deep/er'])('--folder %s is that folder and nothing beside it', async (folder) => {
    for (const path of [`${folder}/1.txt`, `${folder}/sub/2.txt`, `${folder}2/3.txt`, `x/${folder}/4.txt`, '5.txt']) {
      await world.upload(path, someBytes(10), { assetFolder: dirname(path).replace(/^\.$/, '') });
    }
    const { saved } = await (await scrape({ folder })).run();
    expect(saved).toEqual([`raw/upload/${folder}/1.txt`, `raw/upload/${folder}/sub/2.txt`]);
  });

  test('--since takes what was created or overwritten since', async () => {
    const day = (n: number) => `2026-05-0${n}T12:00:00.000Z`;
    const clock = ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const;
    jest.useFakeTimers({ doNotFake: [...clock, 'queueMicrotask', 'performance'], now: Date.parse(day(1)) });
    try {
      await world.upload('old.txt', someBytes(10));
      await world.upload('again.txt', someBytes(10));
      jest.setSystemTime(Date.parse(day(3)));
      await world.upload('again.txt', someBytes(10));
      await world.upload('new.txt', someBytes(10));
      const found = async (since: string) => {
        const items = await (await scrape({ since })).plan();
        return items.map(({ item }) => item.replace('raw/upload/', '')).sort();
      };
      expect(await found(day(1))).toEqual(['again.txt', 'new.txt', 'old.txt']);
      expect(await found(day(2))).toEqual(['again.txt', 'new.txt']);
      expect(await found(day(3))).toEqual(['again.txt', 'new.txt']);
      expect(await found(day(4))).toEqual([]);
    } finally {
      jest.useRealTimers();
    }
  });
});

test('1 203 assets come exactly once, over pages of any size, at two calls a thousand', async () => {
  await seed(world.sandbox, { prefix: 'many', count: 1203, folders: 7 });
  const items = await (await scrape()).plan(500);
  expect(new Set(items.map(({ item }) => item)).size).toBe(1203);
  expect(items).toHaveLength(1203);
  expect(new Set(savesOf(items).map(({ to }) => to)).size).toBe(1203);
  expect(await world.control.requests('GET resources/:resource_type/:type')).toEqual({ '200': 11 });
});

test('a limit in the middle of a listing repeats no page', async () => {
  await seed(world.sandbox, { prefix: 'many', count: 1203, folders: 1 });
  const { planner } = await scrape();
  const known = async () => new Set<string>();
  const folder = { path: 'image/upload', ref: 'image/upload' };
  const request = { folder, limit: 500, known };
  const options = { signal: never };
  const first = await planner.page(request, options);
  const second = await planner.page({ ...request, cursor: first.cursor }, options);
  const resetAt = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 3_600_000).toISOString();
  await world.control.limits({ adminRemaining: 0, resetAt });
  const stopped = await failureOf(planner.page({ ...request, cursor: second.cursor }, options));
  expect(stopped).toMatchObject({ kind: 'RateLimited', details: { quota: `cloudinary:${cloud}:admin`, resetAt } });
  await world.control.limits({ adminRemaining: 10 });
  const third = await planner.page({ ...request, cursor: second.cursor }, options);
  const found = [first, second, third].flatMap(({ items }) => items.map(({ item }) => item));
  expect([new Set(found).size, found.length, third.cursor]).toEqual([1203, 1203, undefined]);
  expect(await world.control.requests('GET resources/:resource_type/:type')).toEqual({ '200': 3, '420': 1 });
});

test('what was saved and has not changed is skipped at one look, with no download', async () => {
  await world.upload('a/1.txt', someBytes(10));
  await world.upload('a/2', await jpeg(1), { resourceType: 'image' });
  await (await scrape()).run();
  const before = (await world.control.details()).length;
  const again = await (await scrape()).plan();
  expect(again.map(({ status, reason }) => [status, reason])).toEqual([
    ['skipped', alreadyThere],
    ['skipped', alreadyThere],
  ]);
  const asked = (await world.control.details()).slice(before);
  expect(asked.every(({ path }) => path.startsWith('/v1_1/'))).toBe(true);
  expect(again.every(({ result }) => /^[0-9a-f]{32}$/.test(result?.etag ?? ''))).toBe(true);
  expect(again.map(({ result }) => result?.savedTo).sort()).toEqual([`${cloud}/a/1.txt`, `${cloud}/a/2.jpg`]);
});

test('a changed version is fetched again, and the file has the time of its upload', async () => {
  await world.upload('a.txt', someBytes(10));
  await (await scrape()).run();
  const newer = someBytes(10);
  const { version } = await world.upload('a.txt', newer);
  expect((await (await scrape()).run()).saved).toEqual(['raw/upload/a.txt']);
  expect((await world.files(below)).get(`${cloud}/a.txt`)).toEqual(newer);
  expect((await stat(join(world.root, below, cloud, 'a.txt'))).mtimeMs).toBe(version * 1000);
});

describe('what has gone', () => {
  test('is told once, and its file stays', async () => {
    for (const id of ['a.txt', 'b.txt', 'c.txt']) await world.upload(id, someBytes(10));
    const first = await scrape();
    await first.run();
    expect(await first.afterwards()).toEqual([]);
    await world.destroy('b.txt');
    const second = await scrape();
    await second.run();
    expect(await second.afterwards()).toMatchObject([
      { item: 'raw/upload/b.txt', status: 'skipped', reason: goneReason, folder: 'raw/upload' },
    ]);
    const third = await scrape();
    await third.run();
    expect(await third.afterwards()).toEqual([]);
    expect(await paths()).toHaveLength(3);
  });

  test('is not asked for what was not selected', async () => {
    await world.upload('brand/a.txt', someBytes(10), { assetFolder: 'brand' });
    await world.upload('other/b.txt', someBytes(10), { assetFolder: 'other' });
    await (await scrape()).run();
    await world.destroy('other/b.txt');
    const job = await scrape({ folder: 'brand' });
    await job.run();
    expect(await job.afterwards()).toEqual([]);
  });

  test('is not told while a listing was not seen to its end', async () => {
    for (const id of ['a.txt', 'b.txt', 'c.txt']) await world.upload(id, someBytes(10));
    await (await scrape()).run();
    await world.destroy('b.txt');
    const job = await scrape();
    const folder = { path: 'raw/upload', ref: 'raw/upload' };
    await job.planner.page({ folder, limit: 1, known: async () => new Set() }, { signal: never });
    expect(await job.afterwards()).toEqual([]);
  });
});

test('the catalogue has all that the listing says, and no signed URL', async () => {
  await world.upload('a/x', await jpeg(1), { resourceType: 'image', tags: 'red,blue' });
  await world.upload('a/p', await jpeg(2), { resourceType: 'image', type: 'private' });
  await (await scrape()).run();
  const space = { scope: `cloudinary:${cloud}`, root: join(world.root, below) };
  const lines = [];
  for await (const line of catalogueLines(world.state.catalogue, space)) lines.push(line);
  expect(lines).toHaveLength(2);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toContainEqual(
    expect.objectContaining({ public_id: 'a/x', tags: ['red', 'blue'], path: `${cloud}/a/x.jpg` }),
  );
  expect(lines.join('')).toContain('/image/upload/');
  expect(lines.join('')).not.toMatch(/s--|\/image\/private\//);
});

test('a root that cannot be written to is said at once, and a check makes no folder', async () => {
  const job = await scrape();
  await job.planner.check({ signal: never });
  await expect(stat(job.spec.destination.root)).rejects.toMatchObject({ code: 'ENOENT' });
  const file = join(world.root, `file-${below}`);
  await writeFile(file, '');
  const inFile = await world.scrape({}, `file-${below}/deep`);
  expect(await failureOf(inFile.planner.check({ signal: never }))).toMatchObject({ kind: 'NotFound' });
});
