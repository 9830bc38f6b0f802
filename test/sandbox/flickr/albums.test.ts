import fc from 'fast-check';
import { jpeg, mp4 } from '../support/media';
import { refusalOf, World, type State } from './support';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

const sets = <T = Record<string, unknown>>(method: string, values: Record<string, string>): Promise<T> =>
  world.call<T>(`flickr.photosets.${method}`, values);
const refused = (method: string, values: Record<string, string>) => refusalOf(sets(method, values));

async function photos(count: number): Promise<string[]> {
  return (await world.seed({ count })).photos.map(({ id }) => id);
}

async function create(title: string, primary_photo_id: string, description = ''): Promise<string> {
  const { photoset } = await sets<{ photoset: { id: string } }>('create', { title, primary_photo_id, description });
  return photoset.id;
}

const albums = async (): Promise<State['albums']> => (await world.state()).albums;

test('an album is made of its first photo, grows, and says what is in it', async () => {
  const [a = '', b = '', c = ''] = await photos(3);
  const answer = await sets('create', { title: ' Trip ', description: 'By sea', primary_photo_id: a });
  const id = (answer as { photoset: { id: string } }).photoset.id;
  expect(answer).toEqual({ photoset: { id, url: expect.stringMatching(/\/sets\/\d+\/$/) as string }, stat: 'ok' });
  for (const photo_id of [c, b]) expect(await sets('addPhoto', { photoset_id: id, photo_id })).toEqual({ stat: 'ok' });
  expect(await albums()).toEqual([{ id, title: 'Trip', description: 'By sea', primary: a, photos: [a, c, b] }]);
  const user_id = world.sandbox.environment.FLICKR_USER_ID ?? '';
  expect(await sets('getList', { user_id })).toMatchObject({
    photosets: {
      ...{ page: 1, pages: 1, total: 1, cancreate: 1 },
      photoset: [
        { id, title: { _content: 'Trip' }, description: { _content: 'By sea' }, primary: a, photos: 3, videos: 0 },
      ],
    },
  });
  expect(await sets('getInfo', { photoset_id: id, user_id })).toMatchObject({
    photoset: { id, owner: user_id, count_photos: 3, date_create: expect.stringMatching(/^\d{10}$/) as string },
  });
  const listed = await sets('getPhotos', { photoset_id: id, user_id });
  expect(listed).toMatchObject({
    photoset: {
      id,
      primary: a,
      title: 'Trip',
      total: 3,
      photo: [{ id: a, isprimary: '1' }, { id: c, isprimary: '0' }, { id: b }],
    },
  });
  expect(await world.call('flickr.photos.getAllContexts', { photo_id: c })).toMatchObject({
    set: [{ id, title: 'Trip' }],
  });
});

test('a film among the photos is counted by itself, and can be asked for', async () => {
  const [a = ''] = await photos(1);
  const id = await create('Both', a);
  const film = await world.upload(mp4(), {}, 'film.mp4');
  await sets('addPhoto', { photoset_id: id, photo_id: film });
  expect(await sets('getInfo', { photoset_id: id })).toMatchObject({ photoset: { count_photos: 1, count_videos: 1 } });
  const films = await sets('getPhotos', { photoset_id: id, media: 'videos' });
  expect(films).toMatchObject({ photoset: { photo: [{ id: film }], total: 1 } });
});

test('an album goes with its last photo: taken out, or deleted', async () => {
  const [a = '', b = ''] = await photos(2);
  const first = await create('First', a);
  const second = await create('Second', b);
  await sets('removePhoto', { photoset_id: first, photo_id: a });
  await world.call('flickr.photos.delete', { photo_id: b });
  expect(await albums()).toEqual([]);
  expect(await refused('getInfo', { photoset_id: first })).toEqual({ code: 1, message: 'Photoset not found' });
  expect(await refused('getInfo', { photoset_id: second })).toMatchObject({ code: 1 });
  expect((await world.state()).photos.map(({ id }) => id)).toEqual([a]);
});

