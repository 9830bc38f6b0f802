import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { Albums } from '../../src/providers/albums';
import type { RemotePhoto } from '../../src/core/sync';
import { photosOf } from './albums-suite';
import { contentOf, md5, MemorySession, never } from './contents';
import { FlickrControl, openFlickr, personOf } from './flickr.harness';
import { addRequest, somePhoto } from './photo-bytes';

const options = { signal: never };

describe('Flickr’s own', () => {
  let sandbox: Sandbox;
  let control: FlickrControl;
  let facts: Map<string, string>;
  let albums: Albums;
  beforeAll(async () => {
    sandbox = await startSandbox();
    control = new FlickrControl(sandbox);
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await control.reset();
    facts = new Map();
    albums = openFlickr(sandbox, { facts });
  });

  const add = (album: string, name: string, bytes: Buffer, more = {}): Promise<RemotePhoto> =>
    albums.add(addRequest({ album, name, bytes }, more), options);
  const replaceRequest = (photo: RemotePhoto, bytes: Buffer) => ({
    photo,
    content: { ...contentOf(bytes), md5: md5(bytes) },
    session: new MemorySession(),
    onProgress: () => undefined,
  });
  /** What the account holds, as far as it matters: albums with names and contents. */
  const world = async (): Promise<string[]> => {
    const { photos, albums: all } = await control.state();
    const titlesOf = (ids: string[]): string =>
      ids.map((id) => all.find((one) => one.id === id)?.title ?? '?').join(',');
    return photos.map((photo) => `${titlesOf(photo.albums)}/${photo.title}.${photo.format} ${photo.md5}`).sort();
  };

  describe('doing things again after an answer was lost', () => {
    /** Loses the answer to each request in turn, after its work was done, and does the thing again. */
    async function everyLoss({
      prepare,
      act,
      check,
      limits = {},
    }: {
      prepare?(): Promise<void>;
      act(open: Albums): Promise<unknown>;
      check(): Promise<void>;
      limits?: Record<string, unknown>;
    }): Promise<number> {
      for (let skip = 0; ; skip += 1) {
        await control.reset();
        await control.limits(limits);
        facts.clear();
        albums = openFlickr(sandbox, { facts });
        await prepare?.();
        await control.fault({ match: '/services/', status: 0, afterEffect: true, skip, times: 1 });
        const first = await act(openFlickr(sandbox, { facts })).then(
          () => 'done',
          (error: unknown) => error,
        );
        if (first !== 'done') {
          expect(first).toMatchObject({ kind: 'Transient' });
          await act(openFlickr(sandbox, { facts }));
        }
        await control.clearFaults();
        await check();
        if (first === 'done') return skip;
      }
    }

    test.each([
      ['', {}],
      [' while the index of searches is behind', { searchLagMs: 3_600_000 }],
    ])('an added photo is there once, and its content is known%s', async (_name, limits) => {
      const bytes = await somePhoto();
      let session = new MemorySession();
      for (const keepsSession of [true, false]) {
        const requests = await everyLoss({
          limits,
          async prepare() {
            session = new MemorySession();
          },
          act: (open) =>
            open.add(addRequest({ album: 'Trip', name: 'a.jpg', bytes }, keepsSession ? { session } : {}), options),
          async check() {
            expect(await world()).toEqual([`Trip/a.jpg ${md5(bytes)}`]);
            expect(await photosOf(albums, 'Trip')).toMatchObject([{ name: 'a.jpg', md5: md5(bytes) }]);
          },
        });
        // Looking for the content, the upload, its tags, the list of albums, making one.
        expect(requests).toBe(5);
      }
    });

    test('replaced content is there, and no tag lies', async () => {
      const [before, after] = [await somePhoto(), await somePhoto()];
      let photo: RemotePhoto | undefined;
      await everyLoss({
        async prepare() {
          photo = await add('Trip', 'a.jpg', before);
        },
        act: (open) => open.replace(replaceRequest(photo!, after), options),
        async check() {
          expect(await world()).toEqual([`Trip/a.jpg ${md5(after)}`]);
          expect(await photosOf(albums, 'Trip')).toMatchObject([{ id: photo?.id, md5: md5(after) }]);
        },
      });
    });

    test('new content for one album of two is a photo of its own there, and the other album keeps the old one', async () => {
      const [before, after] = [await somePhoto(), await somePhoto()];
      let photo: RemotePhoto | undefined;
      let session = new MemorySession();
      for (const isBehind of [false, true]) {
        await everyLoss({
          // What a session knows is enough where searches know nothing.
          limits: isBehind ? { searchLagMs: 3_600_000 } : {},
          async prepare() {
            session = new MemorySession();
            photo = await add('Trip', 'a.jpg', before);
            await add('Best', 'a.jpg', before);
          },
          act: (open) => open.replace({ ...replaceRequest(photo!, after), session }, options),
          async check() {
            expect(await world()).toEqual([`Best/a.jpg ${md5(before)}`, `Trip/a.jpg ${md5(after)}`].sort());
            expect(await photosOf(albums, 'Trip')).toMatchObject([{ name: 'a.jpg', md5: md5(after) }]);
          },
        });
      }
      await control.limits({ searchLagMs: 0 });
      const [own] = await photosOf(albums, 'Trip');
      expect((await albums.replace(replaceRequest(photo!, after), options)).id).toBe(own?.id);
      await albums.remove({ photo: own! }, options);
      const again = albums.replace(replaceRequest(photo!, await somePhoto()), options);
      await expect(again).rejects.toMatchObject({ kind: 'NotFound' });
      expect(await world()).toEqual([`Best/a.jpg ${md5(before)}`]);
    });

    test('a moved and renamed photo is in one album', async () => {
      const bytes = await somePhoto();
      let photo: RemotePhoto | undefined;
      await everyLoss({
        async prepare() {
          photo = await add('Trip', 'a.jpg', bytes);
          await add('Trip', 'stays.jpg', await somePhoto());
        },
        act: (open) => open.arrange({ photo: photo!, to: { albumName: 'New', name: 'b.jpg' } }, options),
        async check() {
          expect((await world())[0]).toBe(`New/b.jpg ${md5(bytes)}`);
          expect(await photosOf(albums, 'New')).toMatchObject([{ id: photo?.id, name: 'b.jpg' }]);
        },
      });
    });

    test('a removed photo is gone, or detached and no more', async () => {
      const bytes = await somePhoto();
      let photos: RemotePhoto[] = [];
      for (const isInTwo of [false, true]) {
        await everyLoss({
          async prepare() {
            photos = [await add('Trip', 'a.jpg', bytes)];
            if (isInTwo) photos.push(await add('Best', 'a.jpg', bytes));
          },
          act: (open) => open.remove({ photo: photos[0]! }, options),
          check: async () => expect(await world()).toEqual(isInTwo ? [`Best/a.jpg ${md5(bytes)}`] : []),
        });
      }
    });
  });

  describe('what tags say', () => {
    test('content that somebody else has put in a photo’s place is not taken for the old one', async () => {
      const [mine, theirs] = [await somePhoto(), await somePhoto()];
      const photo = await add('Trip', 'a.jpg', mine);
      await control.limits({ leaveOutEvery: null });
      const tags = (await control.state()).photos[0]?.tags ?? [];
      await albums.replace(replaceRequest(photo, theirs), options);
      // The tags as another program would have left them.
      const [now] = (await control.state()).photos;
      await setTags(now?.id ?? '', tags.join(' '));
      const [listed] = await photosOf(albums, 'Trip');
      expect(listed).not.toHaveProperty('md5');
      expect(listed?.fingerprint).not.toBe(photo.fingerprint);
      // The old content is not there any more, whatever a tag says: it is stored anew.
      const again = await add('Other', 'a.jpg', mine);
      expect(again.id).not.toBe(photo.id);
      // By then it was read, and is known.
      expect((await photosOf(albums, 'Trip'))[0]?.md5).toBe(md5(theirs));
    });

    test('a checksum that was found out is written down, for the content it is of', async () => {
      const bytes = await somePhoto();
      await control.seed({
        photos: [{ title: 'a', base64: bytes.toString('base64'), albums: ['Trip'], tags: 'sea "two words"' }],
      });
      const [photo] = await photosOf(albums, 'Trip');
      expect(photo).not.toHaveProperty('md5');
      await albums.noteMd5?.({ photo: { ...photo!, fingerprint: 'older' }, md5: md5(bytes) }, options);
      expect((await photosOf(albums, 'Trip'))[0]).not.toHaveProperty('md5');
      await albums.noteMd5?.({ photo: photo!, md5: md5(bytes) }, options);
      await albums.noteMd5?.({ photo: photo!, md5: md5(bytes) }, options);
      expect((await photosOf(albums, 'Trip'))[0]?.md5).toBe(md5(bytes));
      expect((await control.state()).photos[0]?.tags).toEqual([
        'sea',
        'two words',
        `ferry:md5=${md5(bytes)}`,
        `ferry:of=${md5(bytes)}${photo?.fingerprint ?? ''}`,
      ]);
    });

    test('replacing takes the tags of the old content off', async () => {
      let photo = await add('Trip', 'a.jpg', await somePhoto(), { tags: ['sea', 'two words'] });
      for (let times = 0; times < 3; times += 1)
        photo = await albums.replace(replaceRequest(photo, await somePhoto()), options);
      expect((await control.state()).photos[0]?.tags).toEqual([
        'sea',
        'two words',
        `ferry:md5=${photo.md5 ?? ''}`,
        `ferry:of=${photo.md5 ?? ''}${photo.fingerprint}`,
      ]);
    });
  });

  describe('what is in the account already', () => {
    test('a photo that somebody has uploaded is put into the album, and not stored again', async () => {
      const bytes = await somePhoto();
      const { photos } = await control.seed({ photos: [{ title: 'IMG_1', base64: bytes.toString('base64') }] });
      const added = await add('Trip', 'sea.jpg', bytes);
      expect(added).toMatchObject({ id: photos[0]?.id, name: 'sea.jpg' });
      expect(await world()).toEqual([`Trip/sea.jpg ${md5(bytes)}`]);
      expect((await add('Trip', 'sea.jpg', bytes)).id).toBe(added.id);
    });

    test('one that is in another album keeps the name it has there, however often it is added', async () => {
      const bytes = await somePhoto();
      const first = await add('Trip', 'sea.jpg', bytes);
      for (let times = 0; times < 2; times += 1) {
        albums = openFlickr(sandbox, { facts });
        expect(await add('Best', 'waves.jpg', bytes)).toMatchObject({ id: first.id, name: 'sea.jpg' });
      }
      expect(await photosOf(albums, 'Best')).toMatchObject([{ id: first.id, name: 'sea.jpg' }]);
      expect((await control.state()).photos).toHaveLength(1);
      // A third name in that album is another photo.
      expect((await add('Best', 'third.jpg', bytes)).id).not.toBe(first.id);
    });

    test('a deleted photo is uploaded anew', async () => {
      const bytes = await somePhoto();
      const first = await add('Trip', 'a.jpg', bytes);
      await albums.remove({ photo: first }, options);
      expect((await add('Trip', 'a.jpg', bytes)).id).not.toBe(first.id);
    });
  });

  async function setTags(photo_id: string, tags: string): Promise<void> {
    await personOf(sandbox).call('flickr.photos.setTags', { photo_id, tags }, never);
  }
});
