import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { urlContent, type UrlContentOptions } from '../../../src/providers/http/url-content';
import { WebClient } from '../../../src/providers/http/web-client';
import type { Content } from '../../../src/providers/provider';
import { startSandbox, type Sandbox } from '../../../sandbox/server';
import { SandboxControl } from '../../support/sandbox-control';
import { startServer } from './start-server';

let sandbox: Sandbox;
let control: SandboxControl;
let scratchDir: string;
const client = new WebClient();
const { signal } = new AbortController();

beforeAll(async () => {
  sandbox = await startSandbox();
  control = new SandboxControl(sandbox);
  scratchDir = await mkdtemp(join(tmpdir(), 'ferry-url-content-'));
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
  await rm(scratchDir, { recursive: true });
});
beforeEach(() => control.reset());

const contentOf = (path: string, options: Partial<UrlContentOptions> = {}): Promise<Content> =>
  urlContent(
    path.includes('://') ? path : `${sandbox.url}/web/${path}`,
    { client, scratchDir, allowPrivate: true, ...options },
    { signal },
  );

const md5Of = async (stream: Readable): Promise<string> => {
  const hash = createHash('md5');
  for await (const piece of stream) hash.update(piece as Buffer);
  return hash.digest('hex');
};
const bytesOf = async (stream: Readable): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
};
const plain = async (path: string): Promise<Buffer> =>
  Buffer.from(await (await fetch(`${sandbox.url}/web/${path}`)).arrayBuffer());
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );

test('length, version and bytes, from the beginning and from the middle', async () => {
  const whole = await plain('bytes/300000/film.bin');
  const content = await contentOf('bytes/300000/film.bin');
  expect(content.bytes).toBe(300000);
  expect(content.fingerprint).toBe((await contentOf('bytes/300000/film.bin')).fingerprint);
  expect(content.fingerprint).not.toBe((await contentOf('bytes/300000/other.bin')).fingerprint);
  expect(await bytesOf(await content.open())).toEqual(whole);
  expect(await bytesOf(await content.open(123456))).toEqual(whole.subarray(123456));
  expect(await bytesOf(await content.open(300000))).toEqual(Buffer.alloc(0));
  expect(await readdir(scratchDir)).toEqual([]);
});

test('a download goes on where it broke', async () => {
  const whole = await plain('bytes/20000000/film.bin');
  const content = await contentOf('bytes/20000000/film.bin');
  await control.fault({ service: 'web', match: 'GET', cutAfterBytes: 7_000_000, times: 2 });
  expect(await md5Of(await content.open())).toBe(createHash('md5').update(whole).digest('hex'));
  const details = await control.details();
  expect(details.slice(-3).map(({ status }) => status)).toEqual([200, 206, 206]);
});

test('a download that breaks again and again is a passing failure', async () => {
  const content = await contentOf('bytes/20000000/film.bin');
  await control.fault({ service: 'web', match: 'GET', cutAfterBytes: 1000 });
  const failure = await failureOf(content.open().then(bytesOf));
  expect(failure).toMatchObject({ name: 'ProviderError', kind: 'Transient' });
});

test('a connection that falls silent is left, and the download goes on', async () => {
  const body = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
  const ranges: (string | undefined)[] = [];
  const server = await startServer((request, response) => {
    ranges.push(request.headers.range);
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const headers = { etag: '"a"', 'content-range': `bytes ${from}-199999/200000` };
    response.writeHead(request.headers.range === undefined ? 200 : 206, headers);
    if (ranges.length === 2) response.write(body.subarray(1, 90_001));
    else response.end(body.subarray(from));
  });
  const impatient = new WebClient({ silenceMs: 100 });
  const content = await contentOf(`${server.url}/film`, { client: impatient });
  expect((await bytesOf(await content.open(1))).equals(body.subarray(1))).toBe(true);
  expect(ranges).toEqual(['bytes=0-4099', 'bytes=1-', 'bytes=90001-']);
  await impatient.close();
  server.close();
});

