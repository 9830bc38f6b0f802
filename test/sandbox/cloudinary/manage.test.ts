import type { Sandbox } from '../../../sandbox/server';
import { Control } from '../support/control';
import { dataUri, jpeg } from '../support/media';
import { refusalOf, startWithSdk, type Sdk } from '../support/with-sdk';
import { apiUrl, basicAuth, send } from '../support/raw-upload';

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

const upload = async (publicId: string, options = {}): Promise<{ asset_id: string; url: string }> => {
  const { asset_id, url } = await sdk.uploader.upload(uri, { public_id: publicId, ...options });
  return { asset_id: String(asset_id), url };
};

test('destroy says ok once and then not found, both with 200', async () => {
  const { url } = await upload('a/b');
  expect(await sdk.uploader.destroy('a/b', { invalidate: true })).toEqual({ result: 'ok' });
  expect(await sdk.uploader.destroy('a/b')).toEqual({ result: 'not found' });
  expect((await fetch(url)).status).toBe(404);
});

test('the bytes of an asset stay while another has the same', async () => {
  await upload('one');
  const { url } = await upload('two');
  await sdk.uploader.destroy('one');
  expect((await fetch(url)).status).toBe(200);
  await sdk.uploader.destroy('two');
  expect((await fetch((await upload('three')).url)).status).toBe(200);
});

test('destroy by asset id', async () => {
  const { asset_id } = await upload('x');
  const init = {
    method: 'POST',
    headers: { authorization: basicAuth(sandbox) },
    body: new URLSearchParams({ asset_id }),
  };
  expect((await send(apiUrl(sandbox, 'asset/destroy'), init)).body).toEqual({ result: 'ok' });
  expect((await send(apiUrl(sandbox, 'asset/destroy'), init)).body).toEqual({ result: 'not found' });
});

test('rename keeps the asset and refuses to run over another unless told to', async () => {
  const { asset_id } = await upload('from');
  await upload('taken');
  expect(await refusalOf(sdk.uploader.rename('none', 'x'))).toEqual({
    http_code: 404,
    message: 'Resource not found - none',
  });
  const taken = await refusalOf(sdk.uploader.rename('from', 'taken'));
  expect(taken).toEqual({ http_code: 400, message: 'to_public_id (taken) already exists' });
  expect(await sdk.uploader.rename('from', 'new/name')).toMatchObject({ public_id: 'new/name', asset_id });
  expect((await refusalOf(sdk.api.resource('from'))).http_code).toBe(404);
  await sdk.uploader.rename('new/name', 'taken', { overwrite: true });
  expect((await sdk.api.resource('taken')).asset_id).toBe(asset_id);
});

test('explicit changes facts, moves, and makes eager versions', async () => {
  await upload('e', { tags: 'old' });
  const options = { type: 'upload', tags: 'new', context: 'k=v', asset_folder: 'moved/here', eager: [{ width: 5 }] };
  const answer = await sdk.uploader.explicit('e', options);
  expect(answer).toMatchObject({
    tags: ['new'],
    context: { custom: { k: 'v' } },
    asset_folder: 'moved/here',
    eager: [{ width: 5 }],
  });
  expect((await sdk.api.sub_folders('moved')).folders).toMatchObject([{ name: 'here', path: 'moved/here' }]);
  expect((await refusalOf(sdk.uploader.explicit('none', { type: 'upload' }))).http_code).toBe(404);
});

test('tags of many assets: add, remove, replace, exclusive, all', async () => {
  for (const id of ['a', 'b', 'c']) await upload(id, { tags: 'x' });
  const tags = async (id: string): Promise<string[]> => (await sdk.api.resource(id)).tags;
  expect(await sdk.uploader.add_tag('y,z', ['a', 'b', 'none'])).toEqual({ public_ids: ['a', 'b'] });
  await sdk.uploader.remove_tag('x', ['a']);
  expect(await tags('a')).toEqual(['y', 'z']);
  await sdk.uploader.replace_tag('only', ['b']);
  expect(await tags('b')).toEqual(['only']);
  // The SDK drops its `exclusive` option, so this goes without it.
  const exclusive = new URLSearchParams([
    ['command', 'set_exclusive'],
    ['tag', 'x'],
    ['public_ids[]', 'b'],
  ]);
  const init = { method: 'POST', headers: { authorization: basicAuth(sandbox) }, body: exclusive };
  expect((await send(apiUrl(sandbox, 'image/tags'), init)).body).toEqual({ public_ids: ['b'] });
  expect([await tags('b'), await tags('c')]).toEqual([['only', 'x'], []]);
  await sdk.uploader.remove_all_tags(['a']);
  expect(await tags('a')).toEqual([]);
  expect((await sdk.api.tags()).tags).toEqual(['only', 'x']);
});

test('context of many assets: add and remove all', async () => {
  await upload('a', { context: 'k=v' });
  await sdk.uploader.add_context('alt=a\\=b|n=1', ['a']);
  expect((await sdk.api.resource('a')).context).toEqual({ custom: { k: 'v', alt: 'a=b', n: '1' } });
  await sdk.uploader.remove_all_context(['a']);
  expect((await sdk.api.resource('a')).context).toBeUndefined();
});

test('an archive says what it would hold', async () => {
  await upload('a', { tags: 't' });
  await upload('b', { tags: 't' });
  expect(await sdk.uploader.create_zip({ tags: ['t'], resource_type: 'image' })).toMatchObject({
    file_count: 2,
  });
});

test('a private download URL gives the original, for as long as it is signed for', async () => {
  await upload('p', { type: 'private' });
  const good = sdk.utils.private_download_url('p', 'jpg', { type: 'private', attachment: true });
  const response = await fetch(good);
  expect(response.headers.get('content-disposition')).toContain('p.jpg');
  expect(Buffer.from(await response.arrayBuffer())).toEqual(await jpeg());
  const late = sdk.utils.private_download_url('p', 'jpg', { type: 'private', expires_at: 1 });
  expect((await fetch(late)).status).toBe(401);
  expect((await fetch(good.replace(/signature=[0-9a-f]+/, 'signature=00'))).status).toBe(401);
});
