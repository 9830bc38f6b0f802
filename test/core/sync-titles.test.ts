import { conflictName, isConflictNameOf } from '../../src/core/sync-conflict-name';
import { albumTitles, isPhotoName, nameKey } from '../../src/core/sync-titles';

const rules = { exclude: ['^\\.', '^__', '^@eaDir$'], excludeInTitle: ['^_'], rootTitle: 'Photos' };

describe('the title of a folder', () => {
  const titles = albumTitles(rules);

  test.each<[folder: string, title: string | undefined]>([
    ['', 'Photos'],
    ['Italy', 'Italy'],
    ['2019/Italy/Rome', '2019 - Italy - Rome'],
    ['Italy/_raw', 'Italy'],
    ['_inbox', 'Photos'],
    ['_inbox/Italy', 'Italy'],
    ['Italy/_a/_b', 'Italy'],
    ['_a/Italy/_b/Rome', 'Italy - Rome'],
    ['Italy/__cache', undefined],
    ['__cache/Italy', undefined],
    ['.git', undefined],
    ['Italy/.thumbs/x', undefined],
    ['@eaDir', undefined],
    ['my@eaDir', 'my@eaDir'],
    ['Italy/@eaDir/x', undefined],
    ['a - b', 'a - b'],
    ['Fe\u0301ria', 'F\u00e9ria'],
  ])('%p is %p', (folder, title) => expect(titles.titleOf(folder)).toBe(title));

  test('is tested against the names of folders, never against paths', () => {
    const { titleOf } = albumTitles({ ...rules, exclude: ['^b$', 'a/b'], excludeInTitle: ['^c'] });
    expect(titleOf('a/bb')).toBe('a - bb');
    expect(titleOf('a/b')).toBeUndefined();
    expect(titleOf('a/cd')).toBe('a');
    expect(titleOf('ac')).toBe('ac');
  });

  test('is nothing for the trash, whatever the rules', () => {
    const { titleOf, isExcluded } = albumTitles({ exclude: [], excludeInTitle: [], rootTitle: 'x' });
    expect(titleOf('.ferry-trash/2026-01-01/Italy')).toBeUndefined();
    expect(isExcluded('.ferry-trash')).toBe(true);
    expect(titleOf('.hidden')).toBe('.hidden');
  });
});

test.each<[name: string, is: boolean]>([
  ['a.jpg', true],
  ['A.JPEG', true],
  ['a.png', true],
  ['a.HEIC', true],
  ['a.mp4', true],
  ['a.MOV', true],
  ['.a.jpg', false],
  ['a.jpg.ferry-part', false],
  ['a.mp3', false],
  ['a.txt', false],
  ['jpg', false],
  ['a', false],
])('%p is a photo by its name: %p', (name, is) => expect(isPhotoName(name)).toBe(is));

test.each<[a: string, b: string, are: boolean]>([
  ['a.jpg', 'A.JPG', true],
  ['a?.jpg', 'a_.jpg', true],
  ['x/y.jpg', 'x_y.jpg', true],
  ['caf\u00e9.jpg', 'cafe\u0301.jpg', true],
  ['a.jpg', 'b.jpg', false],
  ['a.jpg', 'a.jpeg', false],
])('%p and %p are one name on some disk: %p', (a, b, are) => expect(nameKey(a) === nameKey(b)).toBe(are));

test.each<[name: string, n: number, called: string]>([
  ['a.jpg', 1, 'a (Flickr).jpg'],
  ['a.jpg', 2, 'a (Flickr 2).jpg'],
  ['a.tar.gz', 1, 'a.tar (Flickr).gz'],
  ['a/b?.jpg', 1, 'a_b_ (Flickr).jpg'],
  ['photo', 3, 'photo (Flickr 3)'],
])('what is beside %p (%p) is called %p', (name, n, called) => {
  expect(conflictName(name, 'Flickr', n)).toBe(called);
});

test.each<[name: string, own: string, is: boolean]>([
  ['a (Flickr).jpg', 'a.jpg', true],
  ['a (Flickr 12).jpg', 'a.jpg', true],
  ['a_ (Flickr).jpg', 'a?.jpg', true],
  ['a (Flickr)', 'a', true],
  ['a (Google Drive).jpg', 'a.jpg', false],
  ['b (Flickr).jpg', 'a.jpg', false],
  ['a.jpg', 'a.jpg', false],
  ['a (Flickr) b.jpg', 'a b.jpg', false],
])('%p is a name given to %p: %p', (name, own, is) => expect(isConflictNameOf(name, own, 'Flickr')).toBe(is));
