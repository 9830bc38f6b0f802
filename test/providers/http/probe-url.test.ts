import type { LookupFunction } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { probeUrl } from '../../../src/providers/http/probe-url';
import { WebClient } from '../../../src/providers/http/web-client';
import type { Reach } from '../../../src/core/reach';
import { startSandbox, type Sandbox } from '../../../sandbox/server';
import { startServer } from './start-server';
import { SandboxControl } from '../../support/sandbox-control';

let sandbox: Sandbox;
let control: SandboxControl;
const client = new WebClient({ connectMs: 5_000 });
const { signal } = new AbortController();

beforeAll(async () => {
  sandbox = await startSandbox();
  control = new SandboxControl(sandbox);
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
});
beforeEach(() => control.reset());

type Options = Partial<Parameters<typeof probeUrl>[1]>;
const probe = (path: string, options: Options = {}): Promise<Reach> =>
  probeUrl(
    path.includes('://') ? path : `${sandbox.url}/web/${path}`,
    { client, media: 'image', allowPrivate: true, ...options },
    { signal },
  );
const requests = async (): Promise<string[]> =>
  (await control.details()).map(({ method, status }) => `${method} ${status}`);

test.each<[string, Partial<Reach>, string[]]>([
  ['pictures/a.jpg', { category: 'ok', status: 200, contentType: 'image/jpeg' }, ['HEAD 200']],
  ['pictures/a.webp?w=9', { category: 'ok', contentType: 'image/webp' }, ['HEAD 200']],
  ['octet/a.png', { category: 'ok', status: 206, contentType: 'image/png' }, ['HEAD 200', 'GET 206']],
  ['no-head/a.gif', { category: 'ok', contentType: 'image/gif' }, ['HEAD 405', 'GET 206']],
  ['head-lies/a.jpg', { category: 'ok', contentType: 'image/jpeg' }, ['HEAD 200', 'GET 206']],
  ['no-length/a.jpg', { category: 'ok', contentType: 'image/jpeg' }, ['HEAD 200', 'GET 200']],
  ['status/404/a.jpg', { category: 'missing', status: 404 }, ['HEAD 404']],
  ['status/410/a.jpg', { category: 'missing', status: 410 }, ['HEAD 410']],
  ['status/401/a.jpg', { category: 'forbidden', status: 401 }, ['HEAD 401']],
  ['status/403/a.jpg', { category: 'forbidden', status: 403 }, ['HEAD 403', 'GET 403']],
  ['status/400/a.jpg', { category: 'other', status: 400 }, ['HEAD 400', 'GET 400']],
  ['status/418/a.jpg', { category: 'other', status: 418 }, ['HEAD 418']],
  ['status/408/a.jpg', { category: 'timeout', status: 408 }, ['HEAD 408']],
  ['status/500/a.jpg', { category: 'server-error', status: 500 }, ['HEAD 500']],
  ['status/501/a.jpg', { category: 'server-error', status: 501 }, ['HEAD 501', 'GET 501']],
  ['status/503/a.jpg', { category: 'server-error', status: 503 }, ['HEAD 503']],
  ['status/420/a.jpg', { category: 'rate-limited', status: 420 }, ['HEAD 420']],
  ['status/204/a.jpg', { category: 'empty', status: 204 }, ['HEAD 204', 'GET 204']],
  ['html/a.jpg', { category: 'not-an-image', contentType: 'text/html', reason: 'HTML page' }, ['HEAD 200', 'GET 200']],
  ['bytes/100/a.jpg', { category: 'not-an-image', bytes: 100 }, ['HEAD 200', 'GET 206']],
  ['empty/a.jpg', { category: 'empty', status: 200 }, ['HEAD 200', 'GET 200']],
  ['bytes/0/a.jpg', { category: 'empty', bytes: 0 }, ['HEAD 200', 'GET 416']],
  ['slow/1/a.jpg', { category: 'ok' }, ['HEAD 200']],
  ['flaky/1/a.jpg', { category: 'server-error', status: 503 }, ['HEAD 503']],
  ['cut/a.jpg', { category: 'ok' }, ['HEAD 200']],
])('%s', async (path, expected, asked) => {
  expect(await probe(path)).toMatchObject(expected);
  expect(await requests()).toEqual(asked);
});

