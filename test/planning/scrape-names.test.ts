import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DryNames } from '../../src/state/dry-names';
import { ScrapePlanner } from '../../src/planning/scrape/scrape-planner';
import { openFrom } from '../conformance/cloudinary.harness';
import { md5, someBytes } from '../conformance/contents';
import { jpeg } from '../sandbox/support/media';
import { AccountWorld, cloud, planAll, savesOf } from './account-world';

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

test.each([
  ['..', '../../../etc/passwd'],
  ['dots inside', 'a/../../../b.txt'],
  ['dots alone', 'a/./.../b.txt'],
  ['a device', 'aux/con.txt'],
  ['a drive', 'C:/x.txt'],
  ['length', `${'x'.repeat(120)}/${'é'.repeat(130)}.txt`],
  ['a file being written', 'x.txt.deadbeef.ferry-part'],
])('a public id with %s ends inside the folder', async (_what, publicId) => {
  const bytes = someBytes(20);
  await world.upload(publicId, bytes);
  const job = await scrape();
  const before = await readdir(world.root);
  expect((await job.run()).saved).toEqual([`raw/upload/${publicId}`]);
  const files = await world.files(below);
  expect([...files.values()].map(md5)).toEqual([md5(bytes)]);
  const [path = ''] = files.keys();
  expect(path.startsWith(`${cloud}/`)).toBe(true);
  for (const part of path.split('/')) {
    expect(part).not.toMatch(/^\.{0,2}$|^con\.|^aux|[:?]|\.ferry-part$/);
    expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255);
  }
  expect((await readdir(world.root)).filter((name) => !before.includes(name) && name !== below)).toEqual([]);
});

describe('namesakes', () => {
  const place = async () => {
    const items = savesOf(await (await scrape()).plan());
    return Object.fromEntries(items.map(({ item, to }) => [item, to.slice(cloud.length + 1)]));
  };

  test('image and raw, public and private stay apart by a mark that says which', async () => {
    await world.upload('a/x', await jpeg(1), { resourceType: 'image' });
    await world.upload('a/x', await jpeg(2), { resourceType: 'image', type: 'private' });
    await world.upload('a/x.jpg', await jpeg(3));
    await world.upload('a/x.jpg', await jpeg(4), { type: 'authenticated' });
    const placed = await place();
    expect(placed).toEqual({
      'image/upload/a/x.jpg': 'a/x.jpg',
      'image/private/a/x.jpg': 'a/x (private).jpg',
      'raw/upload/a/x.jpg': 'a/x (raw).jpg',
      'raw/authenticated/a/x.jpg': 'a/x (raw, authenticated).jpg',
    });
    await (await scrape()).run();
    expect(new Set([...(await world.files(below)).values()].map(md5)).size).toBe(4);
    expect(await paths()).toHaveLength(4);
  });

  test('names that a disk without case takes for one', async () => {
    for (const id of ['A/x.txt', 'a/x.txt', 'a/X.TXT', 'b/straße.txt', 'b/STRASSE.txt']) {
      await world.upload(id, someBytes(10));
    }
    const placed = Object.values(await place()).map((path) => path.toUpperCase());
    expect(new Set(placed).size).toBe(5);
    expect(placed.filter((path) => / \(\d\)\.TXT$/.test(path)).length).toBeGreaterThanOrEqual(2);
  });

  test('a folder and a file of one name', async () => {
    await world.upload('x', someBytes(10));
    await world.upload('x/y.txt', someBytes(10));
    await world.upload('X/z.txt', someBytes(10));
    expect((await (await scrape()).run()).saved).toHaveLength(3);
    expect(await paths()).toHaveLength(3);
  });

  test('what comes later takes nothing from what was there, in whatever order it is listed', async () => {
    await world.upload('X.txt', someBytes(10));
    const first = await place();
    await world.upload('x.txt', someBytes(10));
    await world.upload('x.TXT', someBytes(10), { type: 'private' });
    const second = await place();
    expect(second['raw/upload/X.txt']).toBe(first['raw/upload/X.txt']);
    expect(new Set(Object.values(second).map((path) => path.toLowerCase())).size).toBe(3);
    const other = new Set((await (await scrape()).plan(1)).map(({ operation }) => JSON.stringify(operation)));
    expect(other.size).toBe(3);
    expect(await place()).toEqual(second);
  });
});

test('a dry run shows the same paths and notes nothing', async () => {
  await world.upload('a/x', await jpeg(1), { resourceType: 'image' });
  await world.upload('a/x.jpg', await jpeg(3));
  const { spec } = await scrape();
  const { names, catalogue } = world.state;
  const planner = new ScrapePlanner(spec, {
    jobId: 'dry',
    source: openFrom(world.sandbox, spec.source.root),
    names: new DryNames(names),
    catalogue: catalogue.dry(),
  });
  const shown = savesOf(await planAll(planner, { known: async () => new Set() })).map(({ to }) => to);
  expect(shown).toEqual([`${cloud}/a/x.jpg`, `${cloud}/a/x (raw).jpg`]);
  const root = join(world.root, below);
  expect((await catalogue.find({ scope: `cloudinary:${cloud}`, root }, ['raw/upload/a/x.jpg'])).size).toBe(0);
  expect(savesOf(await (await scrape()).plan()).map(({ to }) => to)).toEqual(shown);
});
