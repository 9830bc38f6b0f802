import fc from 'fast-check';
import { jpeg } from '../support/media';
import { refusalOf, World } from './support';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

interface Listed {
  id: string;
  title: string;
  [extra: string]: unknown;
}
interface Page {
  page: number;
  pages: number;
  perpage: number;
  total: number;
  photo: Listed[];
}

async function pageOf(method: string, values: Record<string, string>): Promise<Page> {
  const answer = await world.call<Record<string, Page>>(method, values);
  const page = answer.photos ?? answer.photoset;
  if (!page) throw new Error(JSON.stringify(answer));
  return page;
}

/** Every page of a listing, until `pages` says that it was the last. */
async function everyPage(method: string, values: Record<string, string>): Promise<Page[]> {
  const found: Page[] = [];
  for (let page = 1; page <= (found[0]?.pages ?? 1); page += 1) {
    found.push(await pageOf(method, { ...values, page: String(page) }));
  }
  return found;
}

const search = async (values: Record<string, string>): Promise<string[]> =>
  (await pageOf('flickr.photos.search', { user_id: 'me', ...values })).photo.map(({ title }) => title).sort();

const numbers = (count: number): { title: string; uploadedAt: string; albums: string[] }[] =>
  Array.from({ length: count }, (_, n) => ({
    title: `n${n}`,
    uploadedAt: new Date(1_700_000_000_000 + n * 60_000).toISOString(),
    albums: ['All'],
  }));

describe('pages', () => {
  test('each photo is on one page whatever is left out, the newest first, in albums in order', async () => {
    const { albums } = await world.seed({ photos: numbers(23) });
    const newest = numbers(23)
      .map(({ title }) => title)
      .reverse();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.option(fc.integer({ min: 2, max: 25 })),
        async (size, every) => {
          await world.limits({ leaveOutEvery: every });
          const values = { per_page: String(size) };
          const people = await everyPage('flickr.people.getPhotos', { user_id: 'me', ...values });
          expect(people.flatMap(({ photo }) => photo.map(({ title }) => title))).toEqual(newest);
          const inAlbum = await everyPage('flickr.photosets.getPhotos', { photoset_id: albums.All ?? '', ...values });
          expect(inAlbum.flatMap(({ photo }) => photo.map(({ title }) => title))).toEqual([...newest].reverse());
          for (const { photo, perpage, total } of [...people, ...inAlbum]) {
            expect(photo.length).toBeLessThanOrEqual(perpage);
            expect(total).toBeGreaterThanOrEqual(23);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a page may be short although more follow', async () => {
    await world.seed({ count: 120 });
    const [first, second] = await everyPage('flickr.people.getPhotos', { user_id: 'me', per_page: '100' });
    expect([first?.photo.length, second?.photo.length]).toEqual([99, 21]);
    expect(first).toMatchObject({ page: 1, pages: 2, perpage: 100, total: 121 });
    await world.limits({ leaveOutEvery: null });
    expect((await pageOf('flickr.people.getPhotos', { user_id: 'me', per_page: '100' })).photo).toHaveLength(100);
  });

  test('500 are given at most, 100 unless asked; beyond the end there is nothing', async () => {
    await world.limits({ leaveOutEvery: null });
    await world.seed({ count: 501 });
    const get = (values: Record<string, string>) => pageOf('flickr.people.getPhotos', { user_id: 'me', ...values });
    expect((await get({ per_page: '1000' })).photo).toHaveLength(500);
    expect((await get({})).photo).toHaveLength(100);
    expect((await get({ page: '9' })).photo).toEqual([]);
  });

  test('a search stops at its limit and gives its last page again', async () => {
    await world.limits({ leaveOutEvery: null, searchLimit: 10 });
    await world.seed({ photos: numbers(15) });
    const get = (page: number) =>
      pageOf('flickr.photos.search', { user_id: 'me', per_page: '4', page: String(page) }).then(({ photo, total }) => ({
        titles: photo.map(({ title }) => title),
        total,
      }));
    expect(await get(3)).toEqual({ titles: ['n6', 'n5'], total: 15 });
    expect(await get(4)).toEqual(await get(3));
    const later = { user_id: 'me', max_upload_date: String(1_700_000_000 + 5 * 60) };
    expect((await pageOf('flickr.photos.search', later)).photo.map(({ title }) => title)[0]).toBe('n5');
  });
});

describe('a search', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['tags, any', { tags: 'sea, sun' }, ['a', 'b']],
    ['tags, all', { tags: 'sea,new york', tag_mode: 'all' }, ['a']],
    ['tags as they are compared', { tags: 'NEW-YORK' }, ['a']],
    ['tags, not', { tags: '-sea' }, ['b', 'c']],
    ['a machine tag', { machine_tags: 'sync:id=7' }, ['b']],
    ['a machine tag in other letters', { machine_tags: 'Sync:ID="7"' }, ['b']],
    ['any value', { machine_tags: 'sync:id=' }, ['b', 'c']],
    ['any predicate', { machine_tags: 'sync:' }, ['b', 'c']],
    ['any namespace', { machine_tags: '*:id=8' }, ['c']],
    ['any of two', { machine_tags: 'sync:id=7,sync:id=8' }, ['b', 'c']],
    ['both of two', { machine_tags: 'sync:id=7,sync:id=8', machine_tag_mode: 'all' }, []],
    ['text', { text: 'HARBOUR' }, ['c']],
    ['films', { media: 'videos' }, []],
    ['private', { privacy_filter: '5' }, ['a', 'c']],
    ['public', { privacy_filter: '1' }, ['b']],
    ['taken', { min_taken_date: '2020-01-01', max_taken_date: '2020-12-31 23:59:59' }, ['a']],
  ])('%s', async (_, values, titles) => {
    await world.seed({
      photos: [
        { title: 'a', tags: 'sea "New York"', takenAt: '2020-05-01 12:00:00' },
        { title: 'b', tags: 'sun sync:id=7', isPublic: true, takenAt: '2021-05-01 12:00:00' },
        { title: 'c', tags: 'sync:id=8', description: 'the harbour' },
      ],
    });
    expect(await search(values)).toEqual(titles);
  });

  test('orders as asked', async () => {
    const taken = (title: string, takenAt: string): object => ({ title, takenAt });
    await world.seed({ photos: [taken('x', '2020-01-02 00:00:00'), taken('y', '2020-01-01 00:00:00')] });
    const order = async (sort: string): Promise<string[]> =>
      (await pageOf('flickr.photos.search', { user_id: 'me', sort })).photo.map(({ title }) => title);
    expect(await order('date-taken-asc')).toEqual(['y', 'x']);
    expect(await order('date-taken-desc')).toEqual(['x', 'y']);
    expect(await order('date-posted-asc')).toEqual(['x', 'y']);
    expect(await order('date-posted-desc')).toEqual(['y', 'x']);
  });

  test('that asks for nothing, for nobody, or for an unknown person is refused', async () => {
    const code = async (values: Record<string, string>): Promise<unknown> =>
      (await refusalOf(world.call('flickr.photos.search', values))).code;
    expect(await code({})).toBe(3);
    expect(await code({ user_id: 'nobody@N00' })).toBe(2);
  });

  test('does not know at once what came', async () => {
    await world.seed({ photos: [{ title: 'a' }] });
    await world.limits({ searchLagMs: 3_600_000 });
    expect(await search({})).toEqual([]);
    expect((await pageOf('flickr.people.getPhotos', { user_id: 'me' })).photo).toHaveLength(1);
    await world.limits({ searchLagMs: 0 });
    expect(await search({})).toEqual(['a']);
  });
});