test('another photo stands for an album whose own is taken out or deleted', async () => {
  const [a = '', b = '', c = ''] = await photos(3);
  const photoset_id = await create('Album', a);
  for (const photo_id of [b, c]) await sets('addPhoto', { photoset_id, photo_id });
  await sets('setPrimaryPhoto', { photoset_id, photo_id: c });
  expect(await albums()).toMatchObject([{ primary: c, photos: [a, b, c] }]);
  await sets('removePhoto', { photoset_id, photo_id: c });
  expect(await albums()).toMatchObject([{ primary: a, photos: [a, b] }]);
  await world.call('flickr.photos.delete', { photo_id: a });
  expect(await albums()).toMatchObject([{ primary: b, photos: [b] }]);
});

test('a photo of two albums is deleted from both, detached from one', async () => {
  const [a = '', b = ''] = await photos(2);
  const first = await create('First', a);
  const second = await create('Second', b);
  await sets('addPhoto', { photoset_id: second, photo_id: a });
  await sets('removePhoto', { photoset_id: second, photo_id: a });
  expect(await albums()).toMatchObject([
    { id: second, photos: [b] },
    { id: first, photos: [a] },
  ]);
  await sets('addPhoto', { photoset_id: second, photo_id: a });
  await world.call('flickr.photos.delete', { photo_id: a });
  expect(await albums()).toMatchObject([{ id: second, photos: [b] }]);
});

test('photos and albums are put in another order, and what an album holds is set at once', async () => {
  const [a = '', b = '', c = ''] = await photos(3);
  const photoset_id = await create('One', a);
  await sets('addPhoto', { photoset_id, photo_id: b });
  await sets('reorderPhotos', { photoset_id, photo_ids: b });
  expect(await albums()).toMatchObject([{ primary: a, photos: [b, a] }]);
  await sets('editPhotos', { photoset_id, primary_photo_id: c, photo_ids: `${c},${a}` });
  expect(await albums()).toMatchObject([{ primary: c, photos: [c, a] }]);
  const two = await create('Two', a);
  const order = async (): Promise<string[]> => (await albums()).map(({ id }) => id);
  expect(await order()).toEqual([two, photoset_id]);
  await sets('orderSets', { photoset_ids: photoset_id });
  expect(await order()).toEqual([photoset_id, two]);
  await sets('removePhotos', { photoset_id, photo_ids: `${c},${b}` });
  expect(await albums()).toMatchObject([{ id: photoset_id, photos: [a], primary: a }, { id: two }]);
  await sets('delete', { photoset_id });
  expect(await order()).toEqual([two]);
});

test('title and description are changed', async () => {
  const [a = ''] = await photos(1);
  const photoset_id = await create('Old', a, 'kept');
  await sets('editMeta', { photoset_id, title: 'New' });
  expect(await albums()).toMatchObject([{ title: 'New', description: 'kept' }]);
  await sets('editMeta', { photoset_id, title: 'Newer', description: '' });
  expect(await albums()).toMatchObject([{ title: 'Newer', description: '' }]);
});

