import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { RemotePhoto } from '../../src/core/sync';
import type { Albums } from '../../src/providers/albums';
import { photosOf } from './albums-suite';
import { contentOf, md5, MemorySession, never } from './contents';
import { FlickrControl, openFlickr } from './flickr.harness';
import { addRequest, somePhoto } from './photo-bytes';

const options = { signal: never };

describe('a photo that is in two albums of Flickr', () => {
  let sandbox: Sandbox;
  let control: FlickrControl;
  let albums: Albums;
  let inSea: RemotePhoto;
  let inHill: RemotePhoto;
  let bytes: Buffer;

  beforeAll(async () => {
    sandbox = await startSandbox();
    control = new FlickrControl(sandbox);
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await control.reset();
    albums = openFlickr(sandbox, { facts: new Map() });
    bytes = await somePhoto(1);
    inSea = await albums.add(addRequest({ album: 'Sea', name: 'a.jpg', bytes }), options);
    inHill = await albums.add(addRequest({ album: 'Hill', name: 'b.jpg', bytes }), options);
    expect(inHill.id).toBe(inSea.id);
  });

  const replace = async (photo: RemotePhoto, content: Buffer): Promise<RemotePhoto> =>
    albums.replace(
      {
        photo,
        content: { ...contentOf(content), md5: md5(content) },
        session: new MemorySession(),
        onProgress: () => undefined,
      },
      options,
    );

  test('gets a photo of its own for the album whose file was edited, and the other keeps what it has', async () => {
    const edited = await somePhoto(2);
    const replaced = await replace(inHill, edited);
    expect(replaced).toMatchObject({ albumId: inHill.albumId, md5: md5(edited) });
    expect(replaced.id).not.toBe(inSea.id);
    expect(await photosOf(albums, 'Sea')).toMatchObject([{ id: inSea.id, md5: md5(bytes), name: 'a.jpg' }]);
    expect(await photosOf(albums, 'Hill')).toMatchObject([{ id: replaced.id, md5: md5(edited) }]);
    // It is in one album now: from here on content is replaced in its place.
    const again = await somePhoto(3);
    expect((await replace(replaced, again)).id).toBe(replaced.id);
  });

  test('keeps its name when one album wants another', async () => {
    const to = { albumId: inHill.albumId, albumName: 'Hill', name: 'c.jpg' };
    expect(await albums.arrange({ photo: inHill, to }, options)).toMatchObject({ id: inSea.id, name: 'a.jpg' });
    expect(await photosOf(albums, 'Sea')).toMatchObject([{ name: 'a.jpg' }]);
    // In one album only, it takes the name.
    await albums.remove({ photo: inSea }, options);
    expect(await albums.arrange({ photo: inHill, to }, options)).toMatchObject({ id: inSea.id, name: 'c.jpg' });
  });

  test('moves to a third album and stays in the second', async () => {
    const moved = await albums.arrange({ photo: inHill, to: { albumName: 'Town', name: 'b.jpg' } }, options);
    expect(moved.id).toBe(inSea.id);
    expect(await photosOf(albums, 'Town')).toMatchObject([{ id: inSea.id }]);
    expect(await photosOf(albums, 'Sea')).toMatchObject([{ id: inSea.id, name: 'a.jpg' }]);
    expect((await albums.albums({}, options)).entries.map(({ name }) => name).sort()).toEqual(['Sea', 'Town']);
  });
});
