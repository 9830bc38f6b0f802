import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jpeg, md5, noise } from '../support/media';
import { refusalOf, tokens, World } from './support';

let data: string;
beforeEach(async () => (data = await mkdtemp(join(tmpdir(), 'sandbox-flickr-'))));
afterEach(() => rm(data, { recursive: true, force: true }));

/** Every file with bytes of a photo. */
async function blobs(): Promise<string[]> {
  const entries = await readdir(join(data, 'flickr', 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

test('everything is there again: photos, albums in order, settings, the hour, a sign-in half way', async () => {
  const first = await World.start({ data });
  const bytes = await jpeg(1, 400, 300);
  const kept = await first.upload(bytes, { title: 'kept', tags: 'a b:c=d', is_public: '0' });
  const gone = await first.upload(await jpeg(2), { title: 'gone' });
  await first.seed({
    photos: [
      { title: 'x', albums: ['Trip'] },
      { title: 'y', albums: ['Trip', 'Best'] },
    ],
  });
  const trip = (await first.state()).albums.find(({ title }) => title === 'Trip');
  await first.call('flickr.photosets.addPhoto', { photoset_id: trip?.id ?? '', photo_id: kept });
  await first.call('flickr.photosets.reorderPhotos', { photoset_id: trip?.id ?? '', photo_ids: kept });
  await first.call('flickr.photos.delete', { photo_id: gone });
  await first.limits({ albumPhotos: 7, callsLeft: 50 });
  const request = await first.signedIn().oauth.request('oob');
  const before = await first.state();
  const { port } = first.sandbox;
  await first.close();

  const second = await World.start({ data, port });
  expect(await second.state()).toEqual(before);
  const photo = before.photos.find(({ id }) => id === kept);
  expect(md5(Buffer.from(await (await fetch(photo?.url ?? '')).arrayBuffer()))).toBe(md5(bytes));
  expect(await second.get('/__limits')).toMatchObject({ flickr: { albumPhotos: 7, callsLeft: 50 } });
  const { pathname, search } = new URL(second.signedIn().oauth.authorizeUrl(request.requestToken, 'read'));
  expect((await fetch(second.sandbox.url + pathname + search)).status).toBe(200);
  const next = await second.upload(await jpeg(3));
  expect(Number(next)).toBeGreaterThan(Math.max(...before.photos.map(({ id }) => Number(id)), Number(gone)));
  expect(await blobs()).toHaveLength(4);
  await second.close();
});

test('a consent that was taken back is not there again', async () => {
  const first = await World.start({ data });
  await first.limits({ revokeConsent: true });
  await first.close();
  const second = await World.start({ data });
  expect(await refusalOf(second.call('flickr.test.login'))).toMatchObject({ code: 98 });
  await second.reset();
  expect(await second.call('flickr.test.login')).toMatchObject({ stat: 'ok' });
  await second.close();
});

test('bytes go with the last photo that has them', async () => {
  const world = await World.start({ data });
  const bytes = await jpeg();
  const [one, two] = [await world.upload(bytes), await world.upload(bytes)];
  expect(await blobs()).toHaveLength(1);
  await world.call('flickr.photos.delete', { photo_id: one });
  expect(await blobs()).toHaveLength(1);
  await world.call('flickr.photos.delete', { photo_id: two });
  expect(await blobs()).toEqual([]);
  await world.close();
});

test('an upload that is refused leaves no bytes behind', async () => {
  const world = await World.start({ data });
  const bytes = Buffer.concat([await jpeg(), noise(600_000)]);
  const file = new File([bytes], 'a.jpg');
  await refusalOf(world.signedIn(tokens.read).upload(file, {}));
  await refusalOf(world.upload(noise(600_000)));
  await refusalOf(world.sdk.replace('1', file));
  await world.limits({ photoUploadsLeft: 0 });
  await refusalOf(world.upload(bytes));
  expect(await readdir(join(data, 'flickr', 'incoming'))).toEqual([]);
  expect(await blobs()).toEqual([]);
  await world.close();
});

test('a thousand photos are there at once, each with bytes of its own, in one album', async () => {
  const world = await World.start();
  const { count, albums } = await world.seed({ count: 1000, album: 'Many', prefix: 'p-' });
  const { photos, albums: stored } = await world.state();
  expect(count).toBe(1000);
  expect(new Set(photos.map((photo) => photo.md5)).size).toBe(1000);
  expect(stored).toMatchObject([{ id: albums.Many, title: 'Many' }]);
  expect(stored[0]?.photos).toHaveLength(1000);
  await world.close();
});

test('a seed that makes no sense is refused', async () => {
  const world = await World.start();
  await expect(world.seed({ photos: [{ title: 'a', base64: 'aGVsbG8=' }] })).rejects.toThrow(/a: Filetype was not/);
  await expect(world.seed({ photos: [{}] })).rejects.toThrow(/Not a seed/);
  expect((await world.state()).counts).toMatchObject({ photos: 0 });
  await world.close();
});