test('every refusal has its code', async () => {
  const [a = '', b = ''] = await photos(2);
  const photoset_id = await create('Album', a);
  const gone = '1';
  const cases: [string, Record<string, string>, number, string][] = [
    ['create', { title: ' ', primary_photo_id: a }, 1, 'No title specified'],
    ['create', { title: 't', primary_photo_id: gone }, 2, 'Photo not found'],
    ['addPhoto', { photoset_id: gone, photo_id: a }, 1, 'Photoset not found'],
    ['addPhoto', { photoset_id, photo_id: gone }, 2, 'Photo not found'],
    ['addPhoto', { photoset_id, photo_id: a }, 3, 'Photo already in set'],
    ['removePhoto', { photoset_id: gone, photo_id: a }, 1, 'Photoset not found'],
    ['removePhoto', { photoset_id, photo_id: b }, 2, 'Photo not in set'],
    ['delete', { photoset_id: gone }, 1, 'Photoset not found'],
    ['editMeta', { photoset_id, title: '' }, 2, 'Title not given'],
    ['setPrimaryPhoto', { photoset_id, photo_id: b }, 2, 'Photo not found'],
    ['editPhotos', { photoset_id, primary_photo_id: a, photo_ids: '' }, 5, 'Empty photos list'],
    ['editPhotos', { photoset_id, primary_photo_id: b, photo_ids: a }, 4, 'Primary photo not in list'],
    ['editPhotos', { photoset_id, primary_photo_id: gone, photo_ids: a }, 3, 'Photo not found'],
    ['editPhotos', { photoset_id, primary_photo_id: a, photo_ids: gone }, 2, 'Photo not found'],
    ['orderSets', { photoset_ids: gone }, 1, 'Set not found'],
    ['getPhotos', { photoset_id: gone }, 1, 'Photoset not found'],
    ['getPhotos', { photoset_id, user_id: 'nobody' }, 2, 'User not found'],
    ['getList', { user_id: 'nobody' }, 1, 'User not found'],
  ];
  for (const [method, values, code, message] of cases) {
    expect([method, values, await refused(method, values)]).toEqual([method, values, { code, message }]);
  }
  await world.limits({ albums: 1, albumPhotos: 1 });
  expect(await refused('create', { title: 't', primary_photo_id: a })).toEqual({
    code: 3,
    message: "Can't create any more sets",
  });
  expect(await refused('addPhoto', { photoset_id, photo_id: b })).toEqual({
    code: 10,
    message: 'Maximum number of photos in set',
  });
});

type Step =
  | { do: 'create' | 'add' | 'remove' | 'primary' | 'drop'; album: number; photo: number }
  | { do: 'edit' | 'reorder'; album: number; photos: number[] };

/** The same rules, said in lists: what is in an album, and what stands for it. */
class Model {
  readonly albums: { id: string; primary: string; photos: string[] }[] = [];

  add(album: Model['albums'][number] | undefined, photo: string): void {
    if (album && !album.photos.includes(photo)) album.photos.push(photo);
  }

  remove(album: Model['albums'][number] | undefined, photo: string): void {
    if (!album?.photos.includes(photo)) return;
    album.photos = album.photos.filter((one) => one !== photo);
    const [first] = album.photos;
    if (first === undefined) this.albums.splice(this.albums.indexOf(album), 1);
    else if (album.primary === photo) album.primary = first;
  }
}

test('albums are as the rules say after any number of changes, each as the API refuses or takes it', async () => {
  const index = fc.nat(4);
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ do: fc.constantFrom('create', 'add', 'add', 'remove', 'primary', 'drop'), album: index, photo: index }),
    fc.record({
      do: fc.constantFrom('edit', 'reorder'),
      album: index,
      photos: fc.uniqueArray(index, { minLength: 1 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      await world.reset();
      const ids = await photos(5);
      const model = new Model();
      for (const one of steps) {
        const album = model.albums[one.album];
        const photoset_id = album?.id ?? 'none';
        const there = (await world.state()).photos.map(({ id }) => id);
        if ('photos' in one) {
          const named = one.photos.map((at) => ids[at] ?? '').filter((id) => there.includes(id));
          const photo_ids = named.join(',');
          const [first] = named;
          if (one.do === 'edit') {
            await sets('editPhotos', { photoset_id, primary_photo_id: first ?? '', photo_ids }).catch(() => undefined);
            if (album && first !== undefined) Object.assign(album, { primary: first, photos: named });
          } else {
            await sets('reorderPhotos', { photoset_id, photo_ids }).catch(() => undefined);
            const inside = named.filter((id) => album?.photos.includes(id));
            if (album) album.photos = [...inside, ...album.photos.filter((id) => !inside.includes(id))];
          }
          continue;
        }
        const photo_id = ids[one.photo] ?? '';
        const isThere = there.includes(photo_id);
        if (one.do === 'create') {
          if (isThere) model.albums.unshift({ id: await create('x', photo_id), primary: photo_id, photos: [photo_id] });
          else expect(await refused('create', { title: 'x', primary_photo_id: photo_id })).toMatchObject({ code: 2 });
        } else if (one.do === 'drop') {
          await world.call('flickr.photos.delete', { photo_id }).catch(() => undefined);
          for (const home of [...model.albums]) model.remove(home, photo_id);
        } else if (one.do === 'add') {
          await sets('addPhoto', { photoset_id, photo_id }).catch(() => undefined);
          if (isThere) model.add(album, photo_id);
        } else if (one.do === 'remove') {
          await sets('removePhoto', { photoset_id, photo_id }).catch(() => undefined);
          model.remove(album, photo_id);
        } else {
          await sets('setPrimaryPhoto', { photoset_id, photo_id }).catch(() => undefined);
          if (album?.photos.includes(photo_id)) album.primary = photo_id;
        }
      }
      expect((await albums()).map(({ id, primary, photos: inside }) => ({ id, primary, photos: inside }))).toEqual(
        model.albums,
      );
    }),
    { numRuns: 25 },
  );
});

