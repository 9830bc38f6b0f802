import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Control } from '../support/control';
import { dataUri, jpeg, md5, mp4, noise, png } from '../support/media';
import { refusalOf, settle, startWithSdk, type Sdk } from '../support/with-sdk';
import type { Sandbox } from '../../../sandbox/server';

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

async function file(name: string, bytes: Buffer): Promise<string> {
  await writeFile(join(dir, name), bytes);
  return join(dir, name);
}

test('an upload answers what the service documents, and its URLs lead back to the sandbox', async () => {
  const bytes = await jpeg();
  const path = await file('Meine Katze.jpg', bytes);
  const answer = await sdk.uploader.upload(path, { public_id: 'pets/cat', tags: ['a', 'b'], asset_folder: 'Pets' });
  const { apiSecret } = { apiSecret: sandbox.environment.CLOUDINARY_API_SECRET ?? '' };
  expect(answer).toMatchObject({
    public_id: 'pets/cat',
    width: 48,
    height: 32,
    format: 'jpg',
    resource_type: 'image',
    type: 'upload',
    tags: ['a', 'b'],
    bytes: bytes.length,
    etag: md5(bytes),
    placeholder: false,
    asset_folder: 'Pets',
    display_name: 'cat',
    original_filename: 'Meine Katze',
    url: `${sandbox.url}/ferry-sandbox/image/upload/v${answer.version}/pets/cat.jpg`,
    signature: createHash('sha1').update(`public_id=pets/cat&version=${answer.version}${apiSecret}`).digest('hex'),
  });
  expect(answer.asset_id).toMatch(/^[0-9a-f]{32}$/);
  expect(answer.existing).toBeUndefined();
  const fetched = await fetch(answer.secure_url);
  expect(md5(Buffer.from(await fetched.arrayBuffer()))).toBe(md5(bytes));
});

test('the same public id again: existing without overwrite, overwritten with it', async () => {
  const [first, second] = [await file('1.jpg', await jpeg(1)), await file('2.jpg', await jpeg(2))];
  const before = await sdk.uploader.upload(first, { public_id: 'x', tags: 'kept' });
  const existing = await sdk.uploader.upload(second, { public_id: 'x', overwrite: false });
  expect(existing).toMatchObject({ existing: true, etag: before.etag, version: before.version });
  const after = await sdk.uploader.upload(second, { public_id: 'x' });
  expect(after).toMatchObject({ overwritten: true, asset_id: before.asset_id, tags: ['kept'] });
  expect(after.version).toBeGreaterThan(before.version);
  await control.limits({ overwriteClears: true });
  expect((await sdk.uploader.upload(first, { public_id: 'x' })).tags).toEqual([]);
});

test('of many uploads of one public id at once without overwrite, one stores it', async () => {
  const uri = dataUri(await jpeg());
  const calls = Array.from({ length: 8 }, () => sdk.uploader.upload(uri, { public_id: 'same', overwrite: false }));
  const answers = await Promise.all(calls);
  expect(answers.filter((answer) => !('existing' in answer))).toHaveLength(1);
});

test('public ids: random, by file name with and without six characters, raw with its extension', async () => {
  const path = await file('a b&c.jpg', await jpeg());
  expect((await sdk.uploader.upload(path)).public_id).toMatch(/^[a-z0-9]{20}$/);
  expect((await sdk.uploader.upload(path, { use_filename: true })).public_id).toMatch(/^a_b_c_[a-zA-Z0-9]{6}$/);
  const plain = { use_filename: true, unique_filename: false };
  expect((await sdk.uploader.upload(path, plain)).public_id).toBe('a_b_c');
  const text = await file('notes.txt', Buffer.from('hello'));
  const raw = await sdk.uploader.upload(text, { ...plain, resource_type: 'raw' });
  expect(raw).toMatchObject({ public_id: 'notes.txt', resource_type: 'raw', bytes: 5 });
  expect(raw.format).toBeUndefined();
  expect(raw.width).toBeUndefined();
  expect((await sdk.uploader.upload(text, { resource_type: 'raw' })).public_id).toMatch(/^[a-z0-9]{20}\.txt$/);
});

test.each([
  ['dynamic', { folder: 'a' }, 'a/p', 'a'],
  ['dynamic', { asset_folder: 'a/b' }, 'p', 'a/b'],
  ['dynamic', { asset_folder: 'a', use_asset_folder_as_public_id_prefix: true }, 'a/p', 'a'],
  ['dynamic', { asset_folder: 'a', public_id_prefix: 'z' }, 'z/p', 'a'],
  ['fixed', { folder: 'a' }, 'a/p', undefined],
  ['fixed', { asset_folder: 'a' }, 'p', undefined],
])('in %s folder mode %j makes %s', async (folderMode, options, publicId, assetFolder) => {
  await control.limits({ folderMode });
  const answer = await sdk.uploader.upload(dataUri(await jpeg()), { public_id: 'p', ...options });
  expect(answer.public_id).toBe(publicId);
  expect(answer.asset_folder).toBe(assetFolder);
});

test.each(['a?b', 'a&b', 'a#b', 'a\\b', 'a%b', 'a<b', 'a>b', 'a+b', ' a', 'a ', '/a', 'a/', 'a//b', 'x'.repeat(256)])(
  'the public id %j is refused',
  async (publicId) => {
    const refusal = await refusalOf(sdk.uploader.upload(dataUri(await jpeg()), { public_id: publicId }));
    expect(refusal).toMatchObject({
      http_code: 400,
      message: expect.stringContaining(`public_id (${publicId}) is`) as unknown,
    });
  },
);

