import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ProviderError } from '../../../src/providers/provider-error';
import { PlanningWorld } from './planning-world';

const isRoot = process.getuid?.() === 0;
/** Root may read everything: what a user may not is tried as one. */
const withUser = process.platform === 'linux' && isRoot ? test : test.skip;
async function asUser<T>(call: () => Promise<T>): Promise<T> {
  process.seteuid?.(65_534);
  try {
    return await call();
  } finally {
    process.seteuid?.(0);
  }
}

let world: PlanningWorld;
beforeEach(async () => (world = await PlanningWorld.create()));
afterEach(() => world.close());

describe('several folders of one album', () => {
  test('a name that is in two of them is refused, and left alone on both sides', async () => {
    world.write({ 'Italy/_x/a.jpg': '1', 'Italy/_y/a.jpg': '2', 'Italy/b.jpg': 'b' });
    world.albums.put('Italy', 'a.jpg', 'there');
    const trouble = 'failed: "a.jpg" is twice in the album: Italy/_x/a.jpg and Italy/_y/a.jpg. Rename one.';
    expect(await world.sync()).toEqual({
      'flickr/Italy/Italy/_x/a.jpg': trouble,
      'flickr/Italy/Italy/_y/a.jpg': trouble,
      'flickr/Italy/a.jpg': 'skipped: two files here are called "a.jpg"',
      'flickr/Italy/b.jpg': 'uploaded',
    });
    expect(world.albums.contents()).toEqual({ 'Italy/a.jpg': 'there', 'Italy/b.jpg': 'b' });
    expect(Object.keys(world.files())).toHaveLength(3);
  });

  test('one that was in step before is left alone too, and nothing of it counts as deleted', async () => {
    world.write({ 'Italy/_x/a.jpg': '1' });
    await world.sync();
    world.write({ 'Italy/_y/A.JPG': '2' });
    const trouble =
      'failed: "a.jpg" and "A.JPG", one name on some disks, are in the album: Italy/_x/a.jpg and Italy/_y/A.JPG. Rename one.';
    expect(await world.sync()).toEqual({
      'flickr/Italy/Italy/_x/a.jpg': trouble,
      'flickr/Italy/Italy/_y/A.JPG': trouble,
    });
    expect(world.albums.contents()).toEqual({ 'Italy/a.jpg': '1' });
  });

  test('new photos come to that which holds most of it, else to that with the shortest path', async () => {
    world.write({ '2019/Italy/a.jpg': 'a', '2019/Italy/_more/b.jpg': 'b', '2019/Italy/_more/c.jpg': 'c' });
    world.albums.put('2019 - Italy', 'first.jpg', 'first');
    await world.sync();
    expect(world.files()['2019/Italy/first.jpg']).toBe('first');
    world.write({ '2019/Italy/_more/d.jpg': 'd' });
    await world.sync();
    world.albums.put('2019 - Italy', 'second.jpg', 'second');
    await world.sync();
    expect(world.files()['2019/Italy/_more/second.jpg']).toBe('second');
  });

  test('an empty folder that feeds an album is its folder', async () => {
    world.write({ '2019/Italy/notes.txt': 'n' });
    world.albums.put('2019 - Italy', 'a.jpg', 'a');
    await world.sync();
    expect(world.files()['2019/Italy/a.jpg']).toBe('a');
  });
});