test('what is told of a picture', async () => {
  const response = await fetch(`${sandbox.url}/web/pictures/a.png`);
  const bytes = (await response.arrayBuffer()).byteLength;
  expect(await probe('pictures/a.png')).toEqual({ category: 'ok', status: 200, contentType: 'image/png', bytes });
  expect(await probe('octet/a.png')).toEqual({ category: 'ok', status: 206, contentType: 'image/png', bytes });
});

test('of gigabytes only the beginning is read, even where the server sends everything', async () => {
  await control.fault({ service: 'web', match: 'HEAD', status: 405 });
  expect(await probe('bytes/5000000000/film.bin', { media: 'any' })).toMatchObject({ category: 'ok', bytes: 5e9 });
  const endless = await startServer((request, response) => {
    if (request.method === 'HEAD') return void response.writeHead(405).end();
    response.writeHead(200, { 'content-length': '1000000000000' });
    const zeros = new Readable({
      read() {
        this.push(Buffer.alloc(65536));
      },
    });
    pipeline(zeros, response, () => undefined);
  });
  // Whoever read on would never be through.
  expect(await probe(`${endless.url}/film`, { media: 'any' })).toMatchObject({ category: 'ok', bytes: 1e12 });
  endless.close();
});

test('a server that says when to come again', async () => {
  const before = Date.now();
  const { retryAt = '', ...reach } = await probe('limited/1/a.jpg');
  expect(reach).toMatchObject({ category: 'rate-limited', status: 429 });
  expect(Date.parse(retryAt)).toBeGreaterThanOrEqual(before + 1000);
  expect((await probe('limited/1/a.jpg')).category).toBe('ok');
});

test("Cloudinary's own words", async () => {
  const url = `${sandbox.url}/ferry-sandbox/image/upload/s--abcdefgh--/gone.jpg`;
  expect(await probe(url)).toMatchObject({ category: expect.stringMatching(/missing|forbidden|other/) as unknown });
  expect(await probe(`${sandbox.url}/ferry-sandbox/image/upload/gone.jpg`)).toMatchObject({
    category: 'missing',
    status: 404,
    reason: expect.stringMatching(/Resource not found - gone/) as unknown,
  });
});

test('anything with bytes will do where no picture is meant', async () => {
  expect(await probe('html/a.jpg', { media: 'any' })).toMatchObject({ category: 'ok', contentType: 'text/html' });
  expect(await probe('empty/a.jpg', { media: 'any' })).toMatchObject({ category: 'empty' });
});

describe('redirects', () => {
  test('five are followed, and where they lead is told without secrets', async () => {
    expect(await probe('redirect/5/a.jpg')).toMatchObject({
      category: 'ok',
      finalUrl: `${sandbox.url}/web/redirect/0/a.jpg`,
    });
    const target = encodeURIComponent(`${sandbox.url}/web/pictures/a.jpg?w=9&token=hush`);
    expect((await probe(`to?url=${target}`)).finalUrl).toBe(`${sandbox.url}/web/pictures/a.jpg?w=9&token=***`);
  });

  test.each([
    ['redirect/6/a.jpg', /more than 5/],
    ['loop', /circle/],
    [`to?url=${encodeURIComponent('ftp://x.example/a.jpg')}`, /no web address/],
    [`to?url=${encodeURIComponent('http://[')}`, /no web address/],
  ])('%s', async (path, reason) => {
    expect(await probe(path)).toMatchObject({
      category: 'redirects',
      reason: expect.stringMatching(reason) as unknown,
    });
  });

  test('into a private network are refused', async () => {
    const lookup: LookupFunction = (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);
    const guarded = new WebClient({ lookup });
    const { port } = sandbox;
    expect(
      await probe(`http://shop.example:${port}/web/pictures/a.jpg`, { client: guarded, allowPrivate: false }),
    ).toEqual({
      category: 'refused',
      reason: 'shop.example points into a private network: 127.0.0.1 is not on the public internet (this machine)',
    });
    await guarded.close();
  });
});

