import type { Sandbox } from '../../../sandbox/server';
import { Control } from '../support/control';
import { dataUri, jpeg, mp4, noise } from '../support/media';
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
  await fill();
});
afterAll(() => sandbox.close());

async function fill(): Promise<void> {
  await sdk.api.add_metadata_field({ external_id: 'colour', type: 'string', label: 'Colour' });
  const cat = { tags: ['cat', 'home pet'], context: { alt: 'A black cat' }, metadata: { colour: 'black' } };
  await sdk.uploader.upload(uri, { public_id: 'pets/cat', asset_folder: 'Pets', ...cat });
  await sdk.uploader.upload(uri, { public_id: 'pets/dog-2', asset_folder: 'Pets/Dogs', tags: 'dog' });
  await sdk.uploader.upload(dataUri(mp4(), 'video/mp4'), { public_id: 'film', resource_type: 'video', tags: 'cat' });
  const big = dataUri(noise(3000), 'application/octet-stream');
  await sdk.uploader.upload(big, { public_id: 'big.bin', resource_type: 'raw', asset_folder: 'Petshop' });
}

type Found = { resources: { public_id: string; [key: string]: unknown }[]; total_count: number; next_cursor?: string };

async function find(expression: string): Promise<string[]> {
  const found = (await sdk.search.expression(expression).sort_by('public_id', 'asc').execute()) as Found;
  expect(found.total_count).toBe(found.resources.length);
  return found.resources.map((asset) => asset.public_id);
}

const everything = ['big.bin', 'film', 'pets/cat', 'pets/dog-2'];

test.each([
  ['', everything],
  ['*', everything],
  ['resource_type:image', ['pets/cat', 'pets/dog-2']],
  ['resource_type=video OR resource_type:raw', ['big.bin', 'film']],
  ['tags=cat', ['film', 'pets/cat']],
  ['tags:"home pet"', ['pets/cat']],
  ['tags=cat AND resource_type:image', ['pets/cat']],
  ['tags=cat resource_type:image', ['pets/cat']],
  ['tags=cat AND NOT resource_type:image', ['film']],
  ['-tags=cat AND resource_type:image', ['pets/dog-2']],
  ['(tags=cat OR tags=dog) AND format:jpg', ['pets/cat', 'pets/dog-2']],
  ['NOT (tags=cat OR tags=dog)', ['big.bin']],
  ['public_id:pets/*', ['pets/cat', 'pets/dog-2']],
  ['public_id="pets/cat"', ['pets/cat']],
  ['public_id=cat', []],
  ['filename:cat', ['pets/cat']],
  ['filename:do*', ['pets/dog-2']],
  ['asset_folder=Pets', ['pets/cat']],
  ['asset_folder:"pets/*"', ['pets/cat', 'pets/dog-2']],
  ['asset_folder="Pets/Dogs"', ['pets/dog-2']],
  ['folder:"Pets/*"', []],
  ['folder=Pets', []],
  ['bytes>1000 AND resource_type:raw', ['big.bin']],
  ['bytes>=3000', ['big.bin']],
  ['bytes>1mb', []],
  ['bytes<2k', ['film', 'pets/cat', 'pets/dog-2']],
  ['bytes:[2500 TO 3000]', ['big.bin']],
  ['bytes:{2500 TO 3000}', []],
  ['width=48 AND height<100', ['pets/cat', 'pets/dog-2']],
  ['duration>1', ['film']],
  ['uploaded_at>1d', everything],
  ['uploaded_at<1d', []],
  ['uploaded_at>2020-01-01 AND created_at>="2020-01-01T00:00:00Z"', everything],
  ['uploaded_at<2020-01-01', []],
  [`uploaded_at:${new Date().toISOString().slice(0, 10)}`, everything],
  ['uploaded_at:[2020-01-01 TO 2030-01-01]', everything],
  ['context.alt:black', ['pets/cat']],
  ['context.alt="a black cat"', ['pets/cat']],
  ['metadata.colour=black', ['pets/cat']],
  ['type:upload', everything],
  ['cat', ['film', 'pets/cat']],
  ['no_such_field:x', []],
])('%s finds %j', async (expression, expected) => {
  expect(await find(expression)).toEqual(expected);
});

test('by the MD5 of the bytes', async () => {
  const { etag } = (await sdk.api.resource('pets/cat')) as { etag: string };
  expect(await find(`etag=${etag}`)).toEqual(['pets/cat', 'pets/dog-2']);
});

