import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '../../../sandbox/server';
import { Control } from '../support/control';
import { dataUri, jpeg, md5 } from '../support/media';
import { apiUrl, basicAuth, send } from '../support/raw-upload';
import { refusalOf, startWithSdk, type Sdk } from '../support/with-sdk';

interface Hook {
  headers: IncomingMessage['headers'];
  body: string;
}

let sandbox: Sandbox;
let sdk: Sdk;
let origin: Server;
let base: string;
let photo: Buffer;
const hooks: Hook[] = [];
let hookArrived: (hook: Hook) => void = () => undefined;

beforeAll(async () => {
  ({ sandbox, sdk } = await startWithSdk());
  photo = await jpeg();
  origin = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://x');
    if (pathname === '/hook') {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const hook = { headers: request.headers, body };
        hooks.push(hook);
        hookArrived(hook);
        response.end();
      });
    } else if (pathname === '/ok/My%20photo.jpg') response.end(photo);
    else if (pathname === '/moved') response.writeHead(302, { location: '/ok/My%20photo.jpg' }).end();
    else if (pathname === '/guarded')
      response.writeHead(request.headers.authorization === 'Basic abc' ? 200 : 403).end(photo);
    else if (pathname === '/html') response.writeHead(200, { 'content-type': 'text/html' }).end('<p>');
    else if (pathname === '/broken') request.socket.destroy();
    else if (pathname === '/partial') {
      response.writeHead(200, { 'content-length': '9999' });
      response.write(photo.subarray(0, 100), () => response.destroy());
    } else response.writeHead(Number(pathname.slice(1)) || 404).end();
  });
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await sandbox.close();
  origin.closeAllConnections();
  origin.close();
});
beforeEach(() => new Control(sandbox).post('/__reset'));

const nextHook = (): Promise<Hook> => new Promise((resolve) => (hookArrived = resolve));

test('a remote file is fetched, over a redirect too, and called by its name', async () => {
  const options = { use_filename: true, unique_filename: false };
  const answer = await sdk.uploader.upload(`${base}/ok/My%20photo.jpg`, options);
  expect(answer).toMatchObject({ public_id: 'My_photo', etag: md5(photo), original_filename: 'My photo' });
  expect((await sdk.uploader.upload(`${base}/moved`)).etag).toBe(md5(photo));
});

test('the URL is not signed, and headers for the fetch can be sent along', async () => {
  const answer = await sdk.uploader.upload(`${base}/guarded`, { headers: ['Authorization: Basic abc'] });
  expect(answer.etag).toBe(md5(photo));
});

test.each([
  ['/404', 404, 'Resource not found - Error in loading URL - 404 Not Found'],
  ['/403', 400, 'Error in loading URL - 403 Forbidden'],
  ['/503', 400, 'Error in loading URL - 503 Service Unavailable'],
  ['/html', 404, 'Resource not found - Error in loading URL - HTML response'],
  ['/broken', 400, 'Error in loading URL - Server broke connection'],
  ['/partial', 400, 'Error in loading URL - partial download'],
])('%s cannot be loaded', async (path, http_code, text) => {
  const refusal = await refusalOf(sdk.uploader.upload(base + path));
  expect(refusal).toEqual({ http_code, message: text.replace('URL', base + path) });
});

test('a host that does not exist', async () => {
  const url = 'http://no-such-host.invalid/a.jpg';
  expect(await refusalOf(sdk.uploader.upload(url))).toEqual({
    http_code: 400,
    message: `Error in loading ${url} - ERR_DNS_FAIL 0`,
  });
});

test('buckets are not open to anybody', async () => {
  expect((await refusalOf(sdk.uploader.upload('s3://bucket/key.jpg'))).http_code).toBe(400);
});

test('a webhook is signed so that the SDK finds it genuine', async () => {
  const arrival = nextHook();
  await sdk.uploader.upload(dataUri(photo), { public_id: 'hooked', notification_url: `${base}/hook` });
  const { headers, body } = await arrival;
  const timestamp = Number(headers['x-cld-timestamp']);
  expect(sdk.utils.verifyNotificationSignature(body, timestamp, String(headers['x-cld-signature']))).toBe(true);
  expect(sdk.utils.verifyNotificationSignature(`${body} `, timestamp, String(headers['x-cld-signature']))).toBe(false);
  expect(JSON.parse(body)).toMatchObject({ notification_type: 'upload', public_id: 'hooked', etag: md5(photo) });
});

test('async answers at once and tells the rest by webhook', async () => {
  const arrival = nextHook();
  const answer = await sdk.uploader.upload(dataUri(photo), {
    public_id: 'later',
    async: true,
    notification_url: `${base}/hook`,
  });
  expect(answer).toMatchObject({ status: 'pending', resource_type: 'image', type: 'upload', public_id: 'later' });
  expect((answer as unknown as { asset_id?: string }).asset_id).toBeUndefined();
  expect(JSON.parse((await arrival).body)).toMatchObject({ public_id: 'later', bytes: photo.length });
});

test('eager versions made later are told by webhook', async () => {
  const arrival = nextHook();
  const later = { eager: [{ width: 9 }], eager_async: true, eager_notification_url: `${base}/hook` };
  const answer = await sdk.uploader.upload(dataUri(photo), { public_id: 'eager', ...later });
  expect(answer.eager).toMatchObject([{ status: 'processing', batch_id: expect.any(String) as unknown }]);
  const hook: unknown = JSON.parse((await arrival).body);
  expect(hook).toMatchObject({
    notification_type: 'eager',
    public_id: 'eager',
    eager: [{ transformation: 'w_9', width: 9 }],
  });
  expect((await sdk.api.resource('eager')).derived).toHaveLength(1);
});

test('data URIs: base64 and plain, and what is neither is refused', async () => {
  const post = (file: string, type = 'raw'): ReturnType<typeof send> => {
    const headers = { authorization: basicAuth(sandbox) };
    return send(apiUrl(sandbox, `${type}/upload`), { method: 'POST', headers, body: new URLSearchParams({ file }) });
  };
  expect((await post(dataUri(photo), 'image')).body.etag).toBe(md5(photo));
  expect((await post('data:text/plain,a%20b')).body.etag).toBe(md5(Buffer.from('a b')));
  expect((await post('nonsense')).status).toBe(400);
  expect((await post('data:text/plain')).status).toBe(400);
});
