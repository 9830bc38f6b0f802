import type { Sandbox } from '../../../sandbox/server';
import { Control } from '../support/control';
import { dataUri, jpeg, noise } from '../support/media';
import { apiUrl, multipart, send, signed } from '../support/raw-upload';
import { refusalOf, startWithSdk, type Sdk } from '../support/with-sdk';

let sandbox: Sandbox;
let sdk: Sdk;
let control: Control;
let uri: string;

beforeAll(async () => {
  ({ sandbox, sdk } = await startWithSdk());
  control = new Control(sandbox);
  uri = dataUri(await jpeg());
});
afterAll(() => sandbox.close());
beforeEach(() => control.post('/__reset'));

const assets = async (): Promise<string[]> => {
  const state = await control.get<{ assets: { public_id: string }[] }>('/__state/cloudinary');
  return state.assets.map((asset) => asset.public_id);
};

test('a status strikes so many times and is counted', async () => {
  await control.fault({ match: 'image/upload', status: 500, times: 2 });
  expect((await refusalOf(sdk.uploader.upload(uri))).http_code).toBe(500);
  expect((await refusalOf(sdk.uploader.upload(uri))).http_code).toBe(500);
  await sdk.uploader.upload(uri);
  expect(await control.counts()).toEqual({ 'POST upload': { 200: 1, 500: 2 } });
  expect(await control.get('/__faults')).toEqual({ faults: [] });
});

test('without times it strikes until it is deleted; patterns see method and decoded path', async () => {
  const rule = await control.fault({
    match: '/^GET .*resources\\/image\\/upload\\/a\\/b$/',
    status: 503,
    body: '<html>',
  });
  await sdk.uploader.upload(uri, { public_id: 'a/b' });
  for (let i = 0; i < 3; i++) expect((await refusalOf(sdk.api.resource('a/b'))).http_code).toBe(503);
  expect(await control.get('/__faults')).toMatchObject({ faults: [{ id: rule.id, used: 3 }] });
  expect(await control.delete('/__faults')).toEqual({ deleted: 1 });
  expect((await sdk.api.resource('a/b')).public_id).toBe('a/b');
});

test('a fault may look at the public id, or at the body', async () => {
  await control.fault({ match: 'upload', publicId: 'doomed', status: 420, body: { error: { message: 'slow down' } } });
  await control.fault({ matchBody: '/tags=.*cursed/', status: 400 });
  await sdk.uploader.upload(uri, { public_id: 'fine' });
  expect(await refusalOf(sdk.uploader.upload(uri, { public_id: 'doomed' }))).toEqual({
    http_code: 420,
    message: 'slow down',
  });
  expect((await refusalOf(sdk.uploader.upload(uri, { public_id: 'x', tags: 'a,cursed' }))).http_code).toBe(400);
  expect(await assets()).toEqual(['fine']);
});

test('the lost answer: the work is done, the answer never comes', async () => {
  await control.fault({ match: 'upload', afterEffect: true, reset: true, times: 1 });
  await expect(sdk.uploader.upload(uri, { public_id: 'lost' })).rejects.toMatchObject({
    error: { code: 'ECONNRESET' },
  });
  expect(await assets()).toEqual(['lost']);
  await control.fault({ match: 'upload', afterEffect: true, status: 502, times: 1 });
  expect((await refusalOf(sdk.uploader.upload(uri, { public_id: 'lost2' }))).http_code).toBe(502);
  expect(await assets()).toEqual(['lost', 'lost2']);
});

test('a reset without effect leaves nothing', async () => {
  await control.fault({ match: 'upload', status: 0, times: 1 });
  await expect(sdk.uploader.upload(uri, { public_id: 'gone' })).rejects.toMatchObject({
    error: { code: 'ECONNRESET' },
  });
  expect(await assets()).toEqual([]);
});

test('an upload cut while it is sent leaves nothing, and the next one is served', async () => {
  await control.fault({ match: 'raw/upload', cutAfterBytes: 300_000, times: 1 });
  const body = (): FormData => multipart(signed(sandbox, { public_id: 'cut' }), noise(2_000_000));
  await expect(send(apiUrl(sandbox, 'raw/upload'), { method: 'POST', body: body() })).rejects.toThrow();
  expect(await assets()).toEqual([]);
  const answer = await send(apiUrl(sandbox, 'raw/upload'), { method: 'POST', body: body() });
  expect(answer.body.bytes).toBe(2_000_000);
});

test('a download cut in the middle has the length of the whole in its header', async () => {
  const form = multipart(signed(sandbox, { public_id: 'd' }), noise(500_000));
  const uploaded = await send(apiUrl(sandbox, 'raw/upload'), { method: 'POST', body: form });
  await control.fault({ match: 'GET', cutAfterBytes: 1000, times: 1 });
  const response = await fetch(String(uploaded.body.url));
  expect(response.headers.get('content-length')).toBe('500000');
  await expect(response.arrayBuffer()).rejects.toThrow();
});

test('a slow answer goes on normally', async () => {
  await control.fault({ match: 'ping', delayMs: 60, times: 1 });
  const started = performance.now();
  expect(await sdk.api.ping()).toMatchObject({ status: 'ok' });
  expect(performance.now() - started).toBeGreaterThanOrEqual(55);
});

test('a rate limit without a body speaks as the service does', async () => {
  await control.fault({ match: 'resources/search', status: 429, headers: { 'Retry-After': '7' } });
  const refusal = await refusalOf(sdk.search.expression('*').execute());
  expect(refusal.http_code).toBe(429);
  expect(refusal.message).toMatch(/^Rate Limit Exceeded\. Limit of 2000 api operations reached\. Try again on 20/);
});

test('skip lets the first ones pass', async () => {
  await control.fault({ match: 'ping', status: 500, skip: 2, times: 1 });
  await sdk.api.ping();
  await sdk.api.ping();
  expect((await refusalOf(sdk.api.ping())).http_code).toBe(500);
  await sdk.api.ping();
});

test('control requests that make no sense are refused with the reason', async () => {
  await expect(control.fault({ status: 'x' })).rejects.toThrow('400');
  await expect(control.fault({ match: '/(/', status: 500 })).rejects.toThrow('Not a pattern');
  await expect(control.post('/__limits', { service: 'none' })).rejects.toThrow('404');
  await expect(control.limits({ folderMode: 'other' })).rejects.toThrow('400');
  await expect(control.get('/__nothing')).rejects.toThrow('404');
});
