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
beforeEach(async () => {
  await control.post('/__reset');
  const values = [
    { external_id: 'red', value: 'Red' },
    { external_id: 'green', value: 'Green' },
  ];
  await sdk.api.add_metadata_field({
    external_id: 'stock',
    type: 'integer',
    label: 'Stock',
    validation: { type: 'greater_than', value: 9, equals: true },
  });
  await sdk.api.add_metadata_field({ external_id: 'colours', type: 'set', label: 'Colours', datasource: { values } });
  await sdk.api.add_metadata_field({ external_id: 'since', type: 'date', label: 'Since' });
});

test('values go in with an upload and come out typed', async () => {
  const metadata = { stock: 10, colours: ['red', 'green'], since: '2024-02-29' };
  const answer = await sdk.uploader.upload(uri, { public_id: 'm', metadata });
  expect(answer.metadata).toEqual(metadata);
  expect((await sdk.api.resource('m')).metadata).toEqual(metadata);
});

test('an unknown field refuses the whole upload', async () => {
  const refusal = await refusalOf(sdk.uploader.upload(uri, { public_id: 'm', metadata: { x: '1', stock: '10' } }));
  expect(refusal).toEqual({ http_code: 400, message: 'Metadata External IDs do not exist: ["x"]' });
  expect((await refusalOf(sdk.api.resource('m'))).http_code).toBe(404);
});

test.each([{ stock: 'many' }, { stock: 8 }, { colours: ['blue'] }, { since: '2024-13-01' }, { since: 'now' }])(
  'the value %j does not fit',
  async (metadata) => {
    expect((await refusalOf(sdk.uploader.upload(uri, { metadata: metadata as object }))).http_code).toBe(400);
  },
);

test('values of many assets change together, and an empty one goes', async () => {
  for (const id of ['a', 'b']) await sdk.uploader.upload(uri, { public_id: id, metadata: { stock: 10 } });
  const changed = await sdk.uploader.update_metadata({ stock: '', since: '2024-01-01' }, ['a', 'b', 'none']);
  expect(changed).toEqual({ public_ids: ['a', 'b'] });
  expect((await sdk.api.resource('b')).metadata).toEqual({ since: '2024-01-01' });
});

test('a mandatory field without a default must be given', async () => {
  await sdk.api.add_metadata_field({ external_id: 'must', type: 'string', label: 'Must', mandatory: true });
  expect((await refusalOf(sdk.uploader.upload(uri))).http_code).toBe(400);
  await sdk.api.update_metadata_field('must', { default_value: 'filled' });
  expect((await sdk.uploader.upload(uri)).metadata).toEqual({ must: 'filled' });
});

test('fields are listed, changed, refused twice and deleted; entries go out of use and come back', async () => {
  const { metadata_fields } = await sdk.api.list_metadata_fields();
  expect(metadata_fields.map((field) => field.external_id)).toEqual(['stock', 'colours', 'since']);
  const twice = await refusalOf(sdk.api.add_metadata_field({ external_id: 'stock', type: 'integer', label: 'S' }));
  expect(twice).toEqual({ http_code: 400, message: 'external id stock already exists' });
  await sdk.api.delete_datasource_entries('colours', ['red']);
  expect((await refusalOf(sdk.uploader.upload(uri, { metadata: { colours: ['red'] } as never }))).http_code).toBe(400);
  await sdk.api.restore_metadata_field_datasource('colours', ['red']);
  await sdk.uploader.upload(uri, { metadata: { colours: ['red'] } as never });
  await sdk.api.delete_metadata_field('stock');
  expect((await refusalOf(sdk.api.metadata_field_by_field_id('stock'))).http_code).toBe(404);
});
