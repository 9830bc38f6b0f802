import { driveRootOf, parseDriveLink, parseDriveRoot } from '../../src/core/drive-link';

const id = '1AbC_dEf-GhIjKlMnOpQrStUvWxYz0123';

test.each([
  [id, { id, points: 'unknown' }],
  [` ${id}\n`, { id, points: 'unknown' }],
  [`https://drive.google.com/drive/folders/${id}`, { id, points: 'folder' }],
  [`https://drive.google.com/drive/folders/${id}?usp=sharing`, { id, points: 'folder' }],
  [
    `https://drive.google.com/drive/folders/${id}?resourcekey=0-aB_c&usp=x`,
    { id, points: 'folder', resourceKey: '0-aB_c' },
  ],
  [`https://drive.google.com/drive/u/3/folders/${id}`, { id, points: 'folder' }],
  [`https://drive.google.com/drive/mobile/folders/${id}/`, { id, points: 'folder' }],
  [`drive.google.com/drive/folders/${id}`, { id, points: 'folder' }],
  [`https://drive.google.com/folderview?id=${id}&usp=sharing`, { id, points: 'folder' }],
  [`https://drive.google.com/open?id=${id}`, { id, points: 'unknown' }],
  [
    `https://drive.google.com/file/d/${id}/view?usp=drivesdk&resourcekey=0-x`,
    { id, points: 'file', resourceKey: '0-x' },
  ],
  [`https://drive.google.com/file/d/${id}`, { id, points: 'file' }],
  [`https://drive.google.com/uc?id=${id}&export=download`, { id, points: 'file' }],
  [`https://docs.google.com/document/d/${id}/edit#heading=h.1`, { id, points: 'document' }],
  [`https://docs.google.com/spreadsheets/d/${id}/edit?gid=0`, { id, points: 'document' }],
  [`https://docs.google.com/presentation/u/1/d/${id}/edit`, { id, points: 'document' }],
])('%s', (text, link) => {
  expect(parseDriveLink(text)).toEqual(link);
});

test.each([
  '',
  'short',
  '/Photos/2024',
  'https://drive.google.com/drive/my-drive',
  'https://drive.google.com/open',
  'https://drive.google.com/open?id=a%20b',
  `https://example.com/drive/folders/${id}`,
  `https://drive.google.com.evil.example/drive/folders/${id}`,
  'https://',
])('%p is no link of Drive', (text) => {
  expect(parseDriveLink(text)).toBeUndefined();
});

test.each([
  [{ id }, { startId: id, names: [] }],
  [
    { id, resourceKey: '0-aB_c' },
    { startId: id, resourceKey: '0-aB_c', names: [] },
  ],
])('a root that is written is read back: %j', (link, root) => {
  expect(parseDriveRoot(driveRootOf(link))).toEqual(root);
});

test.each([
  ['', { startId: 'root', names: [] }],
  ['Photos/2024', { startId: 'root', names: ['Photos', '2024'] }],
  ['/Photos//2024/', { startId: 'root', names: ['Photos', '2024'] }],
  [`id:${id}/a/b c`, { startId: id, names: ['a', 'b c'] }],
  [`id:${id}?resourcekey=0-x/sub/path`, { startId: id, resourceKey: '0-x', names: ['sub', 'path'] }],
  ['id', { startId: 'root', names: ['id'] }],
])('the root %s', (text, root) => {
  expect(parseDriveRoot(text)).toEqual(root);
});