test('a picture that never comes whole', async () => {
  for (const path of ['cut/a.jpg', 'stall/a.jpg']) {
    const impatient = new WebClient({ silenceMs: 100 });
    expect(await failureOf(contentOf(path, { client: impatient }))).toMatchObject({ kind: 'Transient' });
    await impatient.close();
  }
});

test('what is another by now is not put together with what it was', async () => {
  let version = 'a';
  const server = await startServer((request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.alloc(100_000, version);
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const isRange = request.headers['if-range'] === undefined || request.headers['if-range'] === `"${version}"`;
    if (request.headers.range === undefined || !isRange) {
      response.writeHead(200, { etag: `"${version}"`, 'content-length': body.length });
      // The first connection breaks, and the content changes just then.
      version = 'b';
      response.write(body.subarray(0, 50_000), () => setImmediate(() => response.destroy()));
      return;
    }
    const headers = { etag: `"${version}"`, 'content-range': `bytes ${from}-99999/100000` };
    response.writeHead(206, headers).end(body.subarray(from));
  });
  const content = await contentOf(`${server.url}/film?sig=hush`);
  const failure = await failureOf(content.open().then(bytesOf));
  expect(failure).toMatchObject({
    kind: 'Transient',
    message: expect.stringMatching(/was changed meanwhile/) as unknown,
  });
  expect(String(failure)).not.toContain('hush');
  server.close();
});

