import { FakeAlbums } from './fake-albums';
import { PlanningWorld, type Report } from './planning-world';

let world: PlanningWorld;
beforeEach(async () => {
  world = await PlanningWorld.create();
  world.write({ 'Italy/a.jpg': 'old', 'Italy/other.jpg': 'other', 'Spain/x.jpg': 'x' });
  await world.sync();
});
afterEach(() => world.close());

const photo = () => world.albums.all().find(({ content }) => content === 'old')!;

/** What is done to a photo that is in step, on one side. */
const here: Record<string, () => void> = {
  same: () => undefined,
  edited: () => world.write({ 'Italy/a.jpg': 'edited here' }),
  renamed: () => world.move('Italy/a.jpg', 'Italy/here.jpg'),
  moved: () => world.move('Italy/a.jpg', 'Spain/a.jpg'),
  deleted: () => world.remove('Italy/a.jpg'),
};
const there: Record<string, () => void> = {
  same: () => undefined,
  touched: () => world.albums.touch(photo().id),
  edited: () => world.albums.edit(photo().id, 'edited there'),
  'edited the same': () => world.albums.edit(photo().id, 'edited here'),
  renamed: () => world.albums.rename(photo().id, 'there.jpg'),
  'renamed the same': () => world.albums.rename(photo().id, 'here.jpg'),
  moved: () => world.albums.move(photo(), 'Spain'),
  'edited and renamed': () => {
    const { id } = photo();
    world.albums.edit(id, 'edited there');
    world.albums.rename(id, 'there.jpg');
  },
  deleted: () => world.albums.takeAway(photo()),
};

/** What is done on both sides, what is planned, and what both sides hold then besides what nobody has touched. */
const cells: [here: string, there: string, plan: string, then: Record<string, string>][] = [
  ['same', 'same', 'skipped: in step', { 'Italy/a.jpg': 'old' }],
  ['same', 'touched', 'skipped: in step', { 'Italy/a.jpg': 'old' }],
  ['same', 'edited', 'save a.jpg over Italy/a.jpg as Italy/a.jpg', { 'Italy/a.jpg': 'edited there' }],
  ['same', 'renamed', 'arrange Italy/a.jpg as Italy/there.jpg', { 'Italy/there.jpg': 'old' }],
  ['same', 'moved', 'arrange Italy/a.jpg as Spain/a.jpg', { 'Spain/a.jpg': 'old' }],
  [
    'same',
    'edited and renamed',
    'save there.jpg over Italy/a.jpg as Italy/there.jpg',
    { 'Italy/there.jpg': 'edited there' },
  ],
  ['same', 'deleted', 'delete Italy/a.jpg here', {}],
  ['edited', 'same', 'replace with Italy/a.jpg to Italy/a.jpg', { 'Italy/a.jpg': 'edited here' }],
  [
    'edited',
    'edited',
    'arrange a.jpg as Italy/a (Flickr).jpg, save a.jpg to Italy/a (Flickr).jpg, upload Italy/a.jpg to Italy/a.jpg',
    { 'Italy/a.jpg': 'edited here', 'Italy/a (Flickr).jpg': 'edited there' },
  ],
  ['edited', 'edited the same', 'skipped: in step', { 'Italy/a.jpg': 'edited here' }],
  [
    'edited',
    'renamed',
    'arrange Italy/a.jpg as Italy/there.jpg, replace with Italy/there.jpg to Italy/there.jpg',
    { 'Italy/there.jpg': 'edited here' },
  ],
  [
    'edited',
    'moved',
    'arrange Italy/a.jpg as Spain/a.jpg, replace with Spain/a.jpg to Spain/a.jpg',
    { 'Spain/a.jpg': 'edited here' },
  ],
  [
    'edited',
    'edited and renamed',
    'save there.jpg to Italy/there.jpg, upload Italy/a.jpg to Italy/a.jpg',
    { 'Italy/a.jpg': 'edited here', 'Italy/there.jpg': 'edited there' },
  ],
  ['edited', 'deleted', 'upload Italy/a.jpg to Italy/a.jpg', { 'Italy/a.jpg': 'edited here' }],
  ['renamed', 'same', 'arrange a.jpg as Italy/here.jpg', { 'Italy/here.jpg': 'old' }],
  [
    'renamed',
    'edited',
    'arrange a.jpg as Italy/here.jpg, save a.jpg over Italy/here.jpg as Italy/here.jpg',
    { 'Italy/here.jpg': 'edited there' },
  ],
  ['renamed', 'renamed', 'arrange there.jpg as Italy/here.jpg', { 'Italy/here.jpg': 'old' }],
  ['renamed', 'renamed the same', 'skipped: in step', { 'Italy/here.jpg': 'old' }],
  ['renamed', 'moved', 'arrange a.jpg as Italy/here.jpg', { 'Italy/here.jpg': 'old' }],
  ['renamed', 'deleted', 'upload Italy/here.jpg to Italy/here.jpg', { 'Italy/here.jpg': 'old' }],
  ['moved', 'same', 'arrange a.jpg as Spain/a.jpg', { 'Spain/a.jpg': 'old' }],
  [
    'moved',
    'edited',
    'arrange a.jpg as Spain/a.jpg, save a.jpg over Spain/a.jpg as Spain/a.jpg',
    { 'Spain/a.jpg': 'edited there' },
  ],
  ['moved', 'renamed', 'arrange there.jpg as Spain/a.jpg', { 'Spain/a.jpg': 'old' }],
  ['moved', 'moved', 'skipped: in step', { 'Spain/a.jpg': 'old' }],
  ['moved', 'deleted', 'upload Spain/a.jpg to Spain/a.jpg', { 'Spain/a.jpg': 'old' }],
  ['deleted', 'same', 'delete a.jpg there', {}],
  ['deleted', 'edited', 'save a.jpg to Italy/a.jpg', { 'Italy/a.jpg': 'edited there' }],
  ['deleted', 'renamed', 'save there.jpg to Italy/there.jpg', { 'Italy/there.jpg': 'old' }],
  ['deleted', 'moved', 'save a.jpg to Spain/a.jpg', { 'Spain/a.jpg': 'old' }],
];

