import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../../sandbox/server';
import { Control } from '../support/control';
import { jpeg, md5, noise } from '../support/media';
import { apiUrl, multipart, send, signed, type RawAnswer } from '../support/raw-upload';
import { refusalOf, settle, startWithSdk, type Sdk } from '../support/with-sdk';

const mebibyte = 1024 * 1024;
let sandbox: Sandbox;
let sdk: Sdk;
let control: Control;
let dir: string;

beforeAll(async () => {
  ({ sandbox, sdk } = await startWithSdk());
  control = new Control(sandbox);
  dir = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
});
afterAll(async () => {
  await sandbox.close();
  await rm(dir, { recursive: true });
});
beforeEach(() => control.post('/__reset'));

function chunk(id: string, bytes: Buffer, start: number, total: number | string, fields = {}): Promise<RawAnswer> {
  return send(apiUrl(sandbox, 'raw/upload'), {
    method: 'POST',
    headers: { 'X-Unique-Upload-Id': id, 'Content-Range': `bytes ${start}-${start + bytes.length - 1}/${total}` },
    body: multipart(signed(sandbox, { public_id: 'big.bin', ...fields }), bytes, 'blob'),
  });
}

function sdkLarge(path: string, options: object): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    void sdk.uploader.upload_large(path, options, settle(resolve, reject));
  });
}

test('upload_large of more than 20 MB arrives whole, in chunks', async () => {
  const bytes = noise(21 * mebibyte + 17);
  const path = join(dir, 'film.bin');
  await writeFile(path, bytes);
  const answer = await sdkLarge(path, { public_id: 'large.bin' });
  expect(answer).toMatchObject({ public_id: 'large.bin', etag: md5(bytes), bytes: bytes.length, done: true });
  expect(await control.counts()).toEqual({ 'POST upload': { 200: 2 } });
  const state = await control.get<{ uploads_in_progress: unknown[] }>('/__state/cloudinary');
  expect(state.uploads_in_progress).toEqual([]);
});

test('upload_chunked_stream in chunks of the smallest size allowed', async () => {
  const bytes = noise(12 * mebibyte);
  const answer = await new Promise((resolve, reject) => {
    const options = { resource_type: 'raw' as const, chunk_size: 5 * mebibyte, public_id: 'streamed' };
    const stream = sdk.uploader.upload_chunked_stream(options, settle(resolve, reject));
    stream.end(bytes);
  });
  expect(answer).toMatchObject({ public_id: 'streamed', etag: md5(bytes) });
  const report = await control.get<{ services: { cloudinary: { counters: object } } }>('/__requests');
  expect(report.services.cloudinary.counters).toEqual({ chunks: 3 });
});

test.each([-1, '*', 13 * mebibyte])('chunks with a total of %s: done is false until the last', async (total) => {
  const bytes = noise(13 * mebibyte);
  const [a, b, c] = [
    bytes.subarray(0, 6 * mebibyte),
    bytes.subarray(6 * mebibyte, 12 * mebibyte),
    bytes.subarray(12 * mebibyte),
  ];
  expect((await chunk('u', a, 0, total)).body).toMatchObject({ done: false, bytes: a.length, kind: 'upload' });
  const half = await control.get<{ uploads_in_progress: object[] }>('/__state/cloudinary');
  expect(half.uploads_in_progress).toMatchObject([{ id: 'u', offset: a.length, parts: [{ start: 0, md5: md5(a) }] }]);
  expect((await chunk('u', b, a.length, total)).body).toMatchObject({ done: false, bytes: a.length + b.length });
  const last = await chunk('u', c, a.length + b.length, bytes.length);
  expect(last.body).toMatchObject({ done: true, etag: md5(bytes), bytes: bytes.length, public_id: 'big.bin' });
});

test('middle chunks may come in any order and at once, and any chunk twice', async () => {
  const bytes = noise(20 * mebibyte);
  const part = (n: number): Buffer => bytes.subarray(n * 5 * mebibyte, (n + 1) * 5 * mebibyte);
  const put = (n: number): Promise<RawAnswer> => chunk('p', part(n), n * 5 * mebibyte, bytes.length);
  await put(0);
  await put(0);
  await Promise.all([put(2), put(1)]);
  expect((await put(3)).body).toMatchObject({ done: true, etag: md5(bytes) });
});

test('the last chunk sent again, as after a lost answer, gets the same answer and changes nothing', async () => {
  const bytes = noise(6 * mebibyte);
  await chunk('l', bytes.subarray(0, 5 * mebibyte), 0, -1);
  const first = await chunk('l', bytes.subarray(5 * mebibyte), 5 * mebibyte, bytes.length);
  const again = await chunk('l', bytes.subarray(5 * mebibyte), 5 * mebibyte, bytes.length);
  expect(again.body).toEqual(first.body);
  expect(again.body.overwritten).toBeUndefined();
});

test('a chunk too small, or not as long as it says, is refused', async () => {
  const small = await chunk('s', noise(4 * mebibyte), 0, -1);
  expect(small).toMatchObject({
    status: 400,
    body: { error: { message: 'All parts except EOF-chunk must be larger than 5mb' } },
  });
  const lying = await send(apiUrl(sandbox, 'raw/upload'), {
    method: 'POST',
    headers: { 'X-Unique-Upload-Id': 'x', 'Content-Range': 'bytes 0-99/100' },
    body: multipart(signed(sandbox, {}), noise(50)),
  });
  expect(lying.status).toBe(400);
  expect((await control.get<{ uploads_in_progress: [] }>('/__state/cloudinary')).uploads_in_progress).toEqual([]);
});

test('one range that is the whole file is an upload like any other', async () => {
  const bytes = await jpeg();
  const answer = await send(apiUrl(sandbox, 'image/upload'), {
    method: 'POST',
    headers: { 'X-Unique-Upload-Id': 'w', 'Content-Range': `bytes 0-${bytes.length - 1}/${bytes.length}` },
    body: multipart(signed(sandbox, {}), bytes),
  });
  expect(answer.body).toMatchObject({ done: true, format: 'jpg', etag: md5(bytes) });
});

test('one request of more than the allowed size is refused by something that speaks no JSON', async () => {
  await control.limits({ requestMaxBytes: 100_000 });
  const path = join(dir, 'too-large.bin');
  await writeFile(path, noise(200_000));
  const refusal = await refusalOf(sdk.uploader.upload(path, { resource_type: 'raw' }));
  expect(refusal).toEqual({ http_code: 413, message: 'Server returned unexpected status code - 413' });
});

test('chunks do not raise the limit for one asset', async () => {
  await control.limits({ maxBytes: { raw: 5.5 * mebibyte } });
  const bytes = noise(6 * mebibyte);
  await chunk('m', bytes.subarray(0, 5 * mebibyte), 0, -1);
  const last = await chunk('m', bytes.subarray(5 * mebibyte), 5 * mebibyte, bytes.length);
  expect(last.status).toBe(400);
  expect(last.body.error?.message).toContain('File size too large');
});