test('a server that gives no ranges is read again from its beginning', async () => {
  const body = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
  let connections = 0;
  const server = await startServer((_request, response) => {
    connections += 1;
    response.writeHead(200, { 'content-length': body.length, 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' });
    if (connections === 2) response.write(body.subarray(0, 90_000), () => setImmediate(() => response.destroy()));
    else response.end(body);
  });
  const content = await contentOf(`${server.url}/film`);
  expect((await bytesOf(await content.open())).equals(body)).toBe(true);
  expect(connections).toBe(3);
  server.close();
});

test('content whose length nobody tells is kept in between', async () => {
  const whole = await plain('pictures/a.png');
  const content = await contentOf('no-length/a.png');
  const md5 = createHash('md5').update(whole).digest('hex');
  expect(content).toMatchObject({ bytes: whole.length, md5 });
  expect(await bytesOf(await content.open())).toEqual(whole);
  expect(await bytesOf(await content.open(10))).toEqual(whole.subarray(10));
  expect(await readdir(scratchDir)).toHaveLength(1);
  await rm(join(scratchDir, (await readdir(scratchDir))[0] ?? ''));
});

test('an encoded answer is kept as what it encodes', async () => {
  const whole = await plain('pictures/a.png');
  const server = await startServer((request, response) => {
    const encoding = request.url === '/odd' ? 'zstd' : 'gzip';
    response.writeHead(200, { 'content-encoding': encoding, 'content-type': 'image/png' });
    response.end(request.url === '/lie' ? whole : gzipSync(whole));
  });
  const content = await contentOf(`${server.url}/a.png`);
  expect(await bytesOf(await content.open())).toEqual(whole);
  await rm(join(scratchDir, (await readdir(scratchDir))[0] ?? ''));
  for (const path of ['/odd', '/lie']) {
    expect(await failureOf(contentOf(server.url + path))).toMatchObject({ kind: 'InvalidAsset' });
  }
  expect(await readdir(scratchDir)).toEqual([]);
  server.close();
});

test('too long to be kept, or broken: no file stays', async () => {
  const failure = await failureOf(contentOf('no-length/a.png', { mostScratchBytes: 10 }));
  expect(failure).toMatchObject({
    kind: 'InvalidAsset',
    message: expect.stringMatching(/longer than 10 bytes/) as unknown,
  });
  await control.fault({ service: 'web', match: 'no-length', skip: 1, cutAfterBytes: 50 });
  expect(await failureOf(contentOf('no-length/a.png'))).toMatchObject({ kind: 'Transient' });
  expect(await readdir(scratchDir)).toEqual([]);
});

test.each<[string, string, RegExp, Partial<UrlContentOptions>?]>([
  ['status/404/a.jpg', 'NotFound', /cannot be fetched: missing: 404/],
  ['status/410/a.jpg', 'NotFound', /410/],
  ['status/401/a.jpg', 'InvalidAsset', /401.*signed/],
  ['status/403/a.jpg', 'InvalidAsset', /403/],
  ['status/451/a.jpg', 'InvalidAsset', /451/],
  ['status/408/a.jpg', 'Transient', /408/],
  ['status/503/a.jpg', 'Transient', /503/],
  ['never/a.jpg', 'Transient', /did not answer in time/],
  ['html/a.jpg', 'InvalidAsset', /answers with a web page \(text\/html\), not a picture/],
  ['html/page', 'InvalidAsset', /web page/, { media: 'image' }],
  ['bytes/9/a.jpg', 'InvalidAsset', /not a picture/, { media: 'image' }],
  ['empty/a.jpg', 'InvalidAsset', /has no content/],
  ['loop', 'InvalidAsset', /circle/],
  ['http://127.0.0.1:1/a.jpg', 'Transient', /refuses connections/],
  ['http://no-such-host.invalid/a.jpg', 'Transient', /no host no-such-host\.invalid/],
  ['http://127.0.0.1/a.jpg', 'InvalidAsset', /not on the public internet/, { allowPrivate: false }],
  ['ftp://x.example/a.jpg', 'InvalidAsset', /not an http or https address/],
])('%s fails as %s', async (path, kind, words, options = {}) => {
  const impatient = new WebClient({ headersMs: 200 });
  const url = path.includes('?') || path.includes('://') ? path : `${path}?token=hush`;
  const failure = await failureOf(contentOf(url, { client: impatient, ...options }));
  expect(failure).toMatchObject({ name: 'ProviderError', kind, message: expect.stringMatching(words) as unknown });
  expect(String(failure)).not.toContain('hush');
  await impatient.close();
});

test('a web page is taken where its name is not that of a picture', async () => {
  const content = await contentOf('html/manual.html');
  expect((await bytesOf(await content.open())).toString()).toContain('<!doctype html>');
});

test('a host that takes no more requests is a quota of its own', async () => {
  const before = Date.now();
  const failure = await failureOf(contentOf('limited/1/a.jpg'));
  expect(failure).toMatchObject({ kind: 'RateLimited', details: { quota: `http:127.0.0.1:${sandbox.port}` } });
  const { details } = failure as { details: { resetAt: string } };
  expect(Date.parse(details.resetAt)).toBeGreaterThanOrEqual(before + 1000);
});

test('it is found out that the asset is gone when it is opened', async () => {
  const content = await contentOf('pictures/a.jpg');
  await control.fault({ service: 'web', match: 'GET', status: 404 });
  expect(await failureOf(content.open())).toMatchObject({ kind: 'NotFound' });
});

test('who leaves in the middle is let go', async () => {
  const leaving = new AbortController();
  const url = `${sandbox.url}/web/bytes/5000000000/film.bin`;
  const content = await urlContent(url, { client, scratchDir, allowPrivate: true }, { signal: leaving.signal });
  const stream = await content.open();
  const reading = (async () => {
    for await (const piece of stream) if ((piece as Buffer).length > 0) leaving.abort(new Error('enough'));
  })();
  await expect(reading).rejects.toThrow('enough');
});

test('a stream that is not read to its end lets its connection go', async () => {
  const stream = await (await contentOf('bytes/5000000000/film.bin')).open();
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.destroy();
  await closed;
  const gone = async (): Promise<boolean> => (await control.details()).length >= 2;
  while (!(await gone())) await new Promise(setImmediate);
});
