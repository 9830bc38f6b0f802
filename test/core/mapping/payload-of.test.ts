import fc from 'fast-check';
import type { MappedValue, Mapping } from '../../../src/core/mapping/mapping';
import { publicIdFault } from '../../../src/core/mapping/check-public-id';
import { payloadOf } from '../../../src/core/mapping/payload-of';
import { publicIdFor } from '../../../src/planning/migration/public-id';
import { uploadParameters } from '../../../src/core/mapping/upload-parameters';

const mappingOf = (parts: Partial<Mapping>): Mapping => ({
  context: {},
  metadata: {},
  ...parts,
  parameters: { file: { column: 'url' }, ...parts.parameters },
});

/** What a row comes to when one parameter is taken from a cell. */
function one(name: string, cell: string, more: MappedValue = {}) {
  const mapping = mappingOf({ parameters: { [name]: { column: 'cell', ...more } } });
  return payloadOf({ mapping, cells: { url: 'https://x.org/shoe 1.JPG', cell }, row: 7 });
}

const values: [string, string, MappedValue, unknown][] = [
  ['overwrite', ' TRUE ', {}, true],
  ['overwrite', '0', {}, false],
  ['overwrite', 'no', {}, false],
  ['auto_tagging', '0.6', {}, 0.6],
  ['tags', 'a, b ,,a', {}, ['a', 'b']],
  ['tags', 'a|b |', { split: '|' }, ['a', 'b']],
  ['tags', 'a; b, c', { split: ';', replace: { ',': ' and' } }, ['a', 'b and c']],
  ['tags', '', { default: 'none' }, ['none']],
  ['eager', 'w_200,c_scale|w_400/png', {}, ['w_200,c_scale', 'w_400/png']],
  ['headers', 'A: 1\nB: 2, 3', {}, ['A: 1', 'B: 2, 3']],
  ['allowed_formats', 'png,jpg', {}, ['png', 'jpg']],
  ['access_control', '[{"access_type":"token"}]', {}, '[{"access_type":"token"}]'],
  ['context', 'alt=A \\| B|caption=1\\=1', {}, { alt: 'A | B', caption: '1=1' }],
  ['context', '{"alt":"x","n":3,"none":null}', {}, { alt: 'x', n: '3' }],
  ['metadata', '{"colors":["a","b"]}', {}, { colors: ['a', 'b'] }],
  ['folder', ' shop/2026 ', {}, 'shop/2026'],
  ['folder', 'a|b', { split: '|', join: '/' }, 'a/b'],
  ['folder', 'x$&y', { replace: { x: '$&' } }, '$&$&y'],
  ['resource_type', 'raw', {}, 'raw'],
];
test.each(values)('%s of %j %j is %j', (name, cell, more, expected) => {
  expect(one(name, cell, more)).toEqual({ file: 'https://x.org/shoe 1.JPG', parameters: { [name]: expected } });
});

test.each([...uploadParameters.keys()].filter((name) => name !== 'file'))(
  '%s is left out where its cell is empty',
  (name) => {
    for (const cell of ['', '  ', '\t'])
      expect(one(name, cell)).toEqual({ file: 'https://x.org/shoe 1.JPG', parameters: {} });
  },
);

const wrong: [string, string, MappedValue, string][] = [
  ['overwrite', 'maybe', {}, 'row 7: overwrite is "maybe"; write true or false (column "cell")'],
  ['auto_tagging', 'high', {}, 'row 7: auto_tagging is "high"; write a number (column "cell")'],
  ['type', 'shoes', {}, 'row 7: type is "shoes"; write one of upload, private, authenticated (column "cell")'],
  ['access_control', '{', {}, 'row 7: access_control is not JSON; write it as in {"key": "value"} (column "cell")'],
  [
    'context',
    'a nice shoe',
    {},
    'row 7: context is "a nice shoe"; write key=value, several of them with | between (column "cell")',
  ],
  [
    'tags',
    'a|b, c',
    { split: '|' },
    'row 7: tags has "," within "b, c", and Cloudinary parts tags there; take it out with replace (column "cell")',
  ],
  ['public_id', 'a/b/', {}, 'row 7: public_id begins or ends with a space or a slash, which Cloudinary refuses'],
  ['public_id', 'x'.repeat(256), {}, 'row 7: public_id has 256 characters; Cloudinary takes 255 at most'],
  [
    'public_id',
    '50%',
    {},
    'row 7: public_id has "%" in it, which Cloudinary refuses; take it out with replace, or use a template with {{... | slug}}',
  ],
];
test.each(wrong)('%s of %j %j is a problem', (name, cell, more, problem) => {
  expect(one(name, cell, more)).toEqual({ problem });
});

test('a problem says no secret', () => {
  const payload = one('type', 'https://x.org/?sig=s3cret');
  expect(payload).toEqual({ problem: expect.stringContaining('https://x.org/?sig=***') as string });
});

test('all that is wrong with a row is said at once', () => {
  const mapping = mappingOf({ parameters: { overwrite: { column: 'o' }, phash: { constant: 'x' } } });
  expect(payloadOf({ mapping, cells: { url: ' ', o: '?' }, row: 3 })).toEqual({
    problem:
      'row 3: there is no URL in "url"; overwrite is "?"; write true or false (column "o"); phash is "x"; write true or false',
  });
});

