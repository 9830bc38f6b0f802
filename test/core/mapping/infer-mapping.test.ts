import fc from 'fast-check';
import { inferMapping } from '../../../src/core/mapping/infer-mapping';
import { payloadOf } from '../../../src/core/mapping/payload-of';

type Row = Record<string, string>;

/** Guesses as `target=column`, from a header and, where given, one row. */
function guessed(columns: string[], ...sample: Row[]): string[] {
  return inferMapping({ columns, sample }).guesses.map(({ target, column }) => `${target}=${column}`);
}

test.each([
  [['Image URL', 'sku'], 'Image URL'],
  [['sku', 'imageUrl'], 'imageUrl'],
  [['path', 'url'], 'url'],
  [['image-link', 'image'], 'image-link'],
  [['src'], 'src'],
  [['File', 'Name'], 'File'],
])('of %j the asset is %s', (columns, file) => {
  expect(guessed(columns)).toContain(`file=${file}`);
});

test.each<[string, Row, string | undefined, string[]]>([
  ['a name whose values are none', { url: 'yes', pic: 'https://x.org/a' }, 'pic', []],
  ['the name that has URLs', { link: 'a shoe', image_url: 'https://x.org/a' }, 'image_url', []],
  ['values alone', { a: 'shoe', b: 's3://bucket/key' }, 'b', []],
  ['paths', { a: 'shoe', b: 'photos/a shoe.jpg' }, 'b', []],
  ['several columns of URLs', { a: 'https://x.org/1', b: 'https://x.org/2' }, undefined, ['a', 'b']],
  ['URLs rather than names of files', { file: 'a.jpg', image: 'https://x.org/a.jpg' }, 'image', []],
  ['URLs rather than names of files, by values alone', { a: 'a.jpg', b: 'https://x.org/a.jpg' }, 'b', []],
  ['its picture rather than its page', { url: 'https://x.org/a', image_url: 'https://x.org/a.jpg' }, 'image_url', []],
  ['what is no column of a report', { a: 'x/b.csv', Cld_PublicId: 'b.csv' }, 'a', []],
  ['one of them by name', { a: 'https://x.org/1', url: 'https://x.org/2' }, 'url', []],
  ['no URLs at all', { a: 'shoe', b: '3.50' }, undefined, []],
  ['a name with values of an unknown kind', { a: 'shoe', file: 'IMG 1' }, 'file', []],
  ['nothing to look at', { a: '', b: '' }, undefined, []],
])('the asset by %s', (_what, row, file, candidates) => {
  const inferred = inferMapping({ columns: Object.keys(row), sample: [row] });
  expect(inferred.mapping.parameters.file).toEqual(file === undefined ? undefined : { column: file });
  expect(inferred.candidates).toEqual(candidates);
});

test.each<[string[], string[]]>([
  [
    ['url', 'public_id', 'tags'],
    ['public_id=public_id', 'tags=tags'],
  ],
  [
    ['url', 'Public ID', 'Display name', 'assetFolder'],
    ['public_id=Public ID', 'display_name=Display name', 'asset_folder=assetFolder'],
  ],
  [
    ['url', 'Keywords', 'Alt text', 'Title'],
    ['tags=Keywords', 'context.alt=Alt text', 'context.caption=Title'],
  ],
  [
    ['url', 'context.alt', 'Metadata: SKU id'],
    ['context.alt=context.alt', 'metadata.SKU id=Metadata: SKU id'],
  ],
  [['url', 'keywords', 'tags'], ['tags=tags']],
  [['url', 'title', 'caption'], ['context.caption=title']],
  [['url', 'alt', 'context.alt'], ['context.alt=context.alt']],
  [['url', 'Cld_Status', 'Cld_PublicId', 'timestamp', 'price', 'signature'], []],
])('%j', (columns, expected) => {
  expect(guessed(columns).slice(1).sort()).toEqual(expected.sort());
});

test('a column whose values do not fit is left out, with the reason and the way to take it all the same', () => {
  const columns = ['url', 'type', 'colors', 'overwrite', 'access_control'];
  const sample = [{ url: 'a.jpg', type: 'Shoes', colors: 'red', overwrite: 'true', access_control: 'everyone' }];
  const { guesses, leftOut } = inferMapping({ columns, sample });
  expect(guesses.map(({ target }) => target)).toEqual(['file', 'overwrite']);
  expect(leftOut).toEqual([
    '"type" is left out: in some row type is "Shoes"; write one of upload, private, authenticated. To send it all the same: --map "type=type"',
    '"colors" is left out: in some row colors is "red"; write true or false. To send it all the same: --map "colors=colors"',
    '"access_control" is left out: in some row access_control is not JSON; write it as in {"key": "value"}. To send it all the same: --map "access_control=access_control"',
  ]);
});

test('a second column for what is taken already is named', () => {
  expect(inferMapping({ columns: ['url', 'tags', 'keywords'], sample: [] }).leftOut).toEqual([
    '"keywords" is left out: tags is taken from "tags".',
  ]);
});

test.each([
  ['a|b, c', { column: 'tags', split: '|' }],
  ['a; b', { column: 'tags', split: ';' }],
  ['a, b', { column: 'tags' }],
  ['a', { column: 'tags' }],
])('tags written as %j are cut there', (tags, expected) => {
  expect(inferMapping({ columns: ['url', 'tags'], sample: [{ url: 'a.jpg', tags }] }).mapping.parameters.tags).toEqual(
    expected,
  );
});

test('whatever the header, no target is filled twice, no column used twice, and the mapping works', () => {
  const word = fc.constantFrom(
    'url',
    'Image URL',
    'tags',
    'keywords',
    'context.alt',
    'alt',
    'Alt Text',
    'title',
    'public_id',
    'Public-ID',
    'context.__proto__',
    '__proto__',
    'constructor',
    'metadata.x=y',
    'type',
    'context.',
  );
  const columns = fc.uniqueArray(fc.oneof(word, fc.string({ minLength: 1 })), { maxLength: 8 });
  fc.assert(
    fc.property(
      columns,
      fc.array(fc.array(fc.oneof(fc.string(), fc.constant('a.jpg')), { minLength: 8, maxLength: 8 }), { maxLength: 3 }),
      (names, rows) => {
        const sample = rows.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])));
        const { mapping, guesses } = inferMapping({ columns: names, sample });
        expect(new Set(guesses.map(({ target }) => target)).size).toBe(guesses.length);
        expect(new Set(guesses.map(({ column }) => column)).size).toBe(guesses.length);
        const size = Object.values(mapping).flatMap((group: object) => Object.keys(group)).length;
        expect(size).toBe(guesses.length);
        for (const cells of sample) payloadOf({ mapping, cells, row: 1 });
      },
    ),
    { numRuns: 1000 },
  );
});
