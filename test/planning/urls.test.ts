import { dirname } from 'node:path';
import type { UrlsOptions } from '../../src/core/urls';
import { UrlsPlanner } from '../../src/planning/urls/urls-planner';
import type { PlannedItem } from '../../src/state/outcomes';
import { openFrom } from '../conformance/cloudinary.harness';
import { failureOf, never, someBytes } from '../conformance/contents';
import { jpeg, mp4, png } from '../sandbox/support/media';
import { seed } from '../support/sandbox/contents';
import { AccountWorld, cloud, planAll } from './account-world';

let world: AccountWorld;
beforeAll(async () => (world = await AccountWorld.create()));
afterAll(() => world.close());

const everything: UrlsOptions = {
  folder: '',
  recursive: true,
  method: 'resources',
  resourceTypes: ['image', 'video', 'raw'],
};
const nothing = async () => new Set<string>();

function planner(more: Partial<UrlsOptions>): UrlsPlanner {
  const spec = world.urls({ ...everything, ...more });
  return new UrlsPlanner(spec, openFrom(world.sandbox, spec.source.root));
}

const list = (more: Partial<UrlsOptions>, limit = 500): Promise<PlannedItem[]> =>
  planAll(planner(more), { limit, known: nothing });

const idsOf = (items: PlannedItem[]) => items.map(({ result }) => result?.publicId ?? '').sort();

describe.each(['fixed', 'dynamic'] as const)('an account with %s folders', (folderMode) => {
  beforeEach(async () => {
    await world.reset(folderMode);
    for (const path of [
      'brand/1.txt',
      'brand/sub/2.txt',
      'brand/sub/er/3.txt',
      'brand2/4.txt',
      'x/brand/5.txt',
      '6.txt',
    ]) {
      await world.upload(path, someBytes(10), { assetFolder: dirname(path).replace(/^\.$/, '') });
    }
    await world.upload('Brand/7.txt', someBytes(10), { assetFolder: 'Brand' });
    await world.upload('brand/8', await jpeg(1), { resourceType: 'image', assetFolder: 'brand' });
    await world.upload('brand/9', mp4(), { resourceType: 'video', assetFolder: 'brand' });
    await world.upload('brand/secret', await jpeg(2), { resourceType: 'image', type: 'private', assetFolder: 'brand' });
  });

  test.each([
    [{ folder: 'brand' }, ['brand/1.txt', 'brand/8', 'brand/9', 'brand/sub/2.txt', 'brand/sub/er/3.txt']],
    [{ folder: 'brand', recursive: false }, ['brand/1.txt', 'brand/8', 'brand/9']],
    [{ folder: 'brand/sub' }, ['brand/sub/2.txt', 'brand/sub/er/3.txt']],
    [{ folder: 'brand', resourceTypes: ['image' as const] }, ['brand/8']],
    [{ recursive: false }, ['6.txt']],
    [
      {},
      [
        ...['6.txt', 'Brand/7.txt', 'brand/1.txt', 'brand/8', 'brand/9', 'brand/sub/2.txt', 'brand/sub/er/3.txt'],
        ...['brand2/4.txt', 'x/brand/5.txt'],
      ],
    ],
  ])('%j by either method, page by page', async (more, ids) => {
    for (const method of ['resources', 'search'] as const) {
      for (const limit of [500, 2]) {
        const found = await list({ ...more, method }, limit);
        expect([method, limit, idsOf(found)]).toEqual([method, limit, [...ids].sort()]);
        expect(found.every(({ status, folder }) => status === 'done' && folder === '')).toBe(true);
      }
    }
    const [byResources, bySearch] = await Promise.all([list({ ...more }), list({ ...more, method: 'search' })]);
    const urls = (items: PlannedItem[]) => items.map(({ item, result }) => [item, result?.url]).sort();
    expect(urls(bySearch)).toEqual(urls(byResources));
  });

  test('every URL delivers its asset', async () => {
    for (const { result } of await list({ folder: 'brand' })) {
      expect((await fetch(result?.url ?? '')).status).toBe(200);
    }
  });

  test('a folder that is not there is said', async () => {
    expect(await failureOf(planner({ folder: 'none' }).check({ signal: never }))).toMatchObject({ kind: 'NotFound' });
  });
});

describe('so many', () => {
  beforeEach(async () => {
    await world.reset('dynamic');
    await seed(world.sandbox, { prefix: 'many', count: 1203, folders: 5 });
  });

  test.each(['resources', 'search'] as const)('exactly, by %s', async (method) => {
    for (const maxResults of [1, 499, 500, 501, 1202, 1203, 5000]) {
      const items = await list({ method, maxResults });
      expect(items).toHaveLength(Math.min(maxResults, 1203));
      expect(new Set(items.map(({ item }) => item)).size).toBe(items.length);
    }
    expect(await list({ method })).toHaveLength(1203);
    expect(await list({ method, folder: 'many', maxResults: 700 }, 100)).toHaveLength(700);
  });

  test('items of an attempt before are counted and not listed again', async () => {
    const first = await planner({ maxResults: 700 }).page(
      { folder: { path: '' }, limit: 500, known: nothing },
      { signal: never },
    );
    const known = async (items: string[]) => new Set(items);
    const again = await planner({ maxResults: 700 }).page(
      { folder: { path: '' }, limit: 500, known },
      { signal: never },
    );
    expect([first.items.length, again.items.length]).toEqual([500, 0]);
    expect(again.cursor).toBe(first.cursor);
  });

  test('one call a page of 500', async () => {
    await list({ method: 'search' });
    expect(await world.control.requests('POST resources/search')).toEqual({ '200': 3 });
  });
});

describe('another format', () => {
  test('stands beside the URL, replaces what is there, and is said where there is none', async () => {
    await world.reset('dynamic');
    await world.upload('p', await png(1), { resourceType: 'image' });
    await world.upload('j', await jpeg(1), { resourceType: 'image' });
    await world.upload('r.txt', someBytes(10));
    const found = new Map((await list({ format: 'jpg' })).map(({ result }) => [result?.publicId, result]));
    const base = `${world.sandbox.url}/${cloud}/image/upload`;
    expect(found.get('p')?.url).toMatch(/\/v\d+\/p\.png$/);
    expect(found.get('p')?.convertedUrl).toMatch(new RegExp(`^${base}/f_jpg/v\\d+/p\\.jpg$`));
    expect(found.get('j')?.convertedUrl).toBe(found.get('j')?.url);
    expect(found.get('r.txt')).toMatchObject({ note: expect.stringContaining('raw') as string });
    expect(found.get('r.txt')?.convertedUrl).toBeUndefined();
    expect((await fetch(found.get('p')?.convertedUrl ?? '')).headers.get('content-type')).toBe('image/jpeg');
  });
});
