import fc from 'fast-check';
import { cleanTag, machineTagOf, makeTags, splitTags } from '../../../sandbox/flickr/store/tags';

test.each<[string, string[]]>([
  ['', []],
  ['  ', []],
  ['a b', ['a', 'b']],
  ['"a b" c', ['a b', 'c']],
  ['a"b c"d', ['ab cd']],
  ['geo:name="New York" x', ['geo:name=New York', 'x']],
  ['"open end', ['open end']],
  ['"" a', ['a']],
])('%j holds the tags %j', (text, tags) => expect(splitTags(text)).toEqual(tags));

test.each([
  ['New York!', 'newyork'],
  ['Käse-Brötchen', 'käsebrötchen'],
  ['東京', '東京'],
  ['Sync:Path=A/b C.jpg', 'sync:path=abcjpg'],
  ['a:b', 'ab'],
  ['1a:b=c', '1abc'],
  ['!?', ''],
])('%j is compared as %j', (raw, clean) => expect(cleanTag(raw)).toBe(clean));

test('a machine tag has three parts', () => {
  expect(machineTagOf('NS:Pred_1=x=y')).toEqual({ namespace: 'ns', predicate: 'pred_1', value: 'xy' });
  expect(machineTagOf('no machine')).toBeUndefined();
});

test('a clean tag stays what it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('a:b=C d', 'A:B=')), (raw) => {
      expect(cleanTag(cleanTag(raw))).toBe(cleanTag(raw));
    }),
  );
});

test('no photo has a tag twice, however it is written', () => {
  let number = 0;
  const numbered = (): string => String((number += 1));
  const before = makeTags(['Sea'], numbered);
  expect(makeTags(['SEA', 'sun', 'Sun!', '?'], numbered, before)).toEqual([
    { id: '2', raw: 'sun', clean: 'sun', isMachine: false },
  ]);
});
