import type { Sandbox } from '../../../sandbox/server';
import { Control } from '../support/control';
import { md5 } from '../support/media';
import { refusalOf, startWithSdk, type Sdk } from '../support/with-sdk';

let sandbox: Sandbox;
let sdk: Sdk;
let control: Control;

beforeAll(async () => {
  ({ sandbox, sdk } = await startWithSdk());
  control = new Control(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => control.post('/__reset'));

const at = (path: string): string => `${sandbox.url}/web/${path}`;
const upload = (path: string): ReturnType<Sdk['uploader']['upload']> => sdk.uploader.upload(at(path));

test.each(['pictures/a.jpg', 'octet/a.png', 'no-length/a.webp', 'redirect/5/a.gif', 'no-head/a.jpg'])(
  'Cloudinary fetches %s',
  async (path) => {
    const name = path.split('/').pop() ?? '';
    const bytes = Buffer.from(await (await fetch(at(`pictures/${name}`))).arrayBuffer());
    expect(await upload(path)).toMatchObject({ etag: md5(bytes), bytes: bytes.length, width: 64, height: 48 });
  },
);

test.each([
  ['status/404/a.jpg', 404, 'Resource not found - Error in loading URL - 404 Not Found'],
  ['status/403/a.jpg', 400, 'Error in loading URL - 403 Forbidden'],
  ['status/401/a.jpg', 400, 'Error in loading URL - 401 Unauthorized'],
  ['status/410/a.jpg', 400, 'Error in loading URL - 410 Gone'],
  ['status/500/a.jpg', 400, 'Error in loading URL - 500 Internal Server Error'],
  ['status/503/a.jpg', 400, 'Error in loading URL - 503 Service Unavailable'],
  ['limited/1/a.jpg', 400, 'Error in loading URL - 429 Too Many Requests'],
  ['html/a.jpg', 404, 'Resource not found - Error in loading URL - HTML response'],
  ['cut/a.jpg', 400, 'Error in loading URL - partial download'],
  ['loop', 400, 'Error in loading URL - 302 Found'],
  ['redirect/6/a.jpg', 400, 'Error in loading URL - 302 Found'],
  ['to?url=http%3A%2F%2Fno-such-host.invalid%2Fa.jpg', 400, 'Error in loading URL - ERR_DNS_FAIL 0'],
  ['to?url=http%3A%2F%2F127.0.0.1%3A1%2Fa.jpg', 400, 'Error in loading URL - ERR_CONNECT_FAIL 111'],
])('%s cannot be loaded', async (path, http_code, text) => {
  const words = text.replace('URL', at(path));
  expect(await refusalOf(upload(path))).toEqual({ http_code, message: words });
});

test('an address that redirects to what is no http address', async () => {
  expect((await refusalOf(upload('to?url=ftp%3A%2F%2Fx%2Fa.jpg'))).message).toMatch(/^Unsupported source URL/);
});

test('a picture with no bytes', async () => {
  const refusal = await refusalOf(upload('empty/a.jpg'));
  expect(refusal).toEqual({ http_code: 400, message: expect.stringMatching(/empty/i) as unknown });
});

test('a server that says nothing, or stops in the middle', async () => {
  await control.limits({ fetchPatienceMs: 100 });
  const silent = {
    http_code: 400,
    message: `Error in loading ${at('never/a.jpg')} - Timed out reading data from server`,
  };
  expect(await refusalOf(upload('never/a.jpg'))).toEqual(silent);
  const url = at('stall/a.jpg');
  expect(await refusalOf(sdk.uploader.upload(url))).toEqual({
    http_code: 400,
    message: `Error in loading ${url} - Timed out reading data from server`,
  });
});

test('a server that breaks the connection', async () => {
  await control.post('/__faults', { service: 'web', reset: true });
  const message = `Error in loading ${at('pictures/a.jpg')} - Server broke connection`;
  expect(await refusalOf(upload('pictures/a.jpg'))).toEqual({ http_code: 400, message });
});
