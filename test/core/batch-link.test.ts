import { readRowLink, sameFolderKey } from '../../src/core/batch-link';
import { statusOfRow } from '../../src/core/batch';

const id = '1AbCdEfGhIjKlMnOpQrStUvWxYz012345';
const drive = (root: string) => ({ kind: 'location', location: { provider: 'google-drive', root } });
const dropbox = (root: string) => ({ kind: 'location', location: { provider: 'dropbox', root } });

test.each([
  [`https://drive.google.com/drive/folders/${id}`, drive(`id:${id}`)],
  [`  https://drive.google.com/drive/u/1/folders/${id}?usp=sharing `, drive(`id:${id}`)],
  [`https://drive.google.com/drive/mobile/folders/${id}`, drive(`id:${id}`)],
  [`https://drive.google.com/open?id=${id}`, drive(`id:${id}`)],
  [`https://drive.google.com/folderview?id=${id}`, drive(`id:${id}`)],
  [`https://drive.google.com/drive/folders/${id}?resourcekey=0-aB_c`, drive(`id:${id}?resourcekey=0-aB_c`)],
  [id, drive(`id:${id}`)],
  [`drive:${id}`, drive(`id:${id}`)],
  ['https://www.dropbox.com/home/Products/A%20b', dropbox('/Products/A b')],
  ['https://www.dropbox.com/scl/fo/abc/xyz?rlkey=k1&dl=0', dropbox('https://www.dropbox.com/scl/fo/abc/xyz?rlkey=k1')],
  ['dropbox:/Products', dropbox('/Products')],
  ['DROPBOX: Products/', dropbox('/Products')],
  ['local:/data/shoes', { kind: 'location', location: { provider: 'local', root: '/data/shoes' } }],
  ['/Products/Shoes', { kind: 'path', path: '/Products/Shoes' }],
  ['./shoes', { kind: 'path', path: './shoes' }],
])('%s', (cell, found) => {
  expect(readRowLink(cell)).toEqual(found);
});

test.each([
  ['', /empty/],
  ['   ', /empty/],
  [`https://drive.google.com/open?id=${id} https://drive.google.com/open?id=${id}`, /2 links/],
  [`https://drive.google.com/open?id=${id}\nhttps://www.dropbox.com/home/x`, /2 links/],
  [`https://drive.google.com/file/d/${id}/view`, /link of a file.*copy that link/],
  [`https://docs.google.com/document/d/${id}/edit`, /link of a document/],
  ['https://drive.google.com/drive/my-drive', /no link of a Drive folder/],
  ['https://example.com/folder', /example\.com.*only Drive and Dropbox/],
  ['https://www.dropbox.com/login', /no path or link of a Dropbox folder/],
])('%p is no folder, and why is said', (cell, words) => {
  const found = readRowLink(cell);
  expect(found).toMatchObject({ kind: 'problem' });
  expect(found.kind === 'problem' && found.problem).toMatch(words);
});

test('two links to one folder are the same, however they are written', () => {
  const keyOf = (cell: string): string => {
    const found = readRowLink(cell);
    if (found.kind !== 'location') throw new Error('no location');
    return sameFolderKey(found.location);
  };
  const link = keyOf(`https://drive.google.com/drive/folders/${id}?resourcekey=0-x`);
  expect(keyOf(id)).toBe(link);
  expect(keyOf(`https://drive.google.com/open?id=${id}`)).toBe(link);
  expect(keyOf(id.toLowerCase())).not.toBe(link);
  expect(keyOf('dropbox:/Products/Shoes/')).toBe(keyOf('https://www.dropbox.com/home/products/shoes'));
  expect(keyOf('local:/a')).not.toBe(keyOf('local:/A'));
});

describe('the status of a row', () => {
  const row = { index: 1, key: '1', name: '', link: '', description: '', state: 'valid' } as const;
  const counts = { assets: 4, done: 0, failed: 0, skipped: 0, cancelled: 0 };

  test.each([
    [{ ...counts, done: 4 }, 'success'],
    [{ ...counts, skipped: 4 }, 'success'],
    [{ ...counts, done: 3, failed: 1 }, 'partial'],
    [{ ...counts, skipped: 3, failed: 1 }, 'partial'],
    [{ ...counts, failed: 4 }, 'failed'],
    [{ ...counts, assets: 0, failed: 1 }, 'failed'],
    [{ ...counts, assets: 0 }, 'empty'],
    [{ ...counts, done: 1, cancelled: 3 }, 'cancelled'],
  ] as const)('%j: %s', (found, status) => {
    expect(statusOfRow(row, found)).toBe(status);
  });

  test('a row that has no folder of its own is what it is', () => {
    expect(statusOfRow({ ...row, state: 'invalid' }, counts)).toBe('invalid');
    expect(statusOfRow({ ...row, state: 'duplicate' }, counts)).toBe('duplicate');
  });
});