test('context and metadata take texts, lists and whole columns of pairs', () => {
  const mapping = mappingOf({
    parameters: { context: { column: 'pairs' } },
    context: {
      alt: { column: 'alt' },
      none: { column: 'empty' },
      both: { columns: ['alt', 'empty', 'sku'], join: ' - ' },
    },
    metadata: { colors: { column: 'colors', split: '|' }, sku: { column: 'sku' }, row: { template: '{{row}}' } },
  });
  const cells = { url: 'a.jpg', pairs: 'alt=old|by=me', alt: 'x=1|y', empty: ' ', colors: 'red| blue|red', sku: '007' };
  expect(payloadOf({ mapping, cells, row: 4 })).toEqual({
    file: 'a.jpg',
    parameters: {
      context: { alt: 'x=1|y', by: 'me', both: 'x=1|y - 007' },
      metadata: { colors: ['red', 'blue'], sku: '007', row: '4' },
    },
  });
});

test.each([
  ['context', 'ends in \\', {}],
  ['context', 'a\\|b', {}],
  ['metadata', 'a\\=b', {}],
  ['metadata', 'a "quoted" one|b', { split: '|' }],
] as const)('%s %j would arrive as something else', (group, cell, more) => {
  const mapping = mappingOf({ [group]: { key: { column: 'cell', ...more } } });
  expect(payloadOf({ mapping, cells: { url: 'a', cell }, row: 1 })).toEqual({
    problem: expect.stringContaining(`${group}.key`) as string,
  });
});

const templates: [string, string][] = [
  ['{{sku}}/{{name}}', 'A 1/Größe & Co'],
  ['{{ sku | lower }}-{{name|slug|upper}}', 'a 1-GROSSE-CO'],
  ['{{file.name}} {{file.stem}} {{file.extension | lower}}', 'shoe 1.JPG shoe 1 jpg'],
  ['{{row}}', '12'],
  ['{{empty}}/{{sku}}', '/A 1'],
  ['{{empty}}{{also empty}}-{{row}}', ''],
  ['{{SKU }}', 'A 1'],
  ['{{a | b}}', 'piped'],
  ['plain', 'plain'],
];
test.each(templates)('the template %s gives %j', (template, expected) => {
  const cells = {
    url: 'https://x.org/p/shoe%201.JPG?w=1',
    sku: 'A 1',
    name: 'Größe & Co',
    empty: '',
    'also empty': ' ',
    'a | b': 'piped',
  };
  const mapping = mappingOf({ parameters: { display_name: { template } } });
  const parameters = expected === '' ? {} : { display_name: expected };
  expect(payloadOf({ mapping, cells, row: 12 })).toMatchObject({ parameters });
});

test('columns named like words of ferry win', () => {
  const mapping = mappingOf({ parameters: { display_name: { template: '{{row}} {{file.name}}' } } });
  const cells = { url: 'a.jpg', row: 'third', 'file.name': 'mine' };
  expect(payloadOf({ mapping, cells, row: 1 })).toMatchObject({ parameters: { display_name: 'third mine' } });
});

describe('whatever cells hold', () => {
  const names = [...uploadParameters.keys()];
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '',
      ' ',
      'a,b|c',
      '{"a":',
      '{"__proto__":"x"}',
      '\\',
      'a=b|c',
      '__proto__=1',
      '{{x}}',
      'true',
      'https://x.org/a.jpg',
    ),
  );
  const value: fc.Arbitrary<MappedValue> = fc.record(
    {
      column: fc.constantFrom('a', 'b', '__proto__', 'missing'),
      columns: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
      template: fc.oneof(
        fc.string(),
        fc.constantFrom('{{a}}/{{b|slug}}', '{{a', '{{}}', '{{file.stem}}{{row}}', '{{constructor | constructor}}'),
      ),
      constant: fc.oneof(fc.string(), fc.integer(), fc.boolean()),
      split: fc.constantFrom('', '|', ','),
      join: fc.string({ maxLength: 2 }),
      replace: fc.dictionary(fc.string({ maxLength: 2 }), fc.string({ maxLength: 2 })),
      default: fc.string(),
    },
    { requiredKeys: [] },
  );
  const group = fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), value, { maxKeys: 3 });
  const mappings: fc.Arbitrary<Mapping> = fc.record({
    parameters: fc
      .dictionary(fc.constantFrom(...names), value, { maxKeys: 6 })
      .map((parameters) => ({ ...parameters, file: { column: 'a' } })),
    context: group,
    metadata: group,
  });

  test('nothing is thrown, a payload is JSON and its public id one that Cloudinary takes', () => {
    fc.assert(
      fc.property(mappings, cell, cell, (mapping, a, b) => {
        const row = { mapping, cells: { a, b }, row: 1 };
        const payload = payloadOf(row);
        expect(payloadOf(row)).toEqual(payload);
        if ('problem' in payload) return expect(payload.problem).toMatch(/^row 1: ./);
        expect(JSON.parse(JSON.stringify(payload))).toEqual(payload);
        expect(payload.file).not.toBe('');
        const empties = Object.values(payload.parameters).filter(
          (one) => one === '' || (Array.isArray(one) && one.length === 0),
        );
        expect(empties).toEqual([]);
        expect(publicIdFault(publicIdFor(payload))).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });
});
