import sharp from 'sharp';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { Albums } from '../../src/providers/albums';
import type { RemotePhoto } from '../../src/core/sync';
import { openAlbums } from '../../src/providers/registry';
import { contextOf } from '../support/provider-context';
import { bytesOf, listAlbums, listPhotos, photosOf } from './albums-suite';
import { contentOf, failureOf, md5, MemorySession, never } from './contents';
import { mp4 } from '../sandbox/support/media';
import { anyInstant, anyQuota, FlickrControl, openFlickr, personOf, service } from './flickr.harness';
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

  describe('kinds of content', () => {
    const plain = () => sharp({ create: { width: 4, height: 4, channels: 3, background: '#a33' } });

    test.each([
      ['a.png', () => plain().png().toBuffer(), 'a.png'],
      ['a.gif', () => plain().gif().toBuffer(), 'a.gif'],
      ['really a png.jpg', () => plain().png().toBuffer(), 'really a png.jpg.png'],
      ['no extension', () => plain().png().toBuffer(), 'no extension.png'],
    ])('%s is kept byte for byte', async (name, make, listed) => {
      const bytes = await make();
      const added = await add('Trip', name, bytes);
      expect(added).toMatchObject({ name: listed, md5: md5(bytes) });
      expect(await photosOf(albums, 'Trip')).toMatchObject([{ name: listed, md5: md5(bytes) }]);
      expect(md5(await bytesOf(albums, added))).toBe(md5(bytes));
      expect((await add('Trip', name, bytes)).id).toBe(added.id);
    });

    test.each([
      ['a.tif', () => plain().tiff().toBuffer()],
      ['a.webp', () => plain().webp().toBuffer()],
    ])('%s is kept as a JPEG: what it was made of is known, what it is can be read', async (name, make) => {
      const bytes = await make();
      const added = await add('Trip', name, bytes);
      expect(added.name).toBe(`${name}.jpg`);
      expect(added).not.toHaveProperty('md5');
      const [listed] = await photosOf(albums, 'Trip');
      expect(listed).toMatchObject({ id: added.id, name: added.name, fingerprint: added.fingerprint });
      expect((await bytesOf(albums, added)).subarray(0, 2).toString('hex')).toBe('ffd8');
      for (const open of [albums, openFlickr(sandbox)]) {
        expect((await open.add(addRequest({ album: 'Trip', name, bytes }), options)).id).toBe(added.id);
      }
      const replaced = await albums.replace(replaceRequest(added, await plain().png().toBuffer()), options);
      expect(replaced.name).toBe(`${name}.png`);
    });

    test('a film goes up and comes back', async () => {
      const bytes = mp4();
      const added = await add('Trip', 'walk.MOV', bytes);
      expect(added).toMatchObject({ name: 'walk.MOV', md5: md5(bytes) });
      expect(await photosOf(albums, 'Trip')).toMatchObject([{ name: 'walk.MOV', md5: md5(bytes) }]);
      expect(md5(await bytesOf(albums, added))).toBe(md5(bytes));
      expect((await control.state()).photos).toMatchObject([{ media: 'video' }]);
    });

    test.each([-10, 10])('content that is longer or shorter than was said is not sent to its end: %d', async (more) => {
      const bytes = await somePhoto(50_000);
      const content = { ...contentOf(bytes), md5: md5(bytes), bytes: bytes.length + more };
      expect(await failureOf(add('Trip', 'a.jpg', bytes, { content }))).toMatchObject({ kind: 'Transient' });
      expect(await world()).toEqual([]);
    });

    test('what is no photo is refused', async () => {
      expect(await failureOf(add('Trip', 'a.jpg', Buffer.from('just words')))).toMatchObject({ kind: 'InvalidAsset' });
      expect(await failureOf(add('Trip', 'a.jpg', Buffer.alloc(0)))).toMatchObject({ kind: 'InvalidAsset' });
      expect(await world()).toEqual([]);
    });
  });

  describe('albums', () => {
    test.each([
      ['private', { ispublic: false, isfriend: false, isfamily: false }],
      ['friends', { ispublic: false, isfriend: true, isfamily: false }],
      ['family', { ispublic: false, isfriend: false, isfamily: true }],
      ['public', { ispublic: true, isfriend: false, isfamily: false }],
    ])('a photo that is %s', async (privacy, seen) => {
      await add('Trip', 'a.jpg', await somePhoto(), { privacy });
      expect((await control.state()).photos).toMatchObject([seen]);
    });

    test('workers that make one album at the same instant end with one', async () => {
      const workers = Array.from({ length: 4 }, () => openFlickr(sandbox, { facts }));
      // All have looked before any has made it.
      await control.fault({ match: 'POST /services/rest', matchBody: 'method=flickr.photosets.create', delayMs: 400 });
      const photos = await Promise.all(
        workers.map(async (worker, n) => {
          const bytes = await somePhoto();
          return worker.add(addRequest({ album: 'New', name: `${n}.jpg`, bytes }), options);
        }),
      );
      const found = await listAlbums(albums);
      expect(found).toMatchObject([{ name: 'New' }]);
      expect(new Set(photos.map(({ albumId }) => albumId))).toEqual(new Set([found[0]?.id]));
      expect(await listPhotos(albums, found[0]!)).toHaveLength(4);
    });

    test('an album that was renamed or deleted on Flickr is not the one of its old title', async () => {
      const first = await add('Trip', 'a.jpg', await somePhoto());
      await rename(first.albumId, 'Holiday');
      const second = await openFlickr(sandbox, { facts }).add(
        addRequest({ album: 'Trip', name: 'b.jpg', bytes: await somePhoto() }),
        options,
      );
      expect(second.albumId).not.toBe(first.albumId);
      await albums.remove({ photo: second }, options);
      const third = await openFlickr(sandbox, { facts }).add(
        addRequest({ album: 'Trip', name: 'c.jpg', bytes: await somePhoto() }),
        options,
      );
      expect((await listAlbums(albums)).map(({ name }) => name).sort()).toEqual(['Holiday', 'Trip']);
      expect((await photosOf(albums, 'Trip')).map(({ id }) => id)).toEqual([third.id]);
    });

    test('limits of albums are said to be what they are', async () => {
      await control.limits({ albumPhotos: 1, albums: 1 });
      await add('Trip', 'a.jpg', await somePhoto());
      expect(await failureOf(add('Trip', 'b.jpg', await somePhoto()))).toMatchObject({
        kind: 'InvalidAsset',
        message: expect.stringContaining('album is at its limit') as string,
      });
      expect(await failureOf(add('Other', 'c.jpg', await somePhoto()))).toMatchObject({
        kind: 'InvalidAsset',
        message: expect.stringContaining('as many albums') as string,
      });
    });

    test('a photo whose original may not be read is odd', async () => {
      await add('Trip', 'a.jpg', await somePhoto());
      const [album] = await listAlbums(albums);
      const photo = [{ id: '7', title: 'a', media: 'photo' }];
      const body = { stat: 'ok', photoset: { photo, page: 1, pages: 1, total: '1' } };
      await control.fault({ match: 'flickr.photosets.getPhotos', status: 200, body });
      expect(await albums.photos({ album: album! }, options)).toMatchObject({
        entries: [],
        oddities: [{ name: 'a.jpg', reason: expect.stringContaining('original') as string }],
      });
    });
  });

  describe('the account', () => {
    test('calls are counted before they are made, and some are left to others', async () => {
      const taken: [string, { calls: number; perMs: number }][] = [];
      const resetAt = '2030-01-01T00:00:00.000Z';
      let left = 3;
      const context = {
        ...contextOf(sandbox.environment),
        leaveQuota: 100,
        meter: {
          async take(quota: string, limit: { calls: number; perMs: number }) {
            taken.push([quota, limit]);
            left -= 1;
            return left < 0 ? resetAt : undefined;
          },
        },
      };
      const metered = openAlbums({ provider: 'flickr', root: '' }, context);
      const bytes = await somePhoto();
      const error = await failureOf(metered.add(addRequest({ album: 'Trip', name: 'a.jpg', bytes }), options));
      expect(error).toMatchObject({ kind: 'RateLimited', details: { quota: anyQuota, resetAt, service } });
      expect(taken).toEqual(Array.from({ length: 4 }, () => [anyQuota, { calls: 3500, perMs: 3_600_000 }]));
      expect(await control.total()).toBe(3);
      expect(metered.quotas).toEqual([anyQuota, expect.stringMatching(/^flickr-images:/)]);
    });

    test('whose it is, is asked for once where nobody has said it', async () => {
      const settings = { ...sandbox.environment };
      delete settings.FLICKR_USER_ID;
      for (let times = 0; times < 2; times += 1) {
        const open = openAlbums({ provider: 'flickr', root: '' }, contextOf(settings, { facts }));
        expect(open.scope).toMatch(/^flickr:[0-9a-f]{8}$/);
        expect(await listAlbums(open)).toEqual([]);
        expect(await listAlbums(open)).toEqual([]);
      }
      expect(await control.requests()).toMatchObject({ 'GET flickr.test.login': { '200': 1 } });
      expect(albums.scope).toBe(`flickr:${sandbox.environment.FLICKR_USER_ID ?? ''}`);
    });

    test('a sign-in that may not delete says what to do', async () => {
      const photo = await add('Trip', 'a.jpg', await somePhoto());
      const writer = openFlickr(sandbox, {
        settings: {
          FLICKR_OAUTH_TOKEN: '72157720000000002-4417e000fe44a5d0',
          FLICKR_OAUTH_TOKEN_SECRET: '4417e05ec4e70002',
        },
      });
      expect(await failureOf(writer.remove({ photo }, options))).toMatchObject({
        kind: 'AuthFailed',
        message: expect.stringContaining('ferry auth login flickr --access delete') as string,
      });
      expect(await world()).toHaveLength(1);
    });

    test.each([
      [{ FLICKR_API_SECRET: 'another+%&=' }, {}, 'FLICKR_API_SECRET'],
      [{ FLICKR_API_SECRET: 'another' }, { refusalForm: 'text' }, 'FLICKR_API_SECRET'],
      [{ FLICKR_OAUTH_TOKEN: 'no' }, {}, 'ferry auth login flickr'],
      [{ FLICKR_OAUTH_TOKEN: 'no' }, { refusalForm: 'text' }, 'ferry auth login flickr'],
      [{ FLICKR_API_KEY: 'no' }, {}, 'the API key is not known'],
    ])('credentials that are not right: %j %j', async (settings, limits, words) => {
      await control.limits(limits);
      const refused = openFlickr(sandbox, { settings });
      expect(await failureOf(refused.check(options))).toMatchObject({
        kind: 'AuthFailed',
        message: expect.stringContaining(words) as string,
      });
    });

    test.each([105, 106])('code %d passes', async (status) => {
      await control.fault({ match: '/services/', status });
      expect(await failureOf(listAlbums(albums))).toMatchObject({ kind: 'Transient' });
      expect(await failureOf(add('Trip', 'a.jpg', await somePhoto()))).toMatchObject({ kind: 'Transient' });
    });

    test('a limit of uploads and of the image host are two', async () => {
      const photo = await add('Trip', 'a.jpg', await somePhoto());
      await control.limits({ downloadsLeft: 0 });
      expect(await failureOf(bytesOf(albums, photo))).toMatchObject({ details: { resetAt: anyInstant } });
      await add('Trip', 'b.jpg', await somePhoto());
      await control.limits({ callsLeft: 0, downloadsLeft: null });
      expect(await failureOf(add('Trip', 'c.jpg', await somePhoto()))).toMatchObject({ details: { quota: anyQuota } });
    });

    test('health says who, and how the clocks are', async () => {
      expect(await albums.health?.(options)).toMatchObject({ words: 'signed in as ferry.sandbox' });
      await albums.probe?.(options);
      await control.fault({ match: '/services/rest', status: 503 });
      expect(await failureOf(albums.probe!(options))).toMatchObject({ kind: 'Transient' });
    });
  });

  async function rename(photoset_id: string, title: string): Promise<void> {
    await personOf(sandbox).call('flickr.photosets.editMeta', { photoset_id, title }, never);
  }
});