test('photos without an album, and photos that were changed', async () => {
  const { photos } = await world.seed({ photos: [{ title: 'in', albums: ['A'] }, { title: 'out' }] });
  const titles = async (method: string, values: Record<string, string> = {}): Promise<string[]> =>
    (await pageOf(method, values)).photo.map(({ title }) => title);
  expect(await titles('flickr.photos.getNotInSet')).toEqual(['out']);
  await world.call('flickr.photos.setMeta', { photo_id: photos[0]?.id ?? '', title: 'changed' });
  expect(await titles('flickr.photos.recentlyUpdated', { min_date: '1' })).toEqual(['changed', 'out']);
  const future = String(Math.floor(Date.now() / 1000) + 100);
  expect(await titles('flickr.photos.recentlyUpdated', { min_date: future })).toEqual([]);
});

test('extras are there when they are asked for, and not otherwise', async () => {
  const id = await world.upload(await jpeg(1, 300, 200), { title: 't', description: 'd', tags: 'B "c d" x:Y="Z z"' });
  await world.call('flickr.photos.setDates', {
    photo_id: id,
    date_posted: '1600000000',
    date_taken: '2020-02-03 04:05:06',
  });
  const bare = (await pageOf('flickr.people.getPhotos', { user_id: 'me' })).photo[0] ?? {};
  expect(Object.keys(bare).sort()).toEqual(
    ['farm', 'id', 'isfamily', 'isfriend', 'ispublic', 'owner', 'secret', 'server', 'title'].sort(),
  );
  const extras =
    'description,date_upload,date_taken,last_update,original_format,o_dims,tags,machine_tags,media,url_o,url_sq,url_k,nothing';
  const { url } = (await world.state()).photos[0] ?? {};
  expect((await pageOf('flickr.people.getPhotos', { user_id: 'me', extras })).photo[0]).toEqual({
    ...bare,
    description: { _content: 'd' },
    dateupload: '1600000000',
    datetaken: '2020-02-03 04:05:06',
    datetakengranularity: 0,
    datetakenunknown: '0',
    lastupdate: expect.stringMatching(/^\d{10}$/) as string,
    originalsecret: url?.split('_')[1],
    originalformat: 'jpg',
    o_width: '300',
    o_height: '200',
    tags: 'b cd x:y=zz',
    machine_tags: 'x:y=zz',
    media: 'photo',
    media_status: 'ready',
    url_o: url,
    height_o: 200,
    width_o: 300,
    url_sq: expect.stringMatching(/_s\.jpg$/) as string,
    height_sq: 75,
    width_sq: 75,
  });
});
