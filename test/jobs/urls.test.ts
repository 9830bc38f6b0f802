import { urls } from '../../src/jobs/urls';
import { specKey } from '../../src/jobs/spec-key';

const context = { setting: () => undefined, cwd: '/work' };
const specOf = (input: Record<string, unknown> = {}) => urls.toSpec(input, context);

test('a folder: its pictures by listings, all of them, into a CSV of its name', () => {
  expect(specOf({ folder: 'products/brand' })).toMatchObject({
    type: 'urls',
    name: 'products-brand',
    source: { provider: 'cloudinary' },
    urls: { folder: 'products/brand', recursive: true, method: 'resources', resourceTypes: ['image'] },
    reportPath: '/work/products-brand_urls.csv',
  });
  expect(specOf().reportPath).toBe('/work/all_urls.csv');
});

test.each([
  [{ maxResults: -1 }, { maxResults: undefined }],
  [{ maxResults: 7 }, { maxResults: 7 }],
  [{ format: 'JPG' }, { format: 'jpg' }],
  [{ recursive: false }, { recursive: false }],
  [{ method: 'search' }, { method: 'search' }],
  [{ resourceTypes: 'all' }, { resourceTypes: ['image', 'video', 'raw'] }],
])('%j', (input, expected) => {
  expect(specOf(input).urls).toMatchObject(expected);
});

test.each([
  [{ maxResults: 0 }, /-1 for all/],
  [{ maxResults: -2 }, /-1 for all/],
  [{ maxResults: 1.5 }, /./],
  [{ method: 'magic' }, /resources or search/],
  [{ format: 'jpg,q_80' }, /jpg or webp/],
])('%j is refused', (input, words) => {
  expect(() => specOf(input)).toThrow(words);
});

test('every option that changes the list makes another job of it', () => {
  const inputs = [
    {},
    { folder: 'a' },
    { maxResults: 7 },
    { format: 'jpg' },
    { recursive: false },
    { method: 'search' },
  ];
  const output = '/work/one.csv';
  expect(new Set(inputs.map((input) => specKey(specOf({ ...input, output })))).size).toBe(inputs.length);
});