test.each([
  'http://127.0.0.1/a.jpg',
  'http://2130706433/a.jpg',
  'http://[::1]/a.jpg',
  'http://[::ffff:127.0.0.1]/a.jpg',
  'http://169.254.169.254/latest/meta-data',
  'http://localhost/a.jpg',
])('%s is refused, and nobody is asked', async (url) => {
  const target = new URL(url);
  target.port = String(sandbox.port);
  expect((await probe(target.href, { allowPrivate: false })).category).toBe('refused');
  expect(await requests()).toEqual([]);
});

test.each([
  ['', 'invalid-url'],
  ['shop.example/a.jpg', 'invalid-url'],
  ['//shop.example/a.jpg', 'invalid-url'],
  ['ftp://shop.example/a.jpg', 'invalid-url'],
  ['file:///etc/passwd', 'invalid-url'],
  ['data:image/png;base64,AA==', 'invalid-url'],
  ['http://', 'invalid-url'],
  ['http://no-such-host.invalid/a.jpg', 'dns'],
  ['http://127.0.0.1:1/a.jpg', 'unreachable'],
])('"%s": %s', async (url, category) => {
  const reach = await probeUrl(url, { client, media: 'image', allowPrivate: true }, { signal });
  expect(reach).toEqual({ category, reason: expect.any(String) as unknown });
});

test('a connection that breaks before an answer', async () => {
  await control.fault({ service: 'web', reset: true });
  expect(await probe('pictures/a.jpg')).toMatchObject({
    category: 'unreachable',
    reason: expect.stringMatching(/broke/) as unknown,
  });
});

test('a server that never answers', async () => {
  expect(await probe('never/a.jpg', { timeoutMs: 100 })).toMatchObject({ category: 'timeout' });
});

test('who leaves is let go at once', async () => {
  const leaving = new AbortController();
  const waiting = probeUrl(
    `${sandbox.url}/web/never/a.jpg`,
    { client, media: 'any', allowPrivate: true },
    { signal: leaving.signal },
  );
  leaving.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('user and password go to their own origin alone, and are shown nowhere', async () => {
  const seen: (string | undefined)[] = [];
  const server = await startServer((request, response) => {
    seen.push(request.headers.authorization);
    if (request.url === '/away') response.writeHead(302, { location: `${sandbox.url}/web/status/404/a` }).end();
    else if (request.url === '/here') response.writeHead(302, { location: '/a' }).end();
    else response.writeHead(404).end();
  });
  const { port } = new URL(server.url);
  const basic = `Basic ${Buffer.from('ann:s3/cr@t').toString('base64')}`;
  const reach = await probe(`http://ann:s3%2Fcr%40t@127.0.0.1:${port}/here`);
  expect(seen).toEqual([basic, basic]);
  expect(JSON.stringify(reach)).not.toMatch(/ann|s3/);
  expect(await probe(`http://ann:s3%2Fcr%40t@127.0.0.1:${port}/away`)).toMatchObject({ category: 'missing' });
  server.close();
});

test('a pace that leaves no room', async () => {
  const paced = new WebClient({ perHostPerSecond: 0.01, mostPaceWaitMs: 100 });
  expect((await probe('pictures/a.jpg', { client: paced })).category).toBe('ok');
  expect(await probe('pictures/b.jpg', { client: paced })).toMatchObject({
    category: 'rate-limited',
    retryAt: expect.any(String) as unknown,
  });
  await paced.close();
});