test('public ids in any script, 255 characters long, survive the way there and back', async () => {
  for (const publicId of ['猫/小さい', 'été à la mer', 'x'.repeat(255), "it's (1)"]) {
    const answer = await sdk.uploader.upload(dataUri(await jpeg()), { public_id: publicId });
    expect(answer.public_id).toBe(publicId);
    expect((await sdk.api.resource(publicId)).public_id).toBe(publicId);
    expect((await fetch(answer.url)).status).toBe(200);
  }
});

test('content decides: what is no image, ends early or is empty is refused', async () => {
  const good = await jpeg(3, 300, 200);
  const goodPng = await png(3, 300, 200);
  const broken: [string, Buffer, RegExp][] = [
    ['text.jpg', Buffer.from('this is no image'), /^Invalid image file$/],
    ['film.jpg', mp4(), /^Invalid image file$/],
    ['cut.jpg', good.subarray(0, Math.floor(good.length * 0.6)), /^Invalid image file$/],
    ['cut.png', goodPng.subarray(0, goodPng.length - 200), /^Invalid image file$/],
    ['header.png', Buffer.concat([goodPng.subarray(0, 12), noise(20), goodPng.subarray(32)]), /^Invalid image file$/],
    ['empty.jpg', Buffer.alloc(0), /empty/i],
  ];
  for (const [name, bytes, message] of broken) {
    const refusal = await refusalOf(sdk.uploader.upload(await file(name, bytes)));
    expect({ name, ...refusal }).toEqual({ name, http_code: 400, message: expect.stringMatching(message) as unknown });
  }
  const state = await control.get<{ counts: { assets: number } }>('/__state/cloudinary');
  expect(state.counts.assets).toBe(0);
});

test('auto takes image, film and anything else for what they are', async () => {
  const kinds: [string, Buffer, object][] = [
    ['a.bin', await png(), { resource_type: 'image', format: 'png' }],
    ['b.bin', mp4(), { resource_type: 'video', format: 'mp4', duration: 2, width: 320, height: 240, is_audio: false }],
    ['c.txt', Buffer.from('text'), { resource_type: 'raw' }],
    [
      'd.svg',
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="7"/>'),
      { format: 'svg', width: 9 },
    ],
  ];
  for (const [name, bytes, expected] of kinds) {
    expect(await sdk.uploader.upload(await file(name, bytes), { resource_type: 'auto' })).toMatchObject(expected);
  }
});

test('tags, context with its escapes, and an upload stream', async () => {
  const bytes = await jpeg();
  const answer = await new Promise<Record<string, unknown>>((resolve, reject) => {
    const options = { public_id: 's', tags: ' a , b,a', context: { alt: 'a=b|c', title: 'T' }, filename: 'x.jpg' };
    const stream = sdk.uploader.upload_stream(options, settle(resolve, reject));
    stream.end(bytes);
  });
  expect(answer).toMatchObject({
    tags: ['a', 'b'],
    context: { custom: { alt: 'a=b|c', title: 'T' } },
    original_filename: 'x',
    etag: md5(bytes),
  });
});

test('eager versions are made, and one that cannot be refuses the upload', async () => {
  const uri = dataUri(await jpeg());
  const eager = [
    { width: 10, height: 10, crop: 'fill' },
    { width: 12, crop: 'scale', format: 'png' },
  ];
  const answer = await sdk.uploader.upload(uri, { public_id: 'e', eager });
  expect(answer.eager).toMatchObject([
    { transformation: 'c_fill,h_10,w_10', width: 10, height: 10, format: 'jpg' },
    { transformation: 'c_scale,w_12', width: 12, height: 8, format: 'png' },
  ]);
  expect((await sdk.api.resource('e')).derived).toHaveLength(2);
  const refusal = await refusalOf(sdk.uploader.upload(uri, { public_id: 'bad', eager: [{ width: 'abc' }] }));
  expect(refusal).toMatchObject({ http_code: 400, message: 'Invalid width in transformation: abc' });
  expect(await refusalOf(sdk.api.resource('bad'))).toMatchObject({ http_code: 404 });
});

test('presets: unsigned, signed, unknown, and made through the API', async () => {
  const uri = dataUri(await jpeg());
  await sdk.api.create_upload_preset({ name: 'mine', unsigned: true, tags: 'from-preset', folder: 'in' });
  const answer = await sdk.uploader.unsigned_upload(uri, 'mine', { public_id: 'p' });
  expect(answer).toMatchObject({ public_id: 'in/p', tags: ['from-preset'] });
  expect(await sdk.uploader.unsigned_upload(uri, 'mine', { public_id: 'p' })).toMatchObject({ existing: true });
  expect((await sdk.uploader.unsigned_upload(uri, 'ferry_unsigned')).public_id).toMatch(/^[a-z0-9]{20}$/);
  const unknown = await refusalOf(sdk.uploader.unsigned_upload(uri, 'none'));
  expect(unknown).toEqual({ http_code: 400, message: 'Upload preset not found' });
  const signedOnly = await refusalOf(sdk.uploader.unsigned_upload(uri, 'ferry_signed'));
  expect(signedOnly.message).toBe('Upload preset must be whitelisted for unsigned uploads');
  expect((await sdk.uploader.upload(uri, { upload_preset: 'ferry_signed' })).tags).toEqual(['ferry']);
});

test('one asset may not weigh more than the plan allows', async () => {
  await control.limits({ maxBytes: { raw: 1000 } });
  const refusal = await refusalOf(sdk.uploader.upload(await file('big.bin', noise(1001)), { resource_type: 'raw' }));
  expect(refusal.http_code).toBe(400);
  expect(refusal.message).toMatch(/^File size too large\. Got 1001\. Maximum is 1000\. Upgrade your plan/);
  expect((await sdk.api.usage()).media_limits).toMatchObject({ raw_max_size_bytes: 1000 });
});