describe('a photo', () => {
  test('is told with title, description, dates, privacy and tags, and is changed', async () => {
    const photo_id = await world.upload(await jpeg(), { title: 'a', tags: 'One "two three" sync:Path="A b"' });
    const change = (method: string, values: Record<string, string>): Promise<Record<string, unknown>> =>
      world.call(`flickr.photos.${method}`, { photo_id, ...values });
    await change('setMeta', { title: 'b' });
    await change('setMeta', { description: 'c' });
    await change('setPerms', { is_public: '0', is_friend: '1', is_family: '0' });
    await change('setDates', { date_taken: '1999-12-31 23:59:59', date_taken_granularity: '4' });
    await change('addTags', { tags: 'ONE four' });
    const { photo } = (await change('getInfo', {})) as { photo: { tags: { tag: { id: string; raw: string }[] } } };
    expect(photo).toMatchObject({
      title: { _content: 'b' },
      description: { _content: 'c' },
      visibility: { ispublic: 0, isfriend: 1, isfamily: 0 },
      dates: { taken: '1999-12-31 23:59:59', takengranularity: 4, takenunknown: '0' },
      tags: {
        tag: [
          { raw: 'One', _content: 'one', machine_tag: 0 },
          { raw: 'two three', _content: 'twothree' },
          { raw: 'sync:Path=A b', _content: 'sync:path=ab', machine_tag: 1 },
          { raw: 'four' },
        ],
      },
    });
    const [first] = photo.tags.tag;
    await world.call('flickr.photos.removeTag', { tag_id: first?.id ?? '' });
    expect((await world.state()).photos[0]?.tags).toEqual(['two three', 'sync:Path=A b', 'four']);
    expect(await refusalOf(world.call('flickr.photos.removeTag', { tag_id: first?.id ?? '' }))).toEqual({
      code: 1,
      message: 'Tag not found',
    });
    await change('setTags', { tags: '' });
    expect((await world.state()).photos[0]?.tags).toEqual([]);
  });

  test('refuses what makes no sense', async () => {
    const photo_id = await world.upload(await jpeg(), { tags: 'a' });
    const code = async (method: string, values: Record<string, string>): Promise<unknown> =>
      (await refusalOf(world.call(`flickr.photos.${method}`, { photo_id, ...values }))).code;
    expect(await code('setDates', {})).toBe(2);
    expect(await code('setDates', { date_taken_granularity: '5' })).toBe(3);
    expect(await code('setDates', { date_posted: 'today' })).toBe(4);
    expect(await code('setDates', { date_taken: '2020-13-01 00:00:00' })).toBe(5);
    expect(await code('setPerms', { is_public: '1' })).toBe(2);
    await world.limits({ tagsOfPhoto: 2 });
    expect(await code('addTags', { tags: 'b c' })).toBe(2);
    expect(await code('setTags', { tags: 'a b c' })).toBe(2);
  });
});
