import { inspect } from 'node:util';
import type { Albums, RemoteAlbum } from '../../src/providers/albums';
import { ProviderError } from '../../src/providers/provider-error';
import type { RemotePhoto } from '../../src/core/sync';
import { albumsFaultNames, type AlbumsHarness } from './albums-harness';
import { contentOf, failureOf, halfOf, md5, MemorySession, never } from './contents';
import { isExempt } from './harness';
import { addRequest, somePhoto } from './photo-bytes';

const options = { signal: never };

export async function listAlbums(albums: Albums): Promise<RemoteAlbum[]> {
  const all: RemoteAlbum[] = [];
  let cursor: string | undefined;
  do {
    const page = await albums.albums({ cursor }, options);
    all.push(...page.entries);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

export async function listPhotos(albums: Albums, album: RemoteAlbum): Promise<RemotePhoto[]> {
  const all: RemotePhoto[] = [];
  let cursor: string | undefined;
  do {
    const page = await albums.photos({ album, cursor }, options);
    all.push(...page.entries);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

/** The photos of the one album of a title. */
export async function photosOf(albums: Albums, title: string): Promise<RemotePhoto[]> {
  const [album, ...others] = (await listAlbums(albums)).filter(({ name }) => name === title);
  if (album === undefined || others.length > 0) throw new Error(`there are ${others.length} albums ${title} too many`);
  return listPhotos(albums, album);
}

export async function bytesOf(albums: Albums, photo: RemotePhoto, start?: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await (await albums.content(photo, options)).open(start)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** What every service with albums must do. */
export function albumsSuite(start: () => Promise<AlbumsHarness>): void {
  let harness: AlbumsHarness;
  let facts: Map<string, string>;
  let albums: Albums;
  beforeAll(async () => (harness = await start()));
  afterAll(() => harness.close());
  beforeEach(async () => {
    await harness.reset();
    facts = new Map();
    albums = await harness.open(facts);
    await albums.check(options);
  });

  const add = (album: string, name: string, bytes: Buffer, more = {}): Promise<RemotePhoto> =>
    albums.add(addRequest({ album, name, bytes }, more), options);
  const placed = async (): Promise<string[]> =>
    (await harness.placed()).map(({ album, name, bytes }) => `${album}/${name} ${md5(bytes)}`).sort();

  test('an account without albums lists none, and looking at it makes nothing', async () => {
    expect(await listAlbums(albums)).toEqual([]);
    expect(await harness.ids()).toEqual([]);
    await harness.open(facts);
    expect(await listAlbums(albums)).toEqual([]);
  });

  test('a photo that was added is there with its bytes, and is listed as add said', async () => {
    const bytes = await somePhoto(300_000);
    const progress: number[] = [];
    const added = await add('Trip', 'sea.jpg', bytes, { onProgress: (sent: number) => progress.push(sent) });
    expect(await placed()).toEqual([`Trip/sea.jpg ${md5(bytes)}`]);
    expect(progress.at(-1)).toBe(bytes.length);
    const [listed] = await photosOf(albums, 'Trip');
    expect(listed).toMatchObject({ id: added.id, albumId: added.albumId, name: 'sea.jpg', md5: md5(bytes) });
    expect(listed?.fingerprint).toBe(added.fingerprint);
    expect(added).toMatchObject({ name: 'sea.jpg', md5: md5(bytes) });
    expect(await albums.photo({ albumId: added.albumId, id: added.id }, options)).toMatchObject({
      name: 'sea.jpg',
      fingerprint: added.fingerprint,
      md5: md5(bytes),
    });
    expect(added.albumId).toBe((await listAlbums(albums))[0]?.id);
  });

  test('each album and each photo is listed once', async () => {
    await harness.fill('Many', 1203);
    await harness.fill('Few', 2);
    const found = await listAlbums(albums);
    expect(found.map(({ name }) => name).sort()).toEqual(['Few', 'Many']);
    const many = await photosOf(albums, 'Many');
    expect([many.length, new Set(many.map(({ id }) => id)).size]).toEqual([1203, 1203]);
    expect(await photosOf(albums, 'Few')).toHaveLength(2);
  });

  test.each([
    ['Été/写真 🎉', "o'brien & söhne.jpg"],
    ['a "quoted" album', 'a "quoted" name.jpg'],
    ['+ % & = #', '+ % & = #.jpg'],
    ['back\\slash', 'a/b\\c.jpg'],
    ['x', `${'ä'.repeat(125)}x.jpg`],
    ['y', 'IMG_1.JPG'],
    ['z', 'scan.jpeg'],
    ['Mr. Smith', 'Mr. Smith.jpg'],
    ['dots', 'a.jpg.jpg'],
    ['emoji', '👩‍👩‍👧.jpg'],
  ])('keeps the album %j and the name %j', async (album, name) => {
    const bytes = await somePhoto();
    const added = await add(album, name, bytes);
    expect(added.name).toBe(name);
    expect((await photosOf(albums, album)).map((photo) => photo.name)).toEqual([name]);
    const again = await add(album, name, bytes);
    expect(again).toMatchObject({ id: added.id, name });
    expect(await placed()).toEqual([`${album}/${name} ${md5(bytes)}`]);
  });

  test('content can be read from any byte on, and goes on where a connection broke', async () => {
    const bytes = await somePhoto(700_000);
    const added = await add('Trip', 'a.jpg', bytes);
    expect((await albums.content(added, options)).bytes).toBe(bytes.length);
    for (const from of [0, 1, 262_144, 699_999, 700_000]) {
      expect(md5(await bytesOf(albums, added, from))).toBe(md5(bytes.subarray(from)));
    }
    await harness.breakNextDownload(200_000);
    expect(md5(await bytesOf(albums, added))).toBe(md5(bytes));
  });

  test('the time of a file goes up with it and comes back', async () => {
    const modifiedAt = '2019-05-04T10:11:12.000Z';
    if (isExempt(harness.keepsModifiedAt)) {
      await harness.plant({ album: 'Trip', name: 'a.jpg', bytes: await somePhoto(), modifiedAt });
    } else await add('Trip', 'a.jpg', await somePhoto(), { modifiedAt });
    expect((await photosOf(albums, 'Trip'))[0]?.modifiedAt).toBe(modifiedAt);
  });

  test('what is added twice, by whatever worker, is there once', async () => {
    const bytes = await somePhoto();
    const first = await add('Trip', 'a.jpg', bytes);
    for (const known of [facts, new Map<string, string>()]) {
      albums = await harness.open(known);
      expect(await add('Trip', 'a.jpg', bytes)).toMatchObject({ id: first.id, albumId: first.albumId });
      expect(
        await albums.add(addRequest({ album: 'Trip', albumId: first.albumId, name: 'a.jpg', bytes }), options),
      ).toMatchObject({ id: first.id });
    }
    expect(await harness.ids()).toEqual([first.id]);
  });

  test('two at once who add the same thing store it once', async () => {
    const bytes = await somePhoto();
    const added = await Promise.all([1, 2, 3].map(() => add('Trip', 'a.jpg', bytes)));
    expect(new Set(added.map(({ id }) => id)).size).toBe(1);
    expect(await harness.ids()).toHaveLength(1);
  });

  test('an upload whose answer was lost is found again, with and without what was written down of it', async () => {
    for (const [n, isKept] of [true, false].entries()) {
      const bytes = await somePhoto();
      const first = new MemorySession();
      const session = isKept ? first : new MemorySession();
      await harness.loseNextAnswer();
      expect(await failureOf(add('Trip', `${n}.jpg`, bytes, { session: first }))).toMatchObject({ kind: 'Transient' });
      albums = await harness.open(facts);
      await add('Trip', `${n}.jpg`, bytes, { session });
      expect(await harness.ids()).toHaveLength(n + 1);
      expect(await placed()).toContain(`Trip/${n}.jpg ${md5(bytes)}`);
      expect(session.at).toBeUndefined();
    }
  });

  test('workers who fill a new album at once make one album', async () => {
    const workers = await Promise.all([1, 2, 3].map(() => harness.open(facts)));
    const names = Array.from({ length: 12 }, (_, n) => `${n}.jpg`);
    const photos = await Promise.all(
      names.map(async (name, n) => {
        const bytes = await somePhoto();
        return (workers[n % 3] ?? albums).add(addRequest({ album: 'New', name, bytes }), options);
      }),
    );
    expect(await harness.albumsOf('New')).toHaveLength(1);
    expect(new Set(photos.map(({ albumId }) => albumId)).size).toBe(1);
    expect((await photosOf(albums, 'New')).map(({ name }) => name).sort()).toEqual(names.sort());
    expect(await harness.ids()).toHaveLength(12);
  });

  test('one content under two names in an album is two photos', async () => {
    const bytes = await somePhoto();
    const first = await add('Trip', 'a.jpg', bytes);
    const second = await add('Trip', 'b.jpg', bytes);
    expect(second.id).not.toBe(first.id);
    expect((await photosOf(albums, 'Trip')).map(({ name }) => name).sort()).toEqual(['a.jpg', 'b.jpg']);
    expect((await add('Trip', 'b.jpg', bytes)).id).toBe(second.id);
    expect((await add('Trip', 'a.jpg', bytes)).id).toBe(first.id);
    expect(await harness.ids()).toHaveLength(2);
  });

  test('one content in two albums is one photo in both, or one in each', async () => {
    const bytes = await somePhoto();
    const first = await add('Trip', 'a.jpg', bytes);
    const second = await add('Best', 'a.jpg', bytes);
    expect(second.albumId).not.toBe(first.albumId);
    expect(await placed()).toEqual([`Best/a.jpg ${md5(bytes)}`, `Trip/a.jpg ${md5(bytes)}`]);
    expect(second.id === first.id).toBe(!isExempt(harness.severalAlbums));
  });

  test('replace keeps the id and changes the content, once', async () => {
    const [before, after] = [await somePhoto(), await somePhoto(2000)];
    const photo = await add('Trip', 'a.jpg', before);
    const request = { photo, ...withoutPlace(addRequest({ album: 'Trip', name: 'a.jpg', bytes: after })) };
    const replaced = await albums.replace(request, options);
    expect(replaced).toMatchObject({ id: photo.id, albumId: photo.albumId, name: 'a.jpg', md5: md5(after) });
    expect(replaced.fingerprint).not.toBe(photo.fingerprint);
    expect(await placed()).toEqual([`Trip/a.jpg ${md5(after)}`]);
    const again = await albums.replace(request, options);
    expect(again).toMatchObject({ id: photo.id, fingerprint: replaced.fingerprint, md5: md5(after) });
    expect(await photosOf(albums, 'Trip')).toMatchObject([{ fingerprint: replaced.fingerprint, md5: md5(after) }]);
    expect(md5(await bytesOf(albums, replaced))).toBe(md5(after));
    await harness.loseNextAnswer();
    const third = await somePhoto();
    const last = { ...request, photo: replaced, content: { ...contentOf(third), md5: md5(third) } };
    expect(await failureOf(albums.replace(last, options))).toMatchObject({ kind: 'Transient' });
    expect(await albums.replace(last, options)).toMatchObject({ id: photo.id, md5: md5(third) });
    expect(await harness.ids()).toEqual([photo.id]);
  });

  test('replace does not touch content that nobody has seen', async () => {
    const photo = await add('Trip', 'a.jpg', await somePhoto());
    const [theirs, mine] = [await somePhoto(), await somePhoto()];
    const requestOf = (bytes: Buffer) => ({
      photo,
      ...withoutPlace(addRequest({ album: 'Trip', name: 'a.jpg', bytes })),
    });
    await albums.replace(requestOf(theirs), options);
    expect(await failureOf(albums.replace(requestOf(mine), options))).toMatchObject({ kind: 'Conflict' });
    expect(await placed()).toEqual([`Trip/a.jpg ${md5(theirs)}`]);
  });

  test('arrange renames, moves, and does both, and minds nothing that is done', async () => {
    const bytes = await somePhoto();
    let photo = await add('Trip', 'a.jpg', bytes);
    await add('Other', 'x.jpg', await somePhoto());
    const other = (await listAlbums(albums)).find(({ name }) => name === 'Other');
    for (const to of [
      { albumName: 'Trip', albumId: photo.albumId, name: 'b.jpg' },
      { albumName: 'Other', albumId: other?.id ?? '', name: 'b.jpg' },
      { albumName: 'Brand new', name: 'é c.jpg' },
    ]) {
      const was = photo;
      photo = await albums.arrange({ photo: was, to }, options);
      expect(photo).toMatchObject({ id: was.id, name: to.name, fingerprint: was.fingerprint, md5: md5(bytes) });
      expect(await albums.arrange({ photo: was, to }, options)).toMatchObject({ id: was.id, name: to.name });
      expect(await placed()).toContain(`${to.albumName}/${to.name} ${md5(bytes)}`);
      if (was.albumId !== photo.albumId) {
        expect(await albums.photo({ albumId: was.albumId, id: was.id }, options)).toBeUndefined();
      }
      expect(await harness.placed()).toHaveLength(2);
    }
    expect(
      await failureOf(
        albums.arrange({ photo: { ...photo, id: 'gone' }, to: { albumName: 'Trip', name: 'a.jpg' } }, options),
      ),
    ).toMatchObject({ kind: 'NotFound' });
  });

  test('remove takes a photo away, twice is as once', async () => {
    const keep = await add('Trip', 'keep.jpg', await somePhoto());
    const photo = await add('Trip', 'a.jpg', await somePhoto());
    for (let times = 0; times < 2; times += 1) {
      const { how, restore } = await albums.remove({ photo }, options);
      expect([how, restore.length > 10]).toEqual([harness.removal, true]);
      expect(await harness.ids()).toEqual([keep.id]);
      expect(await albums.photo({ albumId: photo.albumId, id: photo.id }, options)).toBeUndefined();
    }
    expect(await failureOf(bytesOf(albums, photo))).toMatchObject({ kind: 'NotFound' });
  });

  test('a photo in two albums is detached from one and goes with the last', async () => {
    if (isExempt(harness.severalAlbums)) return expect(harness.severalAlbums.exempt).not.toBe('');
    const bytes = await somePhoto();
    const trip = await add('Trip', 'a.jpg', bytes);
    const best = await add('Best', 'a.jpg', bytes);
    await add('Trip', 'b.jpg', await somePhoto());
    for (let times = 0; times < 2; times += 1) {
      expect(await albums.remove({ photo: trip }, options)).toMatchObject({ how: 'detached' });
      expect(await albums.photo({ albumId: best.albumId, id: best.id }, options)).toBeDefined();
    }
    expect(await albums.remove({ photo: best }, options)).toMatchObject({ how: 'deleted' });
    expect(await harness.ids()).toHaveLength(1);
  });

  test('an album that is gone is not found; one that lost its last photo is empty or gone', async () => {
    const photo = await add('Trip', 'a.jpg', await somePhoto());
    await albums.remove({ photo }, options);
    const album = { id: photo.albumId, name: 'Trip' };
    if (isExempt(harness.emptyAlbums)) {
      expect(await failureOf(listPhotos(albums, album))).toMatchObject({ kind: 'NotFound' });
      expect(await listAlbums(albums)).toEqual([]);
    } else {
      expect(await listPhotos(albums, album)).toEqual([]);
      expect(await listAlbums(albums)).toEqual([album]);
    }
    expect(await failureOf(listPhotos(albums, { id: '99999999', name: 'No' }))).toMatchObject({ kind: 'NotFound' });
    // The album is found again, or made anew, by whoever thinks it is there still.
    const bytes = await somePhoto();
    await albums.add(addRequest({ album: 'Trip', albumId: photo.albumId, name: 'b.jpg', bytes }), options);
    expect(await placed()).toEqual([`Trip/b.jpg ${md5(bytes)}`]);
  });

  test('two albums of one name are two albums', async () => {
    const first = await add('Trip', 'a.jpg', await somePhoto());
    await add('Trap', 'b.jpg', await somePhoto());
    await harness.plant({ album: 'Trip\u0000second', name: 'c.jpg', bytes: await somePhoto() });
    const found = (await listAlbums(albums)).filter(({ name }) => name === 'Trip');
    expect(found).toHaveLength(2);
    const [, second] = [...found].sort((a) => (a.id === first.albumId ? -1 : 1));
    expect((await listPhotos(albums, second ?? { id: '', name: '' })).map(({ name }) => name)).toEqual(['c.jpg']);
  });

  test('a source that breaks half way is to blame itself, and nothing is left of it', async () => {
    const broken = new ProviderError('NotFound', 'the file has gone');
    const content = { ...halfOf(400_000, () => Promise.reject(broken)), md5: '0'.repeat(32) };
    expect(await failureOf(add('Trip', 'a.jpg', Buffer.alloc(0), { content }))).toBe(broken);
    expect(await harness.ids()).toEqual([]);
  });

  test('content that is not what it was said to be is not stored', async () => {
    const bytes = await somePhoto(100_000);
    const content = { ...contentOf(bytes), md5: '0'.repeat(32) };
    expect(await failureOf(add('Trip', 'a.jpg', bytes, { content }))).toMatchObject({ kind: 'Transient' });
    expect(await harness.ids()).toEqual([]);
  });

  test('an abort while bytes are sent settles soon and leaves nothing', async () => {
    const abort = new AbortController();
    const half = halfOf(400_000, () => {
      setImmediate(() => abort.abort());
      return new Promise(() => undefined);
    });
    const request = addRequest({ album: 'Trip', name: 'a.jpg', bytes: Buffer.alloc(0) });
    const error = await failureOf(
      albums.add({ ...request, content: { ...half, md5: '0'.repeat(32) } }, { signal: abort.signal }),
    );
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(await harness.ids()).toEqual([]);
  });

  test('a call that is aborted before it begins does nothing', async () => {
    const photo = await add('Trip', 'a.jpg', await somePhoto());
    const aborted = { signal: AbortSignal.abort() };
    const bytes = await somePhoto();
    const calls = [
      albums.albums({}, aborted),
      albums.photos({ album: { id: photo.albumId, name: 'Trip' } }, aborted),
      albums.photo(photo, aborted),
      albums.add(addRequest({ album: 'Trip', name: 'b.jpg', bytes }), aborted),
      albums.arrange({ photo, to: { albumName: 'Trip', name: 'b.jpg' } }, aborted),
      albums.remove({ photo }, aborted),
    ];
    for (const call of calls) expect(await failureOf(call)).toMatchObject({ name: 'AbortError' });
    expect(await harness.ids()).toEqual([photo.id]);
  });

  test.each(albumsFaultNames)('%s: the right kind, after one request, with no secret', async (name) => {
    const fault = harness.faults[name];
    if (isExempt(fault)) return expect(fault.exempt).not.toBe('');
    const photo = await add('Trip', 'a.jpg', await somePhoto(100_000));
    await fault.arrange();
    const before = await harness.refusals();
    const bytes = await somePhoto(100_000);
    const calls = {
      list: () => listAlbums(albums),
      add: () => add('Trip', 'b.jpg', bytes),
      read: () => bytesOf(albums, photo),
    };
    const error = await failureOf(calls[fault.on]());
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ kind: fault.kind, details: fault.details ?? {} });
    expect(await harness.refusals()).toBe(before + 1 + (fault.before ?? 0));
    const shown = [String(error), JSON.stringify(error), inspect(error, { depth: null, showHidden: true })].join('\n');
    for (const secret of harness.secrets) expect(shown).not.toContain(secret);
    expect('cause' in (error as Error)).toBe(false);
  });
}

function withoutPlace({ content, modifiedAt, session, onProgress }: ReturnType<typeof addRequest>) {
  return { content, modifiedAt, session, onProgress };
}
