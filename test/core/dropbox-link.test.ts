import { parseDropboxLink } from '../../src/core/dropbox-link';

test.each([
  ['/', { path: '' }],
  ['/a/b', { path: '/a/b' }],
  ['a/b/', { path: '/a/b' }],
  ['  /Été & co/写真 ', { path: '/Été & co/写真' }],
  ['//a///b', { path: '/a/b' }],
  ['https://www.dropbox.com/home', { path: '' }],
  ['https://www.dropbox.com/home/Folder/sub', { path: '/Folder/sub' }],
  ['https://www.dropbox.com/home/Some%20Folder/%C3%A9t%C3%A9?di=left', { path: '/Some Folder/été' }],
  ['https://www.dropbox.com/home/personal/a', { path: '/a' }],
  [
    'https://www.dropbox.com/scl/fo/1a2b/AbC?rlkey=k3y&st=x&dl=0',
    { url: 'https://www.dropbox.com/scl/fo/1a2b/AbC?rlkey=k3y&st=x' },
  ],
  ['https://dropbox.com/sh/1a2b/AbC?dl=1', { url: 'https://www.dropbox.com/sh/1a2b/AbC' }],
  ['https://www.dropbox.com/s/1a2b/a.jpg', { url: 'https://www.dropbox.com/s/1a2b/a.jpg' }],
  ['https://www.dropbox.com/scl/fi/1a/a.jpg?rlkey=k', { url: 'https://www.dropbox.com/scl/fi/1a/a.jpg?rlkey=k' }],
])('%s', (text, link) => {
  expect(parseDropboxLink(text)).toEqual(link);
});

test.each([
  '',
  '   ',
  'https://www.example.com/scl/fo/1a2b/AbC?rlkey=k',
  'https://notdropbox.com/home/a',
  'https://www.dropbox.com/plans',
  'https://www.dropbox.com/home/%E0%A4%A',
  'https://',
])('%s is no link', (text) => {
  expect(parseDropboxLink(text)).toBeUndefined();
});
