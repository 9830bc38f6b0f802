import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { FakeAlbums } from './fake-albums';
import { PlanningWorld } from './planning-world';

let world: PlanningWorld;
beforeEach(async () => (world = await PlanningWorld.create()));
afterEach(() => world.close());

async function inStep(...names: string[]): Promise<void> {
  world.write(Object.fromEntries(names.map((name) => [`Italy/${name}.jpg`, name])));
  await world.sync();
}

const id = (name: string) => world.albums.find('Italy', `${name}.jpg`).id;

describe('directions', () => {
  beforeEach(async () => {
    await inStep('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    world.write({ 'Italy/a.jpg': 'edited here', 'Italy/new.jpg': 'new here' });
    world.move('Italy/b.jpg', 'Italy/bb.jpg');
    world.remove('Italy/c.jpg');
    world.albums.edit(id('d'), 'edited there');
    world.albums.rename(id('e'), 'ee.jpg');
    world.albums.takeAway(world.albums.find('Italy', 'f.jpg'));
    world.albums.put('Italy', 'another.jpg', 'new there');
    world.write({ 'Italy/g.jpg': 'both here' });
    world.albums.edit(id('g'), 'both there');
  });

  test('with --upload alone nothing changes here', async () => {
    const before = world.files();
    expect(await world.sync({ save: false, delete: false })).toEqual({
      'flickr/Italy/a.jpg': 'replaced on Flickr',
      'flickr/Italy/another.jpg': 'skipped: new on Flickr; --save brings it here',
      'flickr/Italy/bb.jpg': 'renamed on Flickr',
      'flickr/Italy/c.jpg': 'skipped: deleted here, still on Flickr; --delete takes it away there',
      'flickr/Italy/d.jpg': 'skipped: edited on Flickr; --save brings it here',
      'flickr/Italy/e.jpg': 'skipped: renamed on Flickr; --save brings it here',
      'flickr/Italy/f.jpg': 'skipped: deleted on Flickr, still here; --delete and --save take it away here',
      'flickr/Italy/g.jpg':
        'failed: edited here and on Flickr. Add --save to keep both, or --prefer local to let one side win',
      'flickr/Italy/h.jpg': 'skipped: in step',
      'flickr/Italy/new.jpg': 'uploaded',
    });
    expect(world.files()).toEqual(before);
  });

  test('with --save alone nothing changes there', async () => {
    const before = world.albums.contents();
    expect(await world.sync({ upload: false, delete: false })).toEqual({
      'flickr/Italy/a.jpg': 'skipped: edited here; --upload brings it to Flickr',
      'flickr/Italy/another.jpg': 'saved',
      'flickr/Italy/bb.jpg': 'skipped: renamed here; --upload brings it to Flickr',
      'flickr/Italy/c.jpg': 'skipped: deleted here, still on Flickr; --delete and --upload take it away there',
      'flickr/Italy/d.jpg': 'replaced here',
      'flickr/Italy/e.jpg': 'renamed here',
      'flickr/Italy/f.jpg': 'skipped: deleted on Flickr, still here; --delete takes it away here',
      'flickr/Italy/g.jpg':
        'failed: edited here and on Flickr. Add --upload to keep both, or --prefer remote to let one side win',
      'flickr/Italy/h.jpg': 'skipped: in step',
      'flickr/Italy/new.jpg': 'skipped: new here; --upload brings it to Flickr',
    });
    expect(world.albums.contents()).toEqual(before);
  });

  test('what was left alone is still known the next time, when both are open', async () => {
    await world.sync({ upload: false, save: false, delete: false });
    await world.sync();
    expect(world.albums.contents()).toEqual(world.files());
    expect(world.files()).toEqual({
      'Italy/a.jpg': 'edited here',
      'Italy/another.jpg': 'new there',
      'Italy/bb.jpg': 'b',
      'Italy/d.jpg': 'edited there',
      'Italy/ee.jpg': 'e',
      'Italy/g (Flickr).jpg': 'both there',
      'Italy/g.jpg': 'both here',
      'Italy/h.jpg': 'h',
      'Italy/new.jpg': 'new here',
    });
  });

  test('what is deleted on one side is not fetched again, however often', async () => {
    for (let n = 0; n < 2; n += 1) await world.sync({ delete: false });
    expect(world.files()['Italy/c.jpg']).toBeUndefined();
    expect(world.albums.contents()['Italy/c.jpg']).toBe('c');
    expect(world.albums.contents()['Italy/f.jpg']).toBeUndefined();
  });
});

describe('--prefer', () => {
  const at = (iso: string) => world.albums.edit(id('a'), 'there', iso);

  test.each<[prefer: 'local' | 'remote' | 'newer', remoteAt: string, wins: string]>([
    ['local', '2026-03-03T00:00:00Z', 'here'],
    ['remote', '2026-01-01T00:00:00Z', 'there'],
    ['newer', '2026-03-03T00:00:00Z', 'there'],
    ['newer', '2026-01-01T00:00:00Z', 'here'],
  ])('%s, the photo of %s: what is %s wins', async (prefer, remoteAt, wins) => {
    await inStep('a');
    world.write({ 'Italy/a.jpg': 'here' });
    const changedAt = new Date('2026-02-02T00:00:00Z');
    utimesSync(join(world.root, 'Italy/a.jpg'), changedAt, changedAt);
    at(remoteAt);
    await world.sync({ prefer });
    expect(world.files()).toEqual({ 'Italy/a.jpg': wins });
    expect(world.albums.contents()).toEqual({ 'Italy/a.jpg': wins });
  });

  test('newer, where the service tells no time: both are kept', async () => {
    await inStep('a');
    world.write({ 'Italy/a.jpg': 'here' });
    world.albums.edit(id('a'), 'there');
    await world.sync({ prefer: 'newer' });
    expect(Object.keys(world.files())).toHaveLength(2);
  });

  test('solves what one direction alone could not', async () => {
    await inStep('a');
    world.write({ 'Italy/a.jpg': 'here' });
    world.albums.edit(id('a'), 'there');
    expect(await world.sync({ save: false, prefer: 'local' })).toEqual({ 'flickr/Italy/a.jpg': 'replaced on Flickr' });
  });
});

test('where contents cannot be told and only one direction is open, they are compared', async () => {
  await world.close();
  world = await PlanningWorld.create({ flickr: new FakeAlbums('Flickr', { tellsMd5: false, pageSize: 3 }) });
  world.write({ 'Italy/a.jpg': 'same', 'Italy/b.jpg': 'here' });
  world.albums.put('Italy', 'a.jpg', 'same');
  world.albums.put('Italy', 'b.jpg', 'there');
  expect(await world.dry({ save: false })).toEqual({
    'flickr/Italy/a.jpg': 'compare Italy/a.jpg ()',
    'flickr/Italy/b.jpg': 'compare Italy/b.jpg ()',
  });
  await world.sync({ save: false });
  expect(await world.dry({ save: false })).toMatchObject({ 'flickr/Italy/a.jpg': 'skipped: in step' });
  expect(world.albums.contents()).toEqual({ 'Italy/a.jpg': 'same', 'Italy/b.jpg': 'there' });
});

describe('--max', () => {
  test('is the first so many operations, deletions last; the others come the next times', async () => {
    await inStep('a', 'b', 'c');
    world.remove('Italy/a.jpg', 'Italy/b.jpg');
    world.write({ 'Italy/x.jpg': 'x', 'Spain/y.jpg': 'y' });
    expect(await world.sync({ max: 1 })).toEqual({
      'flickr/Italy/a.jpg': 'skipped: beyond --max 1',
      'flickr/Italy/b.jpg': 'skipped: beyond --max 1',
      'flickr/Italy/c.jpg': 'skipped: in step',
      'flickr/Italy/x.jpg': 'uploaded',
      'flickr/Spain/y.jpg': 'skipped: beyond --max 1',
    });
    expect(await world.sync({ max: 2 })).toMatchObject({
      'flickr/Italy/a.jpg': 'deleted on Flickr',
      'flickr/Italy/b.jpg': 'skipped: beyond --max 2',
      'flickr/Spain/y.jpg': 'uploaded',
    });
    expect(await world.sync({ max: 2 })).toMatchObject({ 'flickr/Italy/b.jpg': 'deleted on Flickr' });
    expect(world.albums.contents()).toEqual(world.files());
  });

  test('is for the whole job, however often it looks again', async () => {
    await inStep('a', 'b');
    const [a, b] = [id('a'), id('b')];
    world.albums.rename(b, 'c.jpg');
    world.albums.rename(a, 'b.jpg');
    await world.sync({ max: 1 });
    expect(Object.keys(world.files()).sort()).toEqual(['Italy/a.jpg', 'Italy/c.jpg']);
    await world.sync({ max: 1 });
    expect(Object.keys(world.files()).sort()).toEqual(['Italy/b.jpg', 'Italy/c.jpg']);
  });
});