const untouched = ['flickr/Italy/other.jpg', 'flickr/Spain/x.jpg'];

function about(report: Report): string[] {
  return Object.entries(report).flatMap(([item, words]) => (untouched.includes(item) ? [] : [words]));
}

test.each(cells)('%s here, %s there: %s', async (mine, theirs, plan, then) => {
  here[mine]!();
  there[theirs]!();
  expect(about(await world.dry())).toEqual([plan]);
  await world.sync();
  const all = { ...then, 'Italy/other.jpg': 'other', 'Spain/x.jpg': 'x' };
  expect(world.files()).toEqual(all);
  expect(world.albums.contents()).toEqual(all);
  expect(new Set(Object.values(await world.sync()))).toEqual(new Set(['skipped: in step']));
});

test('deleted on both sides: nothing is told, and it is forgotten', async () => {
  here.deleted!();
  there.deleted!();
  expect(about(await world.sync())).toEqual([]);
  expect(await world.state.syncBase.ofFile(world.pair, 'Italy/a.jpg')).toBeUndefined();
});

test('an album with a new name there is a folder with a new name here', async () => {
  world.albums.renameAlbum(photo().albumId, 'Italia');
  await world.sync();
  expect(world.files()).toEqual({ 'Italia/a.jpg': 'old', 'Italia/other.jpg': 'other', 'Spain/x.jpg': 'x' });
});

test('a folder with a new name here is an album with a new name there', async () => {
  world.move('Italy', '2019/Italy');
  expect(new Set(Object.values(await world.sync()))).toEqual(new Set(['moved on Flickr', 'skipped: in step']));
  expect(world.albums.contents()).toEqual({
    '2019 - Italy/a.jpg': 'old',
    '2019 - Italy/other.jpg': 'other',
    'Spain/x.jpg': 'x',
  });
});

test('a file that goes to another folder of its album changes nothing there', async () => {
  world.move('Italy/a.jpg', 'Italy/_best/a.jpg');
  expect(about(await world.sync())).toEqual(['skipped: in step']);
  expect((await world.state.syncBase.ofFile(world.pair, 'Italy/_best/a.jpg'))?.remoteName).toBe('a.jpg');
  expect(await world.state.syncBase.ofFile(world.pair, 'Italy/a.jpg')).toBeUndefined();
});

test('names that change places by one come to rest, and the other side has them too', async () => {
  const [a, other] = [photo(), world.albums.find('Italy', 'other.jpg')];
  world.albums.rename(other.id, 'third.jpg');
  world.albums.rename(a.id, 'other.jpg');
  expect(Object.values(await world.dry())).toContain('skipped: waits until "Italy/other.jpg" has gone from its place');
  await world.sync();
  expect(world.files()).toEqual({ 'Italy/other.jpg': 'old', 'Italy/third.jpg': 'other', 'Spain/x.jpg': 'x' });
});

test('a name whose owner was deleted there is free for the next', async () => {
  const [a, other] = [photo(), world.albums.find('Italy', 'other.jpg')];
  world.albums.takeAway(other);
  world.albums.rename(a.id, 'other.jpg');
  await world.sync();
  expect(world.files()).toEqual({ 'Italy/other.jpg': 'old', 'Spain/x.jpg': 'x' });
});

test('two names that change places there change places here', async () => {
  const [a, other] = [photo(), world.albums.find('Italy', 'other.jpg')];
  world.albums.rename(other.id, 'a.jpg');
  world.albums.rename(a.id, 'other.jpg');
  await world.sync();
  expect(world.files()).toEqual({ 'Italy/a.jpg': 'other', 'Italy/other.jpg': 'old', 'Spain/x.jpg': 'x' });
  expect(new Set(Object.values(await world.sync()))).toEqual(new Set(['skipped: in step']));
});

