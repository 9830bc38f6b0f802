import type { InventoryEntry } from '../../src/state/inventory';
import type { State } from '../../src/state/state';
import { describeOnEach } from './databases';

function entry(path: string, etag = 'e', resourceType = 'image'): InventoryEntry {
  return { path, resourceType, etag, bytes: 3_000_000_000, result: { publicId: path, url: `https://x/${path}` } };
}

const start = Date.parse('2026-05-01T10:00:00.000Z');
const minute = 60_000;

describeOnEach('the inventory', (database) => {
  let state: State;
  let scope: string;
  let count = 0;
  beforeAll(async () => (state = await database.connect()));
  beforeEach(() => {
    scope = `cloudinary:i${(count += 1)}`;
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'setInterval'],
      now: start,
    });
  });
  afterEach(() => jest.useRealTimers());

  const after = (minutes: number) => jest.setSystemTime(start + minutes * minute);
  const known = async (...paths: string[]) => [...(await state.inventory.find(scope, paths)).keys()].sort();

  test('finds what was recorded, by path and resource type, as it was last seen', async () => {
    await state.inventory.record(scope, [
      entry('a/写'),
      entry('a/写', 'v', 'video'),
      { path: 'b', resourceType: 'raw', result: {} },
    ]);
    await state.inventory.record(scope, [entry('a/写', 'newer')]);
    const found = await state.inventory.find(scope, ['a/写', 'b', 'c']);
    expect(found.get('image/a/写')).toEqual(entry('a/写', 'newer'));
    expect(found.get('video/a/写')?.etag).toBe('v');
    expect(found.get('raw/b')).toEqual({
      path: 'b',
      resourceType: 'raw',
      etag: undefined,
      bytes: undefined,
      result: {},
    });
    expect(found.size).toBe(3);
    expect(await state.inventory.find(`${scope}x`, ['b'])).toEqual(new Map());
    await state.inventory.forget(scope, 'a/写', 'video');
    expect(await known('a/写', 'b')).toEqual(['image/a/写', 'raw/b']);
  });

  test('takes a page of any length', async () => {
    await state.inventory.record(
      scope,
      Array.from({ length: 6000 }, (_, n) => entry(`many/${n}`)),
    );
    expect(await known('many/0', 'many/5999', 'many/6000')).toEqual(['image/many/0', 'image/many/5999']);
    await state.inventory.record(scope, []);
  });

  test('a whole listing takes away what it did not see, below its root only', async () => {
    const below = ['a/x', 'a/deep/y'];
    const elsewhere = ['ab/x', 'a', 'A/x', 'b/a/x'];
    await state.inventory.record(
      scope,
      [...below, ...elsewhere].map((path) => entry(path)),
    );
    await state.inventory.record(`${scope}-other`, [entry('a/x')]);
    after(60);
    await state.inventory.begin(scope, 'a', 'job-1');
    await state.inventory.record(scope, [entry('a/deep/y')]);
    await state.inventory.complete(scope, 'a', 'job-1');
    expect(await known(...below, ...elsewhere)).toEqual([
      'image/A/x',
      'image/a',
      'image/a/deep/y',
      'image/ab/x',
      'image/b/a/x',
    ]);
    expect((await state.inventory.find(`${scope}-other`, ['a/x'])).size).toBe(1);
  });

  test.each(['a_b', 'a%', "o'brien", 'a\\b', '[x]'])('a root called %s means itself and no pattern', async (root) => {
    const others = ['axb/1', 'aab/1', 'a/1', 'o/1', 'x/1'];
    await state.inventory.record(
      scope,
      [`${root}/1`, ...others].map((path) => entry(path)),
    );
    after(60);
    await state.inventory.begin(scope, root, 'job-1');
    await state.inventory.complete(scope, root, 'job-1');
    expect(await known(`${root}/1`, ...others)).toEqual(others.map((path) => `image/${path}`).sort());
  });

  test('the top as root means everything of the account', async () => {
    await state.inventory.record(scope, [entry('a'), entry('b/c')]);
    after(60);
    await state.inventory.begin(scope, '', 'job-1');
    await state.inventory.complete(scope, '', 'job-1');
    expect(await known('a', 'b/c')).toEqual([]);
  });

  test('what we put there ourselves a moment before the listing stays: search lags behind', async () => {
    await state.inventory.record(scope, [entry('r/long ago')]);
    after(59);
    await state.inventory.record(scope, [entry('r/just now')]);
    after(60);
    await state.inventory.begin(scope, 'r', 'job-1');
    await state.inventory.complete(scope, 'r', 'job-1');
    expect(await known('r/long ago', 'r/just now')).toEqual(['image/r/just now']);
  });

  test('a listing that is taken up again counts from when it was first begun', async () => {
    await state.inventory.begin(scope, 'r', 'job-1');
    await state.inventory.record(scope, [entry('r/page one')]);
    after(30);
    await state.inventory.begin(scope, 'r', 'job-1');
    await state.inventory.record(scope, [entry('r/page two')]);
    await state.inventory.complete(scope, 'r', 'job-1');
    expect(await known('r/page one', 'r/page two')).toHaveLength(2);
  });

  test('a listing that was never begun takes nothing away', async () => {
    await state.inventory.record(scope, [entry('r/x')]);
    after(60);
    await state.inventory.complete(scope, 'r', 'job-1');
    expect(await known('r/x')).toHaveLength(1);
  });
});
