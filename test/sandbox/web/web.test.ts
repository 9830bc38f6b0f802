import { createHash } from 'node:crypto';
import { sniff } from '../../../src/images/sniff';
import { startSandbox, type Sandbox } from '../../../sandbox/server';
import { Control } from '../support/control';

let sandbox: Sandbox;
let control: Control;
beforeAll(async () => {
  sandbox = await startSandbox();
  control = new Control(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => control.post('/__reset'));

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${sandbox.url}/web/${path}`, init);
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

test.each([
  ['a.jpg', 'image/jpeg'],
  ['b.png', 'image/png'],
  ['deep/er/c.webp', 'image/webp'],
  ['d.gif', 'image/gif'],
  ['no extension', 'image/jpeg'],
])('a picture by name: %s', async (name, type) => {
  const response = await get(`pictures/${name}?w=20&h=10`);
  const bytes = await bytesOf(response);
  expect(response.headers.get('content-type')).toBe(type);
  expect((await sniff(bytes)).mime).toBe(type);
  expect(await bytesOf(await get(`pictures/${name}?w=20&h=10`))).toEqual(bytes);
  const head = await get(`pictures/${name}?w=20&h=10`, { method: 'HEAD' });
  expect(Number(head.headers.get('content-length'))).toBe(bytes.length);
  expect(head.headers.get('etag')).toBe(response.headers.get('etag'));
  expect(head.headers.get('last-modified')).not.toBeNull();
});

test('other names and sizes are other pictures', async () => {
  const paths = ['pictures/a.png', 'pictures/b.png', 'pictures/a.png?w=20', 'pictures/a.webp'];
  const digests = await Promise.all(
    paths.map(async (path) =>
      createHash('md5')
        .update(await bytesOf(await get(path)))
        .digest('hex'),
    ),
  );
  expect(new Set(digests).size).toBe(paths.length);
});

test.each([
  ['bytes=0-9', 0, 10],
  ['bytes=65530-65545', 65530, 65546],
  ['bytes=199990-', 199990, 200000],
  ['bytes=-5', 199995, 200000],
])('%s of bytes is what stands there in the whole', async (range, from, to) => {
  const whole = await bytesOf(await get('bytes/200000/x.bin'));
  expect(whole.length).toBe(200000);
  const response = await get('bytes/200000/x.bin', { headers: { range } });
  expect(response.status).toBe(206);
  expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/200000`);
  expect(await bytesOf(response)).toEqual(whole.subarray(from, to));
});

test('gigabytes have ends that can be asked for', async () => {
  const response = await get('bytes/5000000000/film.bin', { headers: { range: 'bytes=4999999990-' } });
  expect(response.headers.get('content-range')).toBe('bytes 4999999990-4999999999/5000000000');
  expect((await bytesOf(response)).length).toBe(10);
  expect((await get('bytes/10/x', { headers: { range: 'bytes=10-' } })).status).toBe(416);
});

test('If-Range of another version gives the whole', async () => {
  const etag = (await get('bytes/100/x', { method: 'HEAD' })).headers.get('etag') ?? '';
  const ask = (condition: string): Promise<Response> =>
    get('bytes/100/x', { headers: { range: 'bytes=50-', 'if-range': condition } });
  expect((await ask(etag)).status).toBe(206);
  expect((await ask('"other"')).status).toBe(200);
});

test.each([
  ['status/404/a.jpg', 404, 'text/html; charset=utf-8'],
  ['status/503/a.jpg', 503, 'text/html; charset=utf-8'],
  ['html/a.jpg', 200, 'text/html; charset=utf-8'],
  ['empty/a.jpg', 200, 'image/jpeg'],
  ['octet/a.jpg', 200, 'application/octet-stream'],
  ['no-head/a.jpg', 200, 'image/jpeg'],
  ['head-lies/a.jpg', 200, 'image/jpeg'],
  ['slow/1/a.jpg', 200, 'image/jpeg'],
  ['redirect/3/a.jpg', 200, 'image/jpeg'],
  ['nothing-known/a.jpg', 404, 'text/html; charset=utf-8'],
])('%s', async (path, status, type) => {
  const response = await get(path);
  expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
  await response.arrayBuffer();
});

test('HEAD is refused, or lied to', async () => {
  expect((await get('no-head/a.jpg', { method: 'HEAD' })).status).toBe(405);
  const lie = await get('head-lies/a.jpg', { method: 'HEAD' });
  expect([lie.headers.get('content-type'), lie.headers.get('content-length')]).toEqual([
    'text/html; charset=utf-8',
    '0',
  ]);
});

test('redirects', async () => {
  const manual = { redirect: 'manual' } as const;
  expect((await get('redirect/2/a.jpg', manual)).headers.get('location')).toBe('/web/redirect/1/a.jpg');
  expect((await get('loop', manual)).headers.get('location')).toBe('/web/loop');
  expect((await get('to?url=ftp%3A%2F%2Fx', manual)).headers.get('location')).toBe('ftp://x');
});

test('half of a picture, then half of the rest', async () => {
  const whole = await bytesOf(await get('pictures/a.png'));
  const response = await get('cut/a.png');
  expect(Number(response.headers.get('content-length'))).toBe(whole.length);
  await expect(response.arrayBuffer()).rejects.toThrow();
});

test('no length is told', async () => {
  const response = await get('no-length/a.png');
  expect(response.headers.get('content-length')).toBeNull();
  expect(await bytesOf(response)).toEqual(await bytesOf(await get('pictures/a.png')));
});

test('what fails a few times is counted by address', async () => {
  const statuses = async (path: string): Promise<number[]> => {
    const found: number[] = [];
    for (let i = 0; i < 3; i += 1) found.push((await get(path)).status);
    return found;
  };
  expect(await statuses('flaky/2/a.jpg')).toEqual([503, 503, 200]);
  expect(await statuses('limited/1/a.jpg')).toEqual([429, 200, 200]);
  expect((await get('limited/1/b.jpg')).headers.get('retry-after')).toBe('1');
  await control.post('/__reset', { service: 'web' });
  expect((await get('flaky/2/a.jpg')).status).toBe(503);
});

test('who waits for ever may leave', async () => {
  const leaving = new AbortController();
  const waiting = get('never/a.jpg', { signal: leaving.signal });
  leaving.abort();
  await expect(waiting).rejects.toThrow();
});

test('faults strike and requests are counted as for any service', async () => {
  await control.post('/__faults', { service: 'web', match: 'pictures/a.jpg', status: 502, times: 1 });
  expect((await get('pictures/a.jpg')).status).toBe(502);
  expect((await get('pictures/a.jpg')).status).toBe(200);
  await get('pictures/b.jpg', { method: 'HEAD' });
  const { services } = await control.get<{ services: { web: { routes: unknown } } }>('/__requests');
  expect(services.web.routes).toEqual({ 'GET pictures': { 502: 1, 200: 1 }, 'HEAD pictures': { 200: 1 } });
});