test('a name that one side gives to a new photo, and the other to an old one, is kept by what is here', async () => {
  world.move('Italy/a.jpg', 'Italy/new.jpg');
  world.albums.put('Italy', 'new.jpg', 'new there');
  await world.sync();
  const all = {
    'Italy/new (Flickr).jpg': 'new there',
    'Italy/new.jpg': 'old',
    'Italy/other.jpg': 'other',
    'Spain/x.jpg': 'x',
  };
  expect(world.files()).toEqual(all);
  expect(world.albums.contents()).toEqual(all);
});

describe('photos that nothing is known of', () => {
  test('of one name and one content are in step, of one name and two contents both stay', async () => {
    world.write({ 'New/same.jpg': 'same', 'New/both.jpg': 'here' });
    world.albums.put('New', 'same.jpg', 'same');
    world.albums.put('New', 'both.jpg', 'there');
    const plan = await world.dry();
    expect(plan['flickr/New/same.jpg']).toBe('skipped: in step');
    expect(plan['flickr/New/both.jpg']).toMatch(/^arrange both.jpg as New\/both \(Flickr\).jpg, save/);
    await world.sync();
    const all = { 'New/same.jpg': 'same', 'New/both.jpg': 'here', 'New/both (Flickr).jpg': 'there' };
    expect(world.files()).toMatchObject(all);
    expect(world.albums.contents()).toMatchObject(all);
  });

  test('of one content and two names are one photo, and keep their names', async () => {
    world.write({ 'New/IMG_1.jpg': 'one' });
    world.albums.put('New', 'At the sea.jpg', 'one');
    expect((await world.sync())['flickr/New/IMG_1.jpg']).toBe('skipped: in step');
    world.write({ 'New/IMG_1.jpg': 'edited' });
    await world.sync();
    expect(world.albums.contents()).toMatchObject({ 'New/At the sea.jpg': 'edited' });
    expect(new Set(Object.values(await world.sync()))).toEqual(new Set(['skipped: in step']));
  });

  test('where a name for what is beside another is taken, the next is', async () => {
    world.write({ 'New/a.jpg': 'here', 'New/a (Flickr).jpg': 'taken' });
    world.albums.put('New', 'a.jpg', 'there');
    world.albums.put('New', 'A (FLICKR 2).JPG', 'taken too');
    await world.sync();
    expect(world.files()).toMatchObject({ 'New/a (Flickr 3).jpg': 'there' });
  });
});

test('a long name has room for what sets it apart', async () => {
  const name = `${'ä'.repeat(125)}.jpg`;
  world.write({ [`Italy/${name}`]: 'here' });
  world.albums.put('Italy', name, 'there');
  await world.sync();
  expect(Object.values(world.files()).sort()).toEqual(['here', 'old', 'other', 'there', 'x']);
  expect(world.albums.contents()).toEqual(world.files());
});

describe('at a service that tells no checksum', () => {
  beforeEach(async () => {
    await world.close();
    world = await PlanningWorld.create({ flickr: new FakeAlbums('Flickr', { tellsMd5: false, pageSize: 2 }) });
  });

  test('a photo of the same name is read once, and is in step when it is the same', async () => {
    world.write({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b' });
    world.albums.put('Italy', 'a.jpg', 'a');
    world.albums.put('Italy', 'b.jpg', 'another');
    expect((await world.dry())['flickr/Italy/a.jpg']).toMatch(/^compare Italy\/a.jpg \(arrange/);
    expect(await world.sync()).toMatchObject({ 'flickr/Italy/a.jpg': 'skipped: the same on both sides' });
    const all = { 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b', 'Italy/b (Flickr).jpg': 'another' };
    expect(world.files()).toEqual(all);
    expect(world.albums.contents()).toEqual(all);
    const calls = world.albums.calls.length;
    await world.sync();
    expect(world.albums.calls.slice(calls).filter((call) => call.startsWith('content'))).toEqual([]);
  });

  test('a photo that may have been edited is compared, and saved when it was', async () => {
    world.write({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b' });
    await world.sync();
    world.albums.edit(world.albums.find('Italy', 'a.jpg').id, 'a');
    world.albums.edit(world.albums.find('Italy', 'b.jpg').id, 'edited');
    expect(await world.dry()).toEqual({
      'flickr/Italy/a.jpg': 'compare Italy/a.jpg (save a.jpg over Italy/a.jpg as Italy/a.jpg)',
      'flickr/Italy/b.jpg': 'compare Italy/b.jpg (save b.jpg over Italy/b.jpg as Italy/b.jpg)',
    });
    await world.sync();
    expect(world.files()).toEqual({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'edited' });
    expect(new Set(Object.values(await world.sync()))).toEqual(new Set(['skipped: in step']));
  });
});
