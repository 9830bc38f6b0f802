import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { md5, someBytes } from '../../conformance/contents';
import { SyncWorld } from './sync-world';

const [first, second, former] = [someBytes(50_000), someBytes(50_000), someBytes(10_000)];

let world: SyncWorld;
beforeEach(async () => (world = await SyncWorld.create()));
afterEach(() => world.close());

const half = (name: string) => ({ item: name, half: name });
const kindOf = ({ reason }: PromiseRejectedResult): unknown => (reason as { kind?: unknown }).kind;

/** Two halves at once: what each came to. */
async function atOnce(...calls: Promise<{ status: string }>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(calls);
  return settled.map((one) => (one.status === 'fulfilled' ? one.value.status : kindOf(one))).sort();
}

test.each([1, 2, 3])('two photos for one path end as one file; the other is a conflict (%i)', async () => {
  const a = world.albums.put('Summer', 'a.jpg', first);
  const b = world.albums.put('Summer', 'a.jpg', second);
  const ends = await atOnce(
    world.perform([{ do: 'save', remote: a, to: 'Summer/a.jpg' }], half('flickr')),
    world.perform([{ do: 'save', remote: b, to: 'Summer/a.jpg' }], half('drive')),
  );
  expect(ends).toEqual(['Conflict', 'done']);
  expect([md5(first), md5(second)]).toContain(world.files()['Summer/a.jpg']);
  expect(Object.keys(world.files())).toEqual(['Summer/a.jpg']);
  expect(await world.base('Summer/a.jpg')).toMatchObject({ md5: world.files()['Summer/a.jpg'], isFileAsNoted: true });
});

test('the same photo of two services for one path is saved once, and in step for the other', async () => {
  const a = world.albums.put('Summer', 'a.jpg', first);
  const b = world.albums.put('Winter', 'a.jpg', first);
  const ends = await atOnce(
    world.perform([{ do: 'save', remote: a, to: 'Summer/a.jpg' }], half('flickr')),
    world.perform([{ do: 'save', remote: b, to: 'Summer/a.jpg' }], half('drive')),
  );
  expect(ends).toEqual(['done', 'skipped']);
  expect(world.files()).toEqual({ 'Summer/a.jpg': md5(first) });
});

test.each([1, 2, 3])('a file that two services have changed is replaced by one of them (%i)', async () => {
  const local = world.file('Summer/a.jpg', former);
  const a = world.albums.put('Summer', 'a.jpg', first);
  const b = world.albums.put('Winter', 'a.jpg', second);
  const ends = await atOnce(
    world.perform([{ do: 'save', remote: a, to: local.path, replaces: local }], half('flickr')),
    world.perform([{ do: 'save', remote: b, to: local.path, replaces: local }], half('drive')),
  );
  expect(ends).toEqual(['Conflict', 'done']);
  expect(Object.keys(world.files()).sort()).toEqual(['.ferry-trash/2026-07-01/Summer/a.jpg', 'Summer/a.jpg']);
  expect(md5(readFileSync(join(world.root, '.ferry-trash/2026-07-01/Summer/a.jpg')))).toBe(md5(former));
});

test('a file that one service renames and the other deletes is somewhere', async () => {
  const { local, remote } = await world.inStep('Summer', 'a.jpg', former);
  const ends = await atOnce(
    world.perform([{ do: 'arrange-local', local, remote, to: 'Summer/b.jpg' }], half('flickr')),
    world.perform([{ do: 'delete-local', local, remote: { albumId: 'A9', id: 'gone' } }], half('drive')),
  );
  expect(ends).toContain('done');
  expect(Object.values(world.files())).toEqual([md5(former)]);
});
