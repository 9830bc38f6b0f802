import type { Sandbox } from '../../../sandbox/server';
import { Control } from '../support/control';
import { dataUri, jpeg } from '../support/media';
import { apiUrl, basicAuth, multipart, send, signed } from '../support/raw-upload';
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

const json = { 'Content-Type': 'application/json' };
const upload = (): string => apiUrl(sandbox, 'image/upload');

test.each([
  ['version 2, SHA-1', {}],
  ['version 1, SHA-1', { signature_version: 1 }],
  ['version 2, SHA-256', { signature_algorithm: 'sha256' }],
  ['version 1, SHA-256', { signature_algorithm: 'sha256', signature_version: 1 }],
])('a signature of %s is right, also where a value holds &', async (_name, options) => {
  const answer = await sdk.uploader.upload(uri, { context: { alt: 'a & b' }, ...options });
  expect(answer.context).toEqual({ custom: { alt: 'a & b' } });
});

test('an account may take one algorithm only', async () => {
  await control.limits({ signatureAlgorithm: 'sha256' });
  expect((await refusalOf(sdk.uploader.upload(uri))).http_code).toBe(401);
  await sdk.uploader.upload(uri, { signature_algorithm: 'sha256' });
});

test('a wrong secret is refused with the text that was to be signed', async () => {
  const refusal = await refusalOf(sdk.uploader.upload(uri, { api_secret: 'wrong', public_id: 'p', timestamp: 1e10 }));
  expect(refusal.http_code).toBe(401);
  expect(refusal.message).toMatch(
    /^Invalid Signature [0-9a-f]{40}\. String to sign - 'public_id=p&timestamp=10000000000'\.$/,
  );
});

test('a timestamp of more than an hour ago is stale', async () => {
  const refusal = await refusalOf(sdk.uploader.upload(uri, { timestamp: 1712841803 }));
  const message = 'Stale request - reported time is 2024-04-11 13:23:23 +0000 which is more than 1 hour ago';
  expect(refusal).toEqual({ http_code: 400, message });
});

test('unknown key and unknown cloud, in both APIs', async () => {
  expect(await refusalOf(sdk.uploader.upload(uri, { api_key: '42' }))).toEqual({
    http_code: 401,
    message: 'Invalid api_key 42',
  });
  expect(await refusalOf(sdk.uploader.upload(uri, { cloud_name: 'no' }))).toEqual({
    http_code: 401,
    message: 'Invalid cloud_name no',
  });
  expect(await refusalOf(sdk.api.ping({ api_key: '42' }))).toEqual({ http_code: 401, message: 'Invalid api_key 42' });
  expect(await refusalOf(sdk.api.ping({ api_secret: 'wrong' }))).toEqual({
    http_code: 401,
    message: 'api_secret mismatch',
  });
  expect((await refusalOf(sdk.api.ping({ cloud_name: 'no' }))).http_code).toBe(401);
});

test('Bearer tokens open both APIs', async () => {
  const token = { oauth_token: 'sandbox-oauth-token-1' };
  expect(await sdk.api.ping(token)).toMatchObject({ status: 'ok' });
  expect((await sdk.uploader.upload(uri, token)).format).toBe('jpg');
  expect((await refusalOf(sdk.api.ping({ oauth_token: 'other' }))).http_code).toBe(401);
});

test('uploads with Basic authentication: JSON, form and multipart, with and without a slash at the end', async () => {
  const authorization = basicAuth(sandbox);
  const fields = { file: uri, public_id: 'p', tags: 'x,y' };
  const bodies: [string, RequestInit][] = [
    [
      '',
      { headers: { ...json, authorization }, body: JSON.stringify({ ...fields, tags: ['x', 'y'], overwrite: true }) },
    ],
    ['/', { headers: { authorization }, body: new URLSearchParams(fields) }],
    ['/', { headers: { authorization }, body: multipart(fields) }],
    ['', { headers: { authorization }, body: multipart({ public_id: 'p', tags: 'x,y' }, await jpeg()) }],
  ];
  for (const [end, init] of bodies) {
    const answer = await send(upload() + end, { method: 'POST', ...init });
    expect(answer).toMatchObject({ status: 200, body: { public_id: 'p', tags: ['x', 'y'] } });
  }
});

test('what is missing is named', async () => {
  const post = (fields: Record<string, string>): Promise<unknown> =>
    send(upload(), { method: 'POST', body: new URLSearchParams(fields) });
  const refused = (message: string): object => ({ status: 400, body: { error: { message } } });
  expect(await post(signed(sandbox, {}))).toMatchObject(refused('Missing required parameter - file'));
  expect(await post({ file: uri })).toMatchObject(
    refused('Upload preset must be specified when using unsigned upload'),
  );
  expect(await post({ file: uri, signature: 'x' })).toMatchObject(refused('Missing required parameter - api_key'));
  const untimed = { ...signed(sandbox, { file: uri }), timestamp: '' };
  expect(await post(untimed)).toMatchObject(refused('Missing required parameter - timestamp'));
});

test('an unsigned caller may not say everything', async () => {
  const body = new URLSearchParams({ file: uri, upload_preset: 'ferry_unsigned', overwrite: 'true' });
  const answer = await send(upload(), { method: 'POST', body });
  expect(answer.status).toBe(400);
  expect(answer.body.error?.message).toMatch(
    /^Overwrite parameter is not allowed when using unsigned upload\. Only upload_preset,/,
  );
});

test('errors are JSON with the message in X-Cld-Error too', async () => {
  const answer = await send(apiUrl(sandbox, 'resources/image/upload/no%2Fsuch'), {
    headers: { authorization: basicAuth(sandbox) },
  });
  expect(answer).toMatchObject({ status: 404, body: { error: { message: 'Resource not found - no/such' } } });
  expect(answer.headers.get('x-cld-error')).toBe('Resource not found - no/such');
});

test('bodies that are broken are refused, not crashed over', async () => {
  const cases: RequestInit[] = [
    { headers: json, body: '{"file":' },
    { headers: { 'Content-Type': 'multipart/form-data' }, body: 'x' },
    {
      headers: { 'Content-Type': 'multipart/form-data; boundary=q' },
      body: '--q\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
    },
  ];
  for (const init of cases) expect((await send(upload(), { method: 'POST', ...init })).status).toBe(400);
  expect(await sdk.api.ping()).toMatchObject({ status: 'ok' });
});
