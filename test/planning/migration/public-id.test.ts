import fc from 'fast-check';
import { publicIdFault } from '../../../src/core/mapping/check-public-id';
import type { ParameterValue } from '../../../src/core/mapping/parameter-value';
import { idKeyOf, publicIdFor } from '../../../src/planning/migration/public-id';

type Parameters = Record<string, ParameterValue>;
const url = 'https://x.org/p/Été%20%26%20shoe.JPG?v=2';
const stemOnly = { unique_filename: false };

const named: [string, Parameters, string | RegExp][] = [
  [url, { public_id: 'mine' }, 'mine'],
  [url, {}, /^Ete_and_shoe_[0-9A-Za-z]{8}$/],
  [url, stemOnly, 'Ete_and_shoe'],
  [url, { use_filename: false }, /^[0-9A-Za-z]{20}$/],
  [url, { use_filename: false, unique_filename: false }, /^[0-9A-Za-z]{20}$/],
  [url, { ...stemOnly, resource_type: 'raw' }, 'Ete_and_shoe.JPG'],
  [url, { use_filename: false, resource_type: 'raw' }, /^[0-9A-Za-z]{20}\.JPG$/],
  ['s3://bucket/list.csv', stemOnly, 'list.csv'],
  ['s3://bucket/list.csv', {}, /^list_[0-9A-Za-z]{8}\.csv$/],
  ['s3://bucket/list.csv', { ...stemOnly, resource_type: 'image' }, 'list'],
  ['https://x.org/doc.pdf', stemOnly, 'doc'],
  ['https://x.org/film.mp4', stemOnly, 'film'],
  ['https://x.org/show.php?id=3', stemOnly, 'show'],
  ['https://x.org/archive.tar.gz', stemOnly, 'archive.tar.gz'],
  ['photos/a b.png', stemOnly, 'a_b'],
  ['C:\\photos\\a.png', stemOnly, 'a'],
  ['/abs/100%25.png', stemOnly, '100_25'],
  ['https://x.org/', {}, /^unnamed_[0-9A-Za-z]{8}$/],
  ['https://x.org', {}, /^unnamed_[0-9A-Za-z]{8}$/],
  ['https://x.org/a%', stemOnly, 'a_'],
  ['data:image/png;base64,AAAA', {}, /^unnamed_[0-9A-Za-z]{8}$/],
  [`https://x.org/${'x'.repeat(300)}.csv`, {}, /^x{242}_[0-9A-Za-z]{8}\.csv$/],
];
test.each(named)('%s %j is %s', (file, parameters, expected) => {
  expect(publicIdFor({ file, parameters })).toEqual(
    typeof expected === 'string' ? expected : expect.stringMatching(expected),
  );
});

const idOf = (file: string): string => publicIdFor({ file, parameters: {} });

test.each([
  [
    'https://b.s3.amazonaws.com/a.jpg?X-Amz-Algorithm=AWS4&X-Amz-Date=1&X-Amz-Signature=a',
    'https://b.s3.amazonaws.com/a.jpg?X-Amz-Algorithm=AWS4&X-Amz-Date=2&X-Amz-Signature=b',
  ],
  [
    'https://b.s3.amazonaws.com/a.jpg?AWSAccessKeyId=A&Expires=1&Signature=a',
    'https://b.s3.amazonaws.com/a.jpg?AWSAccessKeyId=A&Expires=2&Signature=b',
  ],
  [
    'https://storage.googleapis.com/b/a.jpg?X-Goog-Expires=9&X-Goog-Signature=1',
    'https://storage.googleapis.com/b/a.jpg?X-Goog-Expires=8&X-Goog-Signature=2',
  ],
  [
    'https://d.cloudfront.net/a.jpg?Policy=1&Signature=1&Key-Pair-Id=K',
    'https://d.cloudfront.net/a.jpg?Policy=2&Signature=2&Key-Pair-Id=L',
  ],
  [
    'https://a.blob.core.windows.net/c/a.jpg?sv=1&se=2026-01-01&sr=b&sp=r&sig=1',
    'https://a.blob.core.windows.net/c/a.jpg?sv=1&se=2027-01-01&sr=b&sp=r&sig=2',
  ],
  ['https://x.org/get?id=5&token=a', 'https://x.org/get?id=5&token=b'],
  ['https://u:p@x.org/a.jpg', 'https://x.org/a.jpg'],
  ['https://x.org/a.jpg#1', 'https://x.org/a.jpg'],
])('a link that is signed anew keeps its id: %s', (before, after) => {
  expect(idOf(before)).toBe(idOf(after));
});