test.each([
  ['tags=', 5],
  ['(tags=cat', 9],
  ['tags=cat AND', 12],
  ['tags=cat )', 9],
  ['"open', 0],
  ['AND tags=cat', 0],
  [':x', 0],
])('%j is an error at position %d', async (expression, position) => {
  const refusal = await refusalOf(sdk.search.expression(expression).execute());
  expect(refusal).toEqual({ http_code: 400, message: `Query Error (at position ${position})` });
});

test('an entry has what search adds; tags, context and metadata come when asked for', async () => {
  const plain = (await sdk.search.expression('public_id=pets/cat').execute()) as Found;
  expect(plain.resources[0]).toMatchObject({
    filename: 'cat',
    format: 'jpg',
    asset_folder: 'Pets',
    display_name: 'cat',
    uploaded_at: expect.stringMatching(/\+00:00$/) as unknown,
    aspect_ratio: 1.5,
    pixels: 1536,
    status: 'active',
    etag: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
  });
  expect(plain.resources[0]?.tags).toBeUndefined();
  const search = sdk.search
    .expression('public_id=pets/cat')
    .with_field('tags')
    .with_field('context')
    .with_field('metadata');
  const full = (await search.execute()) as Found;
  expect(full.resources[0]).toMatchObject({
    tags: ['cat', 'home pet'],
    context: { alt: 'A black cat' },
    metadata: { colour: 'black' },
  });
  const some = (await sdk.search.expression('public_id=pets/cat').fields(['bytes', 'tags']).execute()) as Found;
  expect(Object.keys(some.resources[0] ?? {}).sort()).toEqual([
    'asset_id',
    'bytes',
    'public_id',
    'resource_type',
    'tags',
    'type',
  ]);
});

test('pages, sorted, end without a cursor', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const search = sdk.search.expression('').sort_by('bytes', 'desc').max_results(3);
    const page = (await (cursor === undefined ? search : search.next_cursor(cursor)).execute()) as Found;
    seen.push(...page.resources.map((asset) => asset.public_id));
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  expect(seen[0]).toBe('big.bin');
  expect([...seen].sort()).toEqual(everything);
});

test('aggregations count', async () => {
  const found: unknown = await sdk.search.expression('').aggregate('resource_type').max_results(1).execute();
  expect(found).toMatchObject({ aggregations: { resource_type: { image: 2, video: 1, raw: 1 } } });
});

test('GET works as POST does, and so does a signed delivery URL', async () => {
  const query = new URLSearchParams({ expression: 'tags=dog', max_results: '1' });
  const headers = { authorization: basicAuth(sandbox) };
  const got = await send(`${apiUrl(sandbox, 'resources/search')}?${query.toString()}`, { headers });
  expect(got.body).toMatchObject({ total_count: 1, resources: [{ public_id: 'pets/dog-2' }] });
  const url = new URL(sdk.search.expression('tags=dog').to_url(300, undefined, {}));
  const signed = await send(sandbox.url + url.pathname, {});
  expect(signed.body).toMatchObject({ total_count: 1, resources: [{ public_id: 'pets/dog-2' }] });
  expect((await send(sandbox.url + url.pathname.replace('/300/', '/301/'), {})).status).toBe(401);
});

test('folders are searched too', async () => {
  const folders = async (expression: string): Promise<unknown> => {
    const search = (sdk as unknown as { search_folders: typeof sdk.search }).search_folders.expression(expression);
    const found = (await search.execute()) as unknown as { folders: { path: string }[] };
    return found.folders.map((folder) => folder.path);
  };
  expect(await folders('')).toEqual(['Pets', 'Pets/Dogs', 'Petshop']);
  expect(await folders('name=dogs')).toEqual(['Pets/Dogs']);
  expect(await folders('path:"Pets/*"')).toEqual(['Pets', 'Pets/Dogs']);
});

test('in fixed mode folder: is the folder of the public id, and asset_folder: is nothing', async () => {
  await control.limits({ folderMode: 'fixed' });
  expect(await find('folder:pets')).toEqual(['pets/cat', 'pets/dog-2']);
  expect(await find('folder:"pets/*"')).toEqual(['pets/cat', 'pets/dog-2']);
  expect(await find('asset_folder=Pets')).toEqual([]);
  await control.limits({ folderMode: 'dynamic' });
});

test('the index lags behind: uploads are found late, what is gone is found for a while', async () => {
  await control.limits({ searchLagMs: 60 });
  await sdk.uploader.upload(uri, { public_id: 'late' });
  await sdk.uploader.destroy('pets/dog-2');
  expect(await find('')).toEqual(everything);
  const until = Date.now() + 60;
  while (Date.now() <= until) await new Promise(setImmediate);
  expect(await find('')).toEqual(['big.bin', 'film', 'late', 'pets/cat']);
  await control.limits({ searchLagMs: 0 });
});
