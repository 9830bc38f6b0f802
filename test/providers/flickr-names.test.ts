import fc from 'fast-check';
import { contentTag, isStale, md5Tag, readTags, tagList } from '../../src/providers/flickr/content-tags';
import { fileNameOf, isCalled, isPlain, titleOf } from '../../src/providers/flickr/file-name';

test.each([
  [{ title: 'sea', originalFormat: 'jpg' }, 'sea.jpg'],
  [{ title: 'sea.jpg', originalFormat: 'jpg' }, 'sea.jpg'],
  [{ title: 'IMG_1.JPG', originalFormat: 'jpg' }, 'IMG_1.JPG'],
  [{ title: 'scan.jpeg', originalFormat: 'jpg' }, 'scan.jpeg'],
  [{ title: 'scan.tif', originalFormat: 'tiff' }, 'scan.tif'],
  [{ title: 'scan.png', originalFormat: 'jpg' }, 'scan.png.jpg'],
  [{ title: 'Mr. Smith', originalFormat: 'png' }, 'Mr. Smith.png'],
  [{ title: 'v1.2', originalFormat: 'gif' }, 'v1.2.gif'],
  [{ title: '', originalFormat: 'jpg' }, '77.jpg'],
  [{ title: '  ', originalFormat: 'png' }, '77.png'],
  [{ originalFormat: undefined }, '77.jpg'],
  [{ title: 'walk', media: 'video', originalFormat: 'jpg' }, 'walk.mp4'],
  [{ title: 'walk', media: 'video', originalFormat: 'mov' }, 'walk.mov'],
  [{ title: 'walk.MOV', media: 'video', originalFormat: 'jpg' }, 'walk.MOV'],
  [{ title: 'walk.jpg', media: 'video', originalFormat: 'mp4' }, 'walk.jpg.mp4'],
])('%j is called %s', (photo, name) => {
  expect(fileNameOf({ id: '77', ...photo })).toBe(name);
});

test.each([
  ['sea.jpg', { originalFormat: 'jpg' }, 'sea'],
  ['sea.JPG', { originalFormat: 'jpg' }, 'sea.JPG'],
  ['sea.jpeg', { originalFormat: 'jpg' }, 'sea.jpeg'],
  ['a.jpg.jpg', { originalFormat: 'jpg' }, 'a.jpg.jpg'],
  ['sea.png', { originalFormat: 'jpg' }, 'sea.png'],
  ['sea', { originalFormat: 'jpg' }, 'sea'],
  ['.jpg', { originalFormat: 'jpg' }, '.jpg'],
  ['walk.mp4', { media: 'video', originalFormat: undefined }, 'walk'],
  ['walk.mov', { media: 'video', originalFormat: undefined }, 'walk.mov'],
])('%s of %j gets the title %s', (name, photo, title) => {
  expect(titleOf(name, photo)).toBe(title);
});

test('whatever a file of the right extension is called, it comes back under that name', () => {
  const stem = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom('a.jpg', 'b.', '.', 'c d', 'e.png'),
  );
  fc.assert(
    fc.property(stem, fc.constantFrom('jpg', 'JPG', 'jpeg', 'png', 'PNG', 'gif'), (start, extension) => {
      fc.pre(start.trim() !== '' && !start.startsWith('.'));
      const name = `${start}.${extension}`;
      const originalFormat = /^jpe?g$/i.test(extension) ? 'jpg' : extension.toLowerCase();
      const photo = { id: '7', title: titleOf(name, { originalFormat }), originalFormat };
      expect(fileNameOf(photo)).toBe(name);
      expect(isCalled(photo, name)).toBe(true);
    }),
  );
});

test('titles that Flickr trims are the same names; others are not', () => {
  const photo = { id: '7', title: 'a b', originalFormat: 'jpg' };
  expect(isCalled(photo, ' a  b.jpg')).toBe(true);
  expect(isCalled({ ...photo, title: 'é' }, 'e\u0301.jpg')).toBe(true);
  for (const other of ['ab.jpg', 'A b.jpg', 'a b.png', 'a b.JPG']) expect(isCalled(photo, other)).toBe(false);
  expect(isPlain('Sea at night (2).jpg')).toBe(true);
  for (const odd of [' a.jpg', 'a  b.jpg', 'a<b>.jpg', 'a\n.jpg', `${'a'.repeat(201)}.jpg`, 'a .jpg ']) {
    expect(isPlain(odd)).toBe(false);
  }
});

const [one, two] = ['1'.repeat(32), '2'.repeat(32)];
const of = (md5: string, originalSecret: string, isKept = true): string => contentTag({ md5, originalSecret, isKept });

test.each([
  ['nothing is known without tags', [], 'abc', { maybe: [] }],
  ['what went out with the upload is a maybe', [md5Tag(one)], 'abc', { maybe: [one] }],
  ['what was written of this content is believed', [md5Tag(one), of(one, 'abc')], 'abc', { md5: one, maybe: [one] }],
  ['what was written of an older content is not', [md5Tag(one), of(one, 'old')], 'abc', { maybe: [one] }],
  [
    'of several the one of this content counts, in any order',
    [of(one, 'old'), md5Tag(one), of(two, 'abc'), md5Tag(two)],
    'abc',
    { md5: two, maybe: [one, two] },
  ],
  ['nothing is believed of what cannot be told apart', [of(one, 'abc')], undefined, { maybe: [] }],
  ['what was sent is not what is kept', [of(one, 'abc', false)], 'abc', { sentMd5: one, maybe: [] }],
  ['other tags are nobody’s', ['geo:lat=1', 'ferry:other=1', `x:of=${one}abc`], 'abc', { maybe: [] }],
  ['case and signs of a secret do not matter', [of(one, 'A-b_C')], 'aBc', { md5: one, maybe: [] }],
])('%s', (_name, tags, secret, known) => {
  expect(readTags(tags, secret)).toEqual(known);
});

test('tags of ours that speak of another content are stale', () => {
  const current = [md5Tag(two), of(two, 'abc')];
  const all = [...current, md5Tag(one), of(one, 'abc'), of(two, 'old'), of(one, 'x', false), 'sea', 'ferry:else=1'];
  expect(all.filter((tag) => isStale(tag, current))).toEqual(all.slice(2, 6));
});

test('tags are one text', () => {
  expect(tagList(['a', 'b c', ' d ', '', 'e"f', 'x:y=1'])).toBe('a "b c" d ef x:y=1');
});