describe('albums of a service', () => {
  test.each([
    ['AC/DC: Live?', 'AC_DC_ Live_'],
    ['CON', '_CON'],
    ['Rome. ', 'Rome__'],
    ['Fe\u0301ria', 'F\u00e9ria'],
    ['x'.repeat(300), expect.stringMatching(/^x{200,}_[0-9a-f]{8}$/)],
  ])('%p gets a folder that every disk can hold, and is the same album the next time', async (name, folder) => {
    world.albums.put(name, 'a.jpg', 'a');
    await world.sync({ excludeInTitle: [] });
    expect(Object.keys(world.files()).map((path) => path.split('/')[0])).toEqual([folder]);
    const [path] = Object.keys(world.files());
    world.write({ [`${path?.split('/')[0]}/b.jpg`]: 'b' });
    await world.sync({ excludeInTitle: [] });
    expect(world.albums.contents()).toEqual({ [`${name}/a.jpg`]: 'a', [`${name}/b.jpg`]: 'b' });
    expect(new Set(Object.values(await world.sync({ excludeInTitle: [] })))).toEqual(new Set(['skipped: in step']));
  });

  test('a folder whose name no other disk could hold is its album all the same', async () => {
    world.write({ 'What?/a.jpg': 'a' });
    await world.sync();
    world.albums.put('What?', 'b?.jpg', 'b');
    await world.sync();
    expect(world.files()).toEqual({ 'What?/a.jpg': 'a', 'What?/b_.jpg': 'b' });
    world.remove('What?/a.jpg', 'What?/b_.jpg');
    world.write({ 'x.jpg': 'x' });
    expect(await world.sync()).toMatchObject({
      'flickr/What?/a.jpg': 'deleted on Flickr',
      'flickr/What?/b_.jpg': 'deleted on Flickr',
    });
  });

  test('the title of the root is the root', async () => {
    world.albums.put('Root', 'a.jpg', 'a');
    await world.sync();
    expect(world.files()).toEqual({ 'a.jpg': 'a' });
  });

  test('a name that only differs in case is that of the folder', async () => {
    world.write({ 'italy/a.jpg': 'a' });
    world.albums.put('ITALY', 'b.jpg', 'b');
    await world.sync();
    expect(world.files()).toEqual({ 'italy/a.jpg': 'a', 'italy/b.jpg': 'b' });
    expect(world.albums.contents()).toEqual({ 'ITALY/a.jpg': 'a', 'ITALY/b.jpg': 'b' });
    world.move('italy', 'Rome');
    await world.sync();
    expect(world.albums.contents()).toEqual({ 'Rome/a.jpg': 'a', 'Rome/b.jpg': 'b' });
  });

  test.each(['.hidden', '__x', '_raw', '@eaDir'])(
    '%p would be left out here, so it is said and left alone',
    async (name) => {
      world.albums.put(name, 'a.jpg', 'a');
      world.albums.put('Italy', 'b.jpg', 'b');
      const report = await world.sync();
      expect(report[`flickr/${name}`]).toMatch(/^failed: The album ".*" on Flickr is left alone: --exclude/);
      expect(world.files()).toEqual({ 'Italy/b.jpg': 'b' });
      expect(Object.keys(report)).toHaveLength(2);
    },
  );

  test('two of one name are refused, with the photos here that might go to either', async () => {
    world.albums.putAlbum('Italy', { 'a.jpg': 'a' });
    world.albums.putAlbum('Italy', { 'b.jpg': 'b' });
    world.write({ 'Italy/c.jpg': 'c', 'Spain/d.jpg': 'd' });
    const report = await world.sync();
    const trouble = 'failed: 2 albums on Flickr are called "Italy", which is one album here. Rename one there.';
    expect(report).toEqual({
      'flickr/Italy': trouble,
      'flickr/Italy (2)': trouble,
      'flickr/Italy/c.jpg': 'skipped: left alone with its album, whose own line says why',
      'flickr/Spain/d.jpg': 'uploaded',
    });
    expect(Object.keys(world.files())).toHaveLength(2);
  });

  test('of two of one name the one that was in step stays so', async () => {
    world.write({ 'Italy/a.jpg': 'a' });
    await world.sync();
    world.albums.putAlbum('Italy', { 'b.jpg': 'b' });
    world.write({ 'Italy/c.jpg': 'c' });
    const report = await world.sync();
    expect(report).toMatchObject({ 'flickr/Italy/a.jpg': 'skipped: in step', 'flickr/Italy/c.jpg': 'uploaded' });
    expect(report['flickr/Italy']).toMatch(/^failed: 2 albums on Flickr/);
    expect(world.files()).toEqual({ 'Italy/a.jpg': 'a', 'Italy/c.jpg': 'c' });
  });

  test('two that would be one folder on some disk are refused', async () => {
    world.albums.put('Trip', 'a.jpg', 'a');
    world.albums.put('trip', 'b.jpg', 'b');
    const report = await world.sync();
    expect(Object.values(report)).toEqual(
      Array(2).fill(
        'failed: 2 albums on Flickr are called "Trip" and "trip", which is one album here. Rename one there.',
      ),
    );
    expect(world.files()).toEqual({});
  });

  test('one that cannot be listed is left alone whole, and nothing of it counts as deleted', async () => {
    world.write({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b', 'Spain/c.jpg': 'c' });
    await world.sync();
    const { albumId } = world.albums.find('Italy', 'a.jpg');
    world.albums.unlistable.set(albumId, new ProviderError('InvalidAsset', 'Flickr does not show it.'));
    world.remove('Italy/a.jpg');
    world.write({ 'Italy/b.jpg': 'edited', 'Italy/new.jpg': 'new' });
    expect(await world.sync({ force: true })).toEqual({
      'flickr/Italy': 'failed: The album "Italy" on Flickr cannot be listed: Flickr does not show it.',
      'flickr/Italy/a.jpg': 'skipped: left alone with its album, whose own line says why',
      'flickr/Italy/b.jpg': 'skipped: left alone with its album, whose own line says why',
      'flickr/Italy/new.jpg': 'skipped: left alone with its album, whose own line says why',
      'flickr/Spain/c.jpg': 'skipped: in step',
    });
    expect(await world.state.syncBase.ofFile(world.pair, 'Italy/a.jpg')).toBeDefined();
  });

  test('one that goes between two calls is left alone', async () => {
    world.albums.put('Italy', 'a.jpg', 'a');
    const { albumId } = world.albums.find('Italy', 'a.jpg');
    world.albums.unlistable.set(albumId, new ProviderError('NotFound', 'It is gone.'));
    expect(await world.sync()).toEqual({
      'flickr/Italy': 'failed: The album "Italy" on Flickr cannot be listed: It is gone.',
    });
  });

  test('any other failure is one of the survey: nothing is planned', async () => {
    world.albums.put('Italy', 'a.jpg', 'a');
    const { albumId } = world.albums.find('Italy', 'a.jpg');
    world.albums.unlistable.set(albumId, new ProviderError('Transient', 'Not now.'));
    const job = world.job();
    await expect(job.survey()).rejects.toThrow('Not now.');
    expect(await job.plan()).toEqual([]);
  });
});

describe('names of an album', () => {
  test('two photos of one name are refused there, and what is here under it is left alone', async () => {
    world.albums.put('Italy', 'a.jpg', '1');
    world.albums.put('Italy', 'A.jpg', '2');
    world.albums.put('Italy', 'b.jpg', 'b');
    world.write({ 'Italy/a.jpg': 'here' });
    const report = await world.sync();
    const trouble =
      'failed: "a.jpg" and "A.jpg", one name on some disks, are in the album on Flickr. Rename one there.';
    expect(Object.values(report).sort()).toEqual([
      trouble,
      trouble,
      'saved',
      'skipped: two photos on Flickr are called "a.jpg"',
    ]);
    expect(world.files()).toEqual({ 'Italy/a.jpg': 'here', 'Italy/b.jpg': 'b' });
  });

  test('of two photos of one name the one that was in step stays so', async () => {
    world.write({ 'Italy/a.jpg': '1' });
    await world.sync();
    world.albums.put('Italy', 'a.jpg', '2');
    world.write({ 'Italy/a.jpg': 'edited' });
    const report = await world.sync();
    expect(Object.values(report).sort()).toEqual([
      'failed: "a.jpg" is twice in the album on Flickr. Rename one there.',
      'replaced on Flickr',
    ]);
    expect(world.albums.all().map(({ content }) => content)).toEqual(['edited', '2']);
  });

  test('what is no photo by its name stays there; one that was in step is not taken for deleted', async () => {
    world.write({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b' });
    await world.sync();
    world.albums.put('Italy', 'notes.txt', 'n');
    world.albums.put('Italy', '.c.jpg', 'c');
    world.albums.rename(world.albums.find('Italy', 'a.jpg').id, 'a.txt');
    expect(await world.sync({ force: true })).toEqual({
      'flickr/Italy/.c.jpg': 'skipped: ".c.jpg" on Flickr is called like a hidden file',
      'flickr/Italy/a.jpg': 'skipped: "a.txt" on Flickr is not called like a photo',
      'flickr/Italy/b.jpg': 'skipped: in step',
    });
    expect(Object.keys(world.files())).toEqual(['Italy/a.jpg', 'Italy/b.jpg']);
  });

  test('what a service shows and cannot give is skipped with its reason, and its file is not deleted', async () => {
    world.write({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b' });
    await world.sync();
    const { albumId, ...photo } = world.albums.find('Italy', 'a.jpg');
    world.albums.takeAway({ albumId, ...photo });
    world.albums.oddities.set(albumId, [{ name: 'a.jpg', reason: 'its original cannot be had' }]);
    expect(await world.sync({ force: true })).toEqual({
      'flickr/Italy/a.jpg': 'skipped: its original cannot be had',
      'flickr/Italy/b.jpg': 'skipped: in step',
    });
    expect(Object.keys(world.files())).toEqual(['Italy/a.jpg', 'Italy/b.jpg']);
  });

  test('a photo in two albums is in the folders of both', async () => {
    const { id } = world.albums.put('Italy', 'a.jpg', 'a');
    world.albums.attach(id, 'Best');
    await world.sync();
    expect(world.files()).toEqual({ 'Best/a.jpg': 'a', 'Italy/a.jpg': 'a' });
    world.remove('Best/a.jpg');
    await world.sync();
    expect(world.albums.contents()).toEqual({ 'Italy/a.jpg': 'a' });
  });
});

describe('folders of this machine', () => {
  test('links to folders are followed, loops are not', async () => {
    world.write({ 'Italy/a.jpg': 'a' });
    symlinkSync(join(world.root, 'Italy'), join(world.root, 'Linked'));
    symlinkSync(world.root, join(world.root, 'Italy', 'loop'));
    symlinkSync('self', join(world.root, 'self'));
    await world.sync();
    expect(world.albums.contents()).toEqual({ 'Italy/a.jpg': 'a', 'Linked/a.jpg': 'a' });
  });

  test('a link to nothing may have been an album: nothing of it counts as deleted', async () => {
    world.write({ 'Spain/x.jpg': 'x', 'Spain/y.jpg': 'y', 'Spain/z.jpg': 'z' });
    const elsewhere = join(world.root, '.elsewhere');
    world.write({ '.elsewhere/a.jpg': 'a', '.elsewhere/deep/b.jpg': 'b' });
    symlinkSync(elsewhere, join(world.root, 'Italy'));
    await world.sync();
    expect(world.albums.contents()).toMatchObject({ 'Italy/a.jpg': 'a', 'Italy - deep/b.jpg': 'b' });
    world.remove('.elsewhere');
    world.albums.put('Italy - new', 'c.jpg', 'c');
    const report = await world.sync({ force: true });
    expect(report['flickr/Italy/Italy/']).toMatch(
      /^failed: .*Italy is a link to something that is not there\. The album/,
    );
    expect(Object.entries(report).filter(([, words]) => !words.startsWith('skipped'))).toHaveLength(1);
    expect(world.albums.contents()).toMatchObject({ 'Italy/a.jpg': 'a', 'Italy - deep/b.jpg': 'b' });
    expect(Object.keys(world.files())).toHaveLength(3);
  });

  test('a photo that is a link to nothing is in an album that is left alone', async () => {
    world.write({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b', '.store/c.jpg': 'c' });
    symlinkSync(join(world.root, '.store/c.jpg'), join(world.root, 'Italy/c.jpg'));
    await world.sync();
    world.remove('.store', 'Italy/a.jpg');
    const report = await world.sync({ force: true });
    expect(report['flickr/Italy/Italy/c.jpg']).toMatch(/^failed: .*The album "Italy" is left alone$/);
    expect(Object.keys(world.albums.contents())).toHaveLength(3);
  });

  withUser('a folder that may not be read is said, and nothing below it counts as deleted', async () => {
    world.write({
      'Italy/a.jpg': 'a',
      'Italy/private/b.jpg': 'b',
      'Italy/private/deep/c.jpg': 'c',
      'Spain/d.jpg': 'd',
    });
    await world.sync();
    chmodSync(world.root, 0o755);
    chmodSync(join(world.root, 'Italy/private'), 0);
    world.albums.put('Italy - private - new', 'e.jpg', 'e');
    const report = await asUser(() => world.dry({ force: true }));
    const reason = `${join(world.root, 'Italy/private')} may not be opened by this user; change its permissions, then retry`;
    const alone = 'skipped: left alone with its album, whose own line says why';
    expect(report).toEqual({
      'flickr/Italy - private/Italy/private/': `failed: ${reason}. The album "Italy - private" is left alone`,
      'flickr/Italy - private/b.jpg': alone,
      'flickr/Italy - private - deep/c.jpg': alone,
      'flickr/Italy - private - new/e.jpg': alone,
      'flickr/Italy/a.jpg': 'skipped: in step',
      'flickr/Spain/d.jpg': 'skipped: in step',
    });
  });

  test('a folder that is left out from now on is not taken for deleted', async () => {
    world.write({ 'Italy/a.jpg': 'a', 'private/b.jpg': 'b' });
    await world.sync();
    expect(await world.sync({ exclude: ['^private$'], force: true })).toEqual({
      'flickr/Italy/a.jpg': 'skipped: in step',
      'flickr/private/b.jpg': 'skipped: left alone: --exclude leaves out the folder of "private/b.jpg"',
    });
    expect(world.albums.all()).toHaveLength(2);
  });

  test('empty files are said and left alone, also in place of one that was in step', async () => {
    world.write({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': '' });
    const empty = 'is empty: nothing is done with empty files';
    expect(await world.sync()).toEqual({
      'flickr/Italy/Italy/b.jpg': `failed: "Italy/b.jpg" ${empty}`,
      'flickr/Italy/a.jpg': 'uploaded',
    });
    world.write({ 'Italy/a.jpg': '' });
    await world.sync();
    expect(world.albums.contents()).toEqual({ 'Italy/a.jpg': 'a' });
  });

  test('what is hidden, unfinished, in the trash or no photo is no part of any album', async () => {
    world.write({
      'Italy/a.jpg': 'a',
      'Italy/.b.jpg': 'b',
      'Italy/c.jpg.ferry-part': 'c',
      '.ferry-trash/2026-01-01/Italy/d.jpg': 'd',
      'Italy/e.txt': 'e',
      'Italy/f.mp3': 'f',
      'Italy/@eaDir/g.jpg': 'g',
    });
    expect(await world.sync()).toEqual({ 'flickr/Italy/a.jpg': 'uploaded' });
  });

  test('a file is read once, and again when it has changed', async () => {
    world.write({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b' });
    const read = jest.spyOn(world.state.checksums, 'recordAll');
    const counts = (): number[] => read.mock.calls.flatMap(([files]) => (files.length === 0 ? [] : [files.length]));
    await world.dry();
    expect(counts()).toEqual([2]);
    await world.dry();
    expect(counts()).toEqual([2]);
    world.write({ 'Italy/b.jpg': 'edited' });
    await world.dry();
    expect(counts()).toEqual([2, 1]);
  });
});
