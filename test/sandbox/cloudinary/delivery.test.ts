import sharp from 'sharp';
import type { Sandbox } from '../../../sandbox/server';
import { dataUri, jpeg, md5, mp4, noise, png } from '../support/media';
import { startWithSdk, type Sdk } from '../support/with-sdk';

let sandbox: Sandbox;
let sdk: Sdk;
let photo: Buffer;

beforeAll(async () => {
  ({ sandbox, sdk } = await startWithSdk());
  photo = await jpeg(1, 60, 40);
  await sdk.uploader.upload(dataUri(photo), { public_id: 'a/photo' });
  await sdk.uploader.upload(dataUri(await png(2, 60, 40)), { public_id: 'w_small/x.y' });
  await sdk.uploader.upload(dataUri(noise(1000), 'text/plain'), {
    public_id: 'docs/read me.txt',
    resource_type: 'raw',
  });
  await sdk.uploader.upload(dataUri(mp4(), 'video/mp4'), { public_id: 'film', resource_type: 'video' });
  await sdk.uploader.upload(dataUri(photo), { public_id: 'secret/p', type: 'private' });
  await sdk.uploader.upload(dataUri(photo), { public_id: 'auth', type: 'authenticated' });
});
afterAll(() => sandbox.close());

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${sandbox.url}/${path}`, init);
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
const cloud = 'ferry-sandbox';

/** The path the SDK makes, without the service's host. */
function sdkPath(publicId: string, options: object): string {
  return new URL(sdk.url(publicId, { secure: true, ...options })).pathname.slice(1);
}

test.each([
  'image/upload/a/photo.jpg',
  'image/upload/a/photo',
  'image/upload/v1/a/photo.jpg',
  'image/upload/v1795255310/a%2Fphoto.jpg',
  'image/upload/f_jpg/a/photo.png',
  'image/upload/fl_progressive/v1/a/photo.jpg',
  'iu/v1/a/photo.jpg',
  'images/v1/a/photo/best-cat.jpg',
  'images/a/photo.jpg',
])('%s is the original', async (path) => {
  for (const prefix of ['', 'res/']) {
    const response = await get(`${prefix}${cloud}/${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(md5(await bytesOf(response))).toBe(md5(photo));
  }
});

test.each([
  ['a/photo.png', 'png', 60, 40],
  ['a/photo.webp', 'webp', 60, 40],
  ['f_png/a/photo.jpg', 'png', 60, 40],
  ['f_webp,q_50/v1/a/photo', 'webp', 60, 40],
  ['w_30/a/photo.jpg', 'jpeg', 30, 20],
  ['h_10/a/photo.jpg', 'jpeg', 15, 10],
  ['c_fill,w_20,h_20/a/photo.jpg', 'jpeg', 20, 20],
  ['c_fit,w_20,h_20/a/photo.jpg', 'jpeg', 20, 13],
  ['c_scale,w_20,h_20/a/photo.jpg', 'jpeg', 20, 20],
  ['c_limit,w_500/a/photo.jpg', 'jpeg', 60, 40],
  ['w_0.5/a/photo.jpg', 'jpeg', 30, 20],
  ['c_fill,w_30,h_30/a_90,w_10/f_png/v2/a/photo', 'png', 10, 10],
  ['w_small/x.y', 'png', 60, 40],
  ['w_6/w_small/x.y.png', 'png', 6, 4],
  ['w_small/x.y.jpg', 'jpeg', 60, 40],
])('image/upload/%s is a %s of %d by %d', async (path, format, width, height) => {
  const response = await get(`${cloud}/image/upload/${path}`);
  const bytes = await bytesOf(response);
  expect(response.status).toBe(200);
  expect(await sharp(bytes).metadata()).toMatchObject({ format, width, height });
  expect(Number(response.headers.get('content-length'))).toBe(bytes.length);
});

test('f_auto is what the client likes', async () => {
  const type = async (accept: string): Promise<string | null> =>
    (await get(`${cloud}/image/upload/f_auto/a/photo`, { headers: { accept } })).headers.get('content-type');
  expect(await type('image/webp,*/*')).toBe('image/webp');
  expect(await type('image/avif,image/webp')).toBe('image/avif');
  expect(await type('*/*')).toBe('image/jpeg');
});

test('lower quality is fewer bytes', async () => {
  const size = async (q: number): Promise<number> =>
    (await bytesOf(await get(`${cloud}/image/upload/q_${q}/a/photo.jpg`))).length;
  expect(await size(5)).toBeLessThan(await size(95));
});

