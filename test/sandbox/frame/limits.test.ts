import type { Sandbox } from '../../../sandbox/server';
import { Control } from '../support/control';
import { dataUri, jpeg } from '../support/media';
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

function nextFullHour(): Date {
  return new Date((Math.floor(Date.now() / 3_600_000) + 1) * 3_600_000);
}

test('each Admin answer says what is left; uploads are not counted', async () => {
  await control.limits({ adminPerHour: 500 });
  await sdk.uploader.upload(uri, { public_id: 'a' });
  const first = await sdk.api.ping();
  expect(first).toMatchObject({
    rate_limit_allowed: 500,
    rate_limit_remaining: 499,
    rate_limit_reset_at: nextFullHour(),
  });
  await sdk.uploader.destroy('a');
  expect((await sdk.api.resources()).rate_limit_remaining).toBe(498);
});

test.each([420, 429])('the hourly quota used up: %s with the next full hour in the text', async (status) => {
  await control.limits({ adminPerHour: 500, adminRemaining: 1, status });
  await sdk.api.ping();
  const at = nextFullHour().toISOString().slice(0, 19).replace('T', ' ');
  const message = `Rate Limit Exceeded. Limit of 500 api operations reached. Try again on ${at} UTC`;
  expect(await refusalOf(sdk.api.ping())).toEqual({ http_code: status, message });
  expect(await refusalOf(sdk.search.expression('*').execute())).toEqual({ http_code: status, message });
  expect((await sdk.uploader.upload(uri)).format).toBe('jpg');
});

test('the window ends by the clock', async () => {
  const resetAt = new Date(Date.now() + 80);
  await control.limits({ adminRemaining: 0, resetAt: resetAt.toISOString() });
  const refusal = await refusalOf(sdk.api.ping());
  const [, said = ''] = /Try again on (.*) UTC/.exec(refusal.message) ?? [];
  // The text knows whole seconds: never one that is too early.
  expect(Date.parse(`${said.replace(' ', 'T')}Z`)).toBeGreaterThanOrEqual(resetAt.getTime());
  while (Date.now() < resetAt.getTime()) await new Promise(setImmediate);
  expect((await sdk.api.ping()).rate_limit_remaining).toBe(1999);
});

test('headers can be left out, as by a proxy', async () => {
  await control.limits({ headers: false });
  expect((await sdk.api.ping()).rate_limit_allowed).toBeUndefined();
});

test('more uploads at once than allowed are refused, and counted', async () => {
  await control.limits({ uploadConcurrency: 2 });
  await control.post('/__limits', { latencyMs: 500 });
  const calls = Array.from({ length: 6 }, () =>
    sdk.uploader.upload(uri).then(
      () => 200,
      (error: unknown) => (error as { http_code: number }).http_code,
    ),
  );
  const codes = await Promise.all(calls);
  await control.post('/__limits', { latencyMs: 0 });
  expect(codes.filter((code) => code === 200)).toHaveLength(2);
  expect(codes.filter((code) => code === 420)).toHaveLength(4);
  const report = await control.get<{
    services: { cloudinary: { lanes: { upload: { concurrent: number; maxConcurrent: number } } } };
  }>('/__requests');
  expect(report.services.cloudinary.lanes.upload).toMatchObject({ concurrent: 0 });
  expect(report.services.cloudinary.lanes.upload.maxConcurrent).toBeGreaterThan(2);
  expect((await sdk.uploader.upload(uri)).format).toBe('jpg');
});

test('requests in detail, in order, and zeroed', async () => {
  await sdk.uploader.upload(uri, { public_id: 'one' });
  await sdk.api.ping();
  const report = await control.get<{ total: number; detail: object[] }>('/__requests?detail=1');
  expect(report.total).toBe(2);
  expect(report.detail).toMatchObject([
    { service: 'cloudinary', route: 'POST upload', status: 200, public_id: 'one' },
    { route: 'GET ping', status: 200 },
  ]);
  await control.delete('/__requests');
  expect(await control.counts()).toEqual({});
});

test('latency delays every answer of the service', async () => {
  await control.post('/__limits', { latencyMs: 50 });
  const started = performance.now();
  await sdk.api.ping();
  expect(performance.now() - started).toBeGreaterThanOrEqual(45);
  expect(await control.get('/__limits')).toMatchObject({ latencyMs: 50 });
  await control.post('/__limits', { latencyMs: 0 });
});

test('two accounts are apart: assets, quota and settings', async () => {
  const other = {
    cloud_name: 'ferry-sandbox-two',
    api_key: '222222222222222',
    api_secret: 'sandbox-secret-of-ferry-2',
  };
  await sdk.uploader.upload(uri, { public_id: 'mine' });
  await control.limits({ cloud: 'ferry-sandbox-two', adminRemaining: 0 });
  expect((await refusalOf(sdk.api.resource('mine', other))).http_code).toBe(420);
  expect((await sdk.api.resource('mine')).public_id).toBe('mine');
  expect(await control.get('/__state/cloudinary?cloud=ferry-sandbox-two')).toMatchObject({ counts: { assets: 0 } });
});
