import type { Sandbox } from '../../../sandbox/server';
import { Control } from '../support/control';
import { dataUri, jpeg } from '../support/media';
import { apiUrl, basicAuth, send } from '../support/raw-upload';
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

const raw = { resource_type: 'raw' as const };

async function uploadMany(count: number, prefix: string): Promise<void> {
  const ids = Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(3, '0')}`);
  for (const id of ids) await sdk.uploader.upload('data:text/plain;base64,YQ==', { public_id: id, ...raw });
}

type Listing = { resources: { public_id: string }[]; next_cursor?: string };

async function walk(list: (next_cursor?: string) => Promise<Listing>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    ids.push(...page.resources.map((one) => one.public_id));
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return ids;
}

/** Missing in the SDK's types. */
const byAssetId = (id: string): Promise<unknown> => {
  const api = sdk.api as unknown as { resource_by_asset_id: (id: string) => Promise<unknown> };
  return api.resource_by_asset_id(id);
};

const options = (next_cursor?: string): object => (next_cursor === undefined ? {} : { next_cursor });

test('ping, config with the folder mode, usage', async () => {
  expect(await sdk.api.config({ settings: true })).toMatchObject({
    cloud_name: 'ferry-sandbox',
    settings: { folder_mode: 'dynamic' },
  });
  await control.limits({ folderMode: 'fixed' });
  expect(await sdk.api.config({ settings: true })).toMatchObject({ settings: { folder_mode: 'fixed' } });
  await sdk.uploader.upload(uri);
  expect(await sdk.api.usage()).toMatchObject({
    resources: 1,
    objects: { usage: 1 },
    media_limits: expect.anything() as unknown,
  });
});

test('a listing is 10 long unless more are asked for, and its pages have each asset once', async () => {
  await uploadMany(23, 'p/');
  const first = await sdk.api.resources({ ...raw, type: 'upload' });
  expect(first.resources).toHaveLength(10);
  const all = await walk((cursor) =>
    sdk.api.resources({ ...raw, type: 'upload', prefix: 'p/', max_results: 7, ...options(cursor) }),
  );
  expect(all).toEqual([...all].sort());
  expect(new Set(all).size).toBe(23);
  const newest = await walk((cursor) => sdk.api.resources({ ...raw, max_results: 5, ...options(cursor) }));
  const oldest = await walk((cursor) =>
    sdk.api.resources({ ...raw, max_results: 5, direction: 'asc', ...options(cursor) }),
  );
  expect(newest).toEqual([...oldest].reverse());
});

test('what comes and goes while pages are read shifts no other', async () => {
  await uploadMany(9, 'm');
  const page = (cursor?: string): Promise<Listing> =>
    sdk.api.resources({ ...raw, type: 'upload', prefix: 'm', max_results: 3, ...options(cursor) });
  const first = await page();
  await sdk.uploader.destroy('m001', raw);
  await sdk.uploader.upload('data:text/plain;base64,eA==', { public_id: 'm0000', ...raw });
  const rest = await walk((cursor) => page(cursor ?? first.next_cursor));
  expect(rest).toEqual(['m003', 'm004', 'm005', 'm006', 'm007', 'm008']);
});

test('a cursor of another listing, and a prefix without a type, are refused', async () => {
  await uploadMany(3, 'c');
  const { next_cursor } = await sdk.api.resources({ ...raw, max_results: 1 });
  expect((await refusalOf(sdk.api.resources({ max_results: 1, next_cursor }))).http_code).toBe(400);
  expect((await refusalOf(sdk.api.resources({ prefix: 'c' }))).http_code).toBe(400);
});

test('listings by ids, asset ids, tag, context and asset folder', async () => {
  const one = await sdk.uploader.upload(uri, { public_id: 'f/one', tags: 't', context: 'k=v', asset_folder: 'Fotos' });
  await sdk.uploader.upload('data:text/plain;base64,eA==', { public_id: 'two.txt', asset_folder: 'Fotos', ...raw });
  await sdk.uploader.upload(uri, { public_id: 'three', asset_folder: 'Fotos/below', context: 'k=w' });
  const ids = (listing: Listing): string[] => listing.resources.map((entry) => entry.public_id);
  expect(ids(await sdk.api.resources_by_ids(['f/one', 'none']))).toEqual(['f/one']);
  expect(ids(await sdk.api.resources_by_asset_ids([String(one.asset_id)]))).toEqual(['f/one']);
  expect(ids(await sdk.api.resources_by_tag('t'))).toEqual(['f/one']);
  expect(ids(await sdk.api.resources_by_context('k', 'v'))).toEqual(['f/one']);
  expect(ids(await sdk.api.resources_by_context('k')).sort()).toEqual(['f/one', 'three']);
  expect(ids(await sdk.api.resources_by_asset_folder('fotos/')).sort()).toEqual(['f/one', 'two.txt']);
  const full = await sdk.api.resources({ tags: true, context: true, fields: ['tags', 'context'] });
  expect(Object.keys(full.resources[1] ?? {}).sort()).toEqual([
    'asset_id',
    'context',
    'public_id',
    'resource_type',
    'tags',
    'type',
  ]);
});

test('one asset by public id and by asset id, changed, and 404 for one that is not there', async () => {
  const { asset_id, etag } = await sdk.uploader.upload(uri, { public_id: 'a/b c', tags: 't' });
  expect(await sdk.api.resource('a/b c')).toMatchObject({ asset_id, etag, tags: ['t'], derived: [] });
  expect(await byAssetId(String(asset_id))).toMatchObject({ public_id: 'a/b c' });
  const changes = { tags: 'n', context: { alt: 'x' }, asset_folder: 'g', display_name: 'Shown' };
  expect(await sdk.api.update('a/b c', changes)).toMatchObject({
    tags: ['n'],
    asset_folder: 'g',
    display_name: 'Shown',
  });
  expect(await refusalOf(sdk.api.resource('no'))).toEqual({ http_code: 404, message: 'Resource not found - no' });
  expect((await refusalOf(byAssetId('0'.repeat(32)))).http_code).toBe(404);
  expect((await refusalOf(sdk.api.update('a/b c', { display_name: 'a/b' }))).http_code).toBe(400);
});

test('a path may come with slashes as they are, too', async () => {
  await sdk.uploader.upload(uri, { public_id: 'a/b' });
  const headers = { authorization: basicAuth(sandbox) };
  for (const path of [
    'resources/image/upload/a/b',
    'resources/image/upload/a%2Fb/',
    'resources%2Fimage%2Fupload%2Fa%2Fb',
  ]) {
    expect((await send(apiUrl(sandbox, path), { headers })).body.public_id).toBe('a/b');
  }
});

test('deleting by ids, asset ids, prefix, tag and all', async () => {
  for (const id of ['a', 'b', 'p/1', 'p/2', 'q'])
    await sdk.uploader.upload(uri, { public_id: id, tags: id === 'q' ? 'q' : 'r' });
  expect(await sdk.api.delete_resources(['a', 'none'])).toMatchObject({
    deleted: { a: 'deleted', none: 'not_found' },
    deleted_counts: { a: { original: 1, derived: 0 }, none: { original: 0, derived: 0 } },
    partial: false,
  });
  expect((await sdk.api.delete_resources_by_prefix('p/')).deleted).toEqual({ 'p/1': 'deleted', 'p/2': 'deleted' });
  expect((await sdk.api.delete_resources_by_tag('q')).deleted).toEqual({ q: 'deleted' });
  const tooMany = Array.from({ length: 101 }, (_, i) => String(i));
  expect((await refusalOf(sdk.api.delete_resources(tooMany))).http_code).toBe(400);
  expect((await sdk.api.delete_all_resources()).deleted).toEqual({ b: 'deleted' });
  expect(await control.get('/__state/cloudinary')).toMatchObject({ counts: { assets: 0, bytes: 0 } });
});

test('folders: made by hand and by uploads, listed, renamed with what is in them, deleted when empty', async () => {
  expect(await sdk.api.create_folder('a/b')).toMatchObject({ success: true, path: 'a/b', name: 'b' });
  expect(await sdk.api.create_folder('a/b')).toMatchObject({ success: true });
  await sdk.uploader.upload(uri, { public_id: 'x', asset_folder: 'a/c' });
  expect(await sdk.api.root_folders()).toMatchObject({
    folders: [{ name: 'a', path: 'a' }],
    total_count: 1,
    next_cursor: null,
  });
  const below = await sdk.api.sub_folders('a', { max_results: 1 });
  expect(below).toMatchObject({ folders: [{ name: 'b', path: 'a/b' }], total_count: 2 });
  const next_cursor = String(below.next_cursor);
  expect(await sdk.api.sub_folders('a', { max_results: 1, next_cursor })).toMatchObject({
    folders: [{ path: 'a/c' }],
    next_cursor: null,
  });
  expect(await refusalOf(sdk.api.delete_folder('a'))).toEqual({ http_code: 400, message: 'Folder is not empty' });
  expect(await sdk.api.rename_folder('a', 'z/y')).toMatchObject({ from: { path: 'a' }, to: { path: 'z/y' } });
  expect(await sdk.api.resource('x')).toMatchObject({ asset_folder: 'z/y/c' });
  const missing = await refusalOf(sdk.api.sub_folders('a'));
  expect(missing).toEqual({ http_code: 404, message: "Can't find folder with path a" });
  await sdk.uploader.destroy('x');
  expect((await sdk.api.delete_folder('z')).deleted).toEqual(['z', 'z/y', 'z/y/b', 'z/y/c']);
  expect((await sdk.api.root_folders()).folders).toEqual([]);
});

test('in dynamic mode a slash in a public id makes no folder, in fixed mode it does', async () => {
  await sdk.uploader.upload(uri, { public_id: 'deep/down/x' });
  expect((await refusalOf(sdk.api.sub_folders('deep'))).http_code).toBe(404);
  await control.limits({ folderMode: 'fixed' });
  await sdk.uploader.upload(uri, { public_id: 'deep/down/y' });
  expect((await sdk.api.sub_folders('deep')).folders).toMatchObject([{ path: 'deep/down' }]);
  expect((await refusalOf(sdk.api.rename_folder('deep', 'other'))).http_code).toBe(400);
  expect((await refusalOf(sdk.api.resources_by_asset_folder('deep'))).http_code).toBe(400);
});

test('an account can be filled without uploading', async () => {
  const seeded = await control.post('/__seed', { service: 'cloudinary', count: 1200, prefix: 's', folders: 2 });
  expect(seeded).toMatchObject({ assets: 1200, first: ['s/0000/0000000', 's/0001/0000001', 's/0000/0000002'] });
  const seen = await walk((cursor) =>
    sdk.api.resources({ type: 'upload', prefix: 's/', max_results: 500, ...options(cursor) }),
  );
  expect(new Set(seen).size).toBe(1200);
  expect((await sdk.api.sub_folders('s')).folders).toHaveLength(2);
  const { secure_url } = (await sdk.api.resource('s/0001/0000001')) as { secure_url: string };
  expect((await fetch(secure_url)).status).toBe(200);
});

test('upload presets, named transformations and upload mappings', async () => {
  await sdk.api.create_upload_preset({ name: 'n', unsigned: true, tags: 'a' });
  expect(await sdk.api.upload_preset('n')).toMatchObject({ name: 'n', unsigned: true, settings: { tags: 'a' } });
  await sdk.api.update_upload_preset('n', { tags: 'b' });
  expect(await sdk.api.upload_preset('n')).toMatchObject({ unsigned: true, settings: { tags: 'b' } });
  expect(await sdk.api.delete_upload_preset('n')).toMatchObject({ message: 'deleted' });
  expect((await refusalOf(sdk.api.upload_preset('n'))).http_code).toBe(404);
  await sdk.api.create_transformation('thumb', { width: 8, crop: 'scale' });
  expect((await sdk.api.transformations()).transformations).toMatchObject([{ name: 't_thumb', named: true }]);
  await sdk.api.create_upload_mapping('m', { template: 'http://example.com' });
  expect(await sdk.api.upload_mapping('m')).toMatchObject({ folder: 'm', template: 'http://example.com' });
});

test('DELETE with a form body and POST with JSON work for plain HTTP clients', async () => {
  await sdk.uploader.upload(uri, { public_id: 'gone' });
  const headers = { authorization: basicAuth(sandbox) };
  const body = new URLSearchParams([['public_ids[]', 'gone']]);
  const answer = await send(apiUrl(sandbox, 'resources/image/upload/'), { method: 'DELETE', headers, body });
  expect(answer.body.deleted).toEqual({ gone: 'deleted' });
  expect(answer.headers.get('x-featureratelimit-limit')).toBe('2000');
  expect(answer.headers.get('x-featureratelimit-reset')).toMatch(/GMT$/);
});