test.each([
  ['image/upload/none.jpg', 404, 'Resource not found - none'],
  ['image/upload/w_10/v1/deep/none.jpg', 404, 'Resource not found - deep/none'],
  ['raw/upload/docs/none.txt', 404, 'Resource not found - docs/none.txt'],
  ['image/upload/w_abc/a/photo.jpg', 400, 'Invalid width in transformation: abc'],
  [
    'image/upload/w_99999,h_99999/a/photo.jpg',
    400,
    expect.stringContaining('Maximum image size is 25 Megapixels') as unknown,
  ],
  ['image/upload/%zz/a/photo.jpg', 404, 'Resource not found - %zz/a/photo'],
  ['image/upload/t_none/a/photo.jpg', 400, 'Unknown transformation none'],
  ['image/private/secret/p.jpg', 401, 'deny or ACL failure'],
  ['image/authenticated/auth.jpg', 401, 'deny or ACL failure'],
  ['image/upload/s--AAAAAAAA--/a/photo.jpg', 401, 'Invalid Signature'],
])('%s is refused with %d and X-Cld-Error %s', async (path, status, message) => {
  const response = await get(`${cloud}/${path}`);
  expect({ status: response.status, error: response.headers.get('x-cld-error') }).toEqual({ status, error: message });
});

test('an unknown cloud is refused', async () => {
  expect((await get('nobody/image/upload/a/photo.jpg')).status).toBe(401);
});

test.each([
  ['secret/p', { type: 'private', format: 'jpg' }],
  ['secret/p', { type: 'private', format: 'jpg', long_url_signature: true }],
  ['auth', { type: 'authenticated', format: 'png', width: 10, crop: 'scale' }],
  ['a/photo', { format: 'jpg', width: 10, crop: 'scale' }],
  ['auth', { type: 'authenticated' }],
])('what the SDK signs is let in: %s %j', async (publicId, options) => {
  const path = sdkPath(publicId, { ...options, sign_url: true });
  expect(path).toContain('s--');
  expect((await get(path)).status).toBe(200);
});

test('a signature covers the extension', async () => {
  const path = sdkPath('secret/p', { type: 'private', format: 'jpg', sign_url: true });
  expect((await get(path.replace(/\.jpg$/, '.png'))).status).toBe(401);
});

test('the URLs in answers open what is not public', async () => {
  const { secure_url } = (await sdk.api.resource('secret/p', { type: 'private' })) as { secure_url: string };
  expect((await fetch(secure_url)).status).toBe(200);
});

test('raw: as it is, with its extension in the public id, to be saved under its name', async () => {
  const response = await get(`${cloud}/raw/upload/docs/read%20me.txt`);
  expect(response.headers.get('content-type')).toBe('text/plain');
  expect(await bytesOf(response)).toEqual(noise(1000));
  const saved = await get(`${cloud}/raw/upload/fl_attachment/v1/docs/read%20me.txt`);
  expect(saved.headers.get('content-disposition')).toContain('filename="read me.txt"');
  expect(await bytesOf(saved)).toEqual(noise(1000));
  expect((await get(`${cloud}/files/docs/read%20me/anything.txt`)).status).toBe(200);
});

test('a film is sent as it is, and as a picture of its size', async () => {
  expect(await bytesOf(await get(`${cloud}/video/upload/q_auto/film.mp4`))).toEqual(mp4());
  const poster = await bytesOf(await get(`${cloud}/video/upload/film.jpg`));
  expect(await sharp(poster).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 240 });
});

test('ranges, HEAD, ETag and Last-Modified', async () => {
  const path = `${cloud}/raw/upload/docs/read%20me.txt`;
  const whole = noise(1000);
  const part = async (range: string): Promise<[number, string | null, Buffer]> => {
    const response = await get(path, { headers: { range } });
    return [response.status, response.headers.get('content-range'), await bytesOf(response)];
  };
  expect(await part('bytes=10-19')).toEqual([206, 'bytes 10-19/1000', whole.subarray(10, 20)]);
  expect(await part('bytes=990-')).toEqual([206, 'bytes 990-999/1000', whole.subarray(990)]);
  expect(await part('bytes=-5')).toEqual([206, 'bytes 995-999/1000', whole.subarray(995)]);
  expect((await part('bytes=1000-'))[0]).toBe(416);
  const head = await get(path, { method: 'HEAD' });
  expect(head.headers.get('content-length')).toBe('1000');
  expect(Date.parse(head.headers.get('last-modified') ?? '')).toBeLessThanOrEqual(Date.now());
  const etag = head.headers.get('etag') ?? '';
  expect(etag).toBe(`"${md5(whole)}"`);
  expect((await get(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
});

test('named transformations stand for what they name', async () => {
  await sdk.api.create_transformation('tiny', { width: 6, crop: 'scale' });
  const bytes = await bytesOf(await get(`${cloud}/image/upload/t_tiny/a/photo.png`));
  expect(await sharp(bytes).metadata()).toMatchObject({ width: 6, format: 'png' });
});
