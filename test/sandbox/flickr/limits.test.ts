import { jpeg } from '../support/media';
import { refusalOf, World } from './support';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

const login = () => world.call('flickr.test.login');
const page429 =
  '<html><body><h1>429 Too Many Requests</h1>\nYou have sent too many requests in a given amount of time.\n</body></html>';

test('the calls of an hour: then a page with 429 and no word on when to come again', async () => {
  await world.limits({ callsPerHour: 2 });
  await login();
  await world.upload(await jpeg());
  expect(await refusalOf(login())).toEqual({ status: 429, message: 'Too Many Requests' });
  const response = await fetch(`${world.sandbox.url}/services/rest?method=flickr.test.echo`);
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBeNull();
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(await response.text()).toBe(page429);
  const { flickr } = (await world.get('/__limits')) as { flickr: { callsLeft: number; resetAt: string } };
  expect(flickr.callsLeft).toBe(0);
  const leftMs = Date.parse(flickr.resetAt) - Date.now();
  expect(leftMs).toBeGreaterThan(3_500_000);
  expect(leftMs).toBeLessThanOrEqual(3_600_000);
  await world.limits({ resetAt: new Date().toISOString() });
  expect(await login()).toMatchObject({ stat: 'ok' });
  expect(await world.get('/__limits')).toMatchObject({ flickr: { callsLeft: 1 } });
});

test('the hour can be said to be nearly used up; what is left counts down', async () => {
  await world.limits({ callsLeft: 1 });
  await login();
  expect(await refusalOf(login())).toMatchObject({ status: 429 });
  await world.limits({ callsPerHour: null });
  expect(await login()).toMatchObject({ stat: 'ok' });
});

test('the sign-in and the images draw on no hour', async () => {
  await world.seed({ photos: [{ title: 'a' }] });
  await world.limits({ callsLeft: 0 });
  expect((await world.signedIn().oauth.request('oob')).requestToken).not.toBe('');
  expect((await fetch((await world.state()).photos[0]?.url ?? '')).status).toBe(200);
});

test('the host of the images gives so many files, then the same page', async () => {
  await world.seed({ photos: [{ title: 'a' }] });
  const url = (await world.state()).photos[0]?.url ?? '';
  await world.limits({ downloadsLeft: 2 });
  for (const status of [200, 200, 429]) expect((await fetch(url)).status).toBe(status);
  expect(await (await fetch(url)).text()).toBe(page429);
  await world.limits({ downloadsLeft: null });
  expect((await fetch(url)).status).toBe(200);
});

describe('faults', () => {
  test('codes of the API, by method, with HTTP 200', async () => {
    await world.fault({ matchBody: 'method=flickr.test.login', status: 105, times: 1 });
    await world.fault({ match: 'method=flickr.test.echo', status: 106, times: 1 });
    expect(await refusalOf(login())).toEqual({ code: 105, message: 'Service currently unavailable' });
    expect(await refusalOf(world.call('flickr.test.echo'))).toEqual({ code: 106, message: 'Write operation failed' });
    expect(await login()).toMatchObject({ stat: 'ok' });
  });

  test('of a call that is a form', async () => {
    await world.seed({ photos: [{ title: 'a' }] });
    const photo = (await world.state()).photos[0]?.id ?? '';
    await world.fault({ matchBody: '/method=flickr\\.photosets\\.create&/', status: 105, times: 1 });
    const create = () => world.call('flickr.photosets.create', { title: 'a', primary_photo_id: photo });
    expect(await refusalOf(create())).toMatchObject({ code: 105 });
    expect((await world.state()).albums).toEqual([]);
    expect(await create()).toMatchObject({ stat: 'ok' });
  });

  test('of one photo only, and after the work is done', async () => {
    const ids = (await world.seed({ count: 2 })).photos.map(({ id }) => id);
    await world.fault({ publicId: ids[0], status: 105, afterEffect: true });
    const remove = (photo_id = '') => world.call('flickr.photos.delete', { photo_id });
    expect(await refusalOf(remove(ids[0]))).toMatchObject({ code: 105 });
    expect((await world.state()).photos.map(({ id }) => id)).toEqual([ids[1]]);
    expect(await remove(ids[1])).toEqual({ stat: 'ok' });
  });

  test('of uploads, in XML, by title; nothing is kept', async () => {
    await world.fault({ publicId: 'b', status: 3 });
    await world.upload(await jpeg(1), { title: 'a' });
    expect((await refusalOf(world.upload(await jpeg(2), { title: 'b' }))).message).toBe('Injected by the sandbox');
    await world.fault({ match: '/services/upload', status: 106, times: 1 });
    expect((await refusalOf(world.upload(await jpeg(3)))).message).toBe('Write operation failed');
    expect((await world.state()).photos.map(({ title }) => title)).toEqual(['a']);
  });

  test('the page of the maintenance, with status 200', async () => {
    await world.fault({ match: '/services/rest', status: 200, times: 1 });
    await expect(login()).rejects.toThrow('is not valid JSON');
  });

  test('429 and 503 of API, uploads and images', async () => {
    await world.seed({ photos: [{ title: 'a' }] });
    const url = (await world.state()).photos[0]?.url ?? '';
    await world.fault({ status: 429, times: 3 });
    expect(await refusalOf(login())).toMatchObject({ status: 429 });
    expect(await refusalOf(world.upload(await jpeg()))).toMatchObject({ status: 429 });
    expect(await (await fetch(url)).text()).toBe(page429);
    await world.fault({ match: '/live/', status: 503, times: 1 });
    expect((await fetch(url)).status).toBe(503);
  });
});

test.each([{ callsPerHour: -1 }, { consent: 'maybe' }, { leaveOutEvery: 1 }, { nothing: 1 }])(
  'limits that make no sense are refused: %j',
  async (limits) => {
    await expect(world.limits(limits)).rejects.toThrow(/400 .*Not limits of flickr/);
  },
);

test('uploads at once are counted, and refused signatures by their reason', async () => {
  const uploads = [1, 2, 3].map(async (n) => world.upload(await jpeg(n)));
  await Promise.all(uploads);
  const stranger = world.signedIn({ token: 'unknown', secret: 'x' });
  await refusalOf(world.call('flickr.test.login', {}, stranger));
  const { services } = (await world.get('/__requests')) as {
    services: { flickr: { counters: Record<string, number>; lanes: Record<string, { concurrent: number }> } };
  };
  expect(services.flickr.counters).toEqual({ token_rejected: 1 });
  expect(services.flickr.lanes.upload).toMatchObject({ concurrent: 0 });
});