test.each([
  ['https://x.org/get?id=5&token=a', 'https://x.org/get?id=6&token=a'],
  ['https://x.org/a.jpg?v=1', 'https://x.org/a.jpg?v=2'],
  ['https://x.org/a.jpg?e=1', 'https://x.org/a.jpg?e=2'],
  ['https://x.org/1/a.jpg', 'https://x.org/2/a.jpg'],
  ['1/a.jpg', '2/a.jpg'],
  ['https://x.org/a.jpg', 'https://x.com/a.jpg'],
])('%s and %s are two assets', (one, other) => {
  expect(idOf(one)).not.toBe(idOf(other));
});

test('ids never change from one version of ferry to the next: a repeated migration would make everything twice', () => {
  expect(idOf('https://x.org/a.jpg')).toBe('a_zxC18v9Q');
});

test('an id is one that Cloudinary takes, whatever the address, and always the same', () => {
  const file = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.string({ minLength: 200, maxLength: 400 }),
  );
  const parameters = fc.record(
    {
      use_filename: fc.boolean(),
      unique_filename: fc.boolean(),
      resource_type: fc.constantFrom('raw', 'image', 'auto'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(file, parameters, (one, chosen) => {
      const id = publicIdFor({ file: one, parameters: chosen });
      expect(publicIdFault(id)).toBeUndefined();
      expect(id).not.toBe('');
      expect(id).not.toContain('/');
      expect(publicIdFor({ file: one, parameters: chosen })).toBe(id);
    }),
    { numRuns: 1000 },
  );
});

const same: [Parameters, string, Parameters, string, boolean][] = [
  [{}, 'a', { resource_type: 'auto', type: 'upload' }, 'a', true],
  [{ folder: 'x' }, 'a', {}, 'x/a', true],
  [{ public_id_prefix: 'x' }, 'a', {}, 'x/a', true],
  [{ folder: '/x/' }, 'a', { folder: 'x' }, 'a', true],
  [{ asset_folder: 'x' }, 'a', { asset_folder: 'y' }, 'a', true],
  [{ asset_folder: 'x', use_asset_folder_as_public_id_prefix: true }, 'a', {}, 'x/a', true],
  [{ asset_folder: 'x', use_asset_folder_as_public_id_prefix: false }, 'a', {}, 'a', true],
  [{ folder: 'x' }, 'a', { folder: 'y' }, 'a', false],
  [{ type: 'private' }, 'a', {}, 'a', false],
  [{ resource_type: 'raw' }, 'a', { resource_type: 'image' }, 'a', false],
  [{}, 'a', {}, 'A', false],
];
test.each(same)('%j %s and %j %s are one asset: %s', (one, oneId, other, otherId, isSame) => {
  const keys = [idKeyOf({ parameters: one, publicId: oneId }), idKeyOf({ parameters: other, publicId: otherId })];
  expect(keys[0] === keys[1]).toBe(isSame);
});

test('where the type is left open the name tells a film from a picture', () => {
  const key = (file: string): string => idKeyOf({ parameters: {}, publicId: 'a', file });
  expect(key('https://x.org/a.jpg')).toBe(key('https://x.org/b.png'));
  expect(key('https://x.org/a.jpg')).not.toBe(key('https://x.org/a.mp4'));
  expect(key('https://x.org/a.jpg')).toBe(idKeyOf({ parameters: { resource_type: 'image' }, publicId: 'a' }));
});
