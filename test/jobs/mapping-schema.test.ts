import { parse } from 'yaml';
import type { Mapping } from '../../src/core/mapping/mapping';
import { mappingSchema, mappingOfPairs, parseMapPair, parseSetPair } from '../../src/jobs/mapping-schema';

function read(yaml: string): Mapping | string[] {
  const parsed = mappingSchema.safeParse(parse(yaml));
  return parsed.success ? parsed.data : parsed.error.issues.map(({ message }) => message);
}

test('a mapping as a person writes it', () => {
  const yaml = `
    file: Image URL
    public_id: "{{sku}}/{{name | slug}}"
    tags: { column: Keywords, split: "|", replace: { "&": and } }
    folder: { constant: 2026 }
    overwrite: { constant: yes }
    display_name: { columns: [brand, name], join: " " }
    context:
      alt: Title
      by: { constant: me }
    context.caption: Caption
    metadata: { sku: { column: SKU, default: 0 } }
    metadata.a.b: x
  `;
  expect(read(yaml)).toEqual({
    parameters: {
      file: { column: 'Image URL' },
      public_id: { template: '{{sku}}/{{name | slug}}' },
      tags: { column: 'Keywords', split: '|', replace: { '&': 'and' } },
      folder: { constant: 2026 },
      overwrite: { constant: 'yes' },
      display_name: { columns: ['brand', 'name'], join: ' ' },
    },
    context: { alt: { column: 'Title' }, by: { constant: 'me' }, caption: { column: 'Caption' } },
    metadata: { sku: { column: 'SKU', default: '0' }, 'a.b': { column: 'x' } },
  });
});

test('context and metadata may be columns of pairs', () => {
  expect(read('context: Pairs\nmetadata: { column: Meta }')).toEqual({
    parameters: { context: { column: 'Pairs' }, metadata: { column: 'Meta' } },
    context: {},
    metadata: {},
  });
});

test.each([
  ['tgas: x', ['Cloudinary takes no parameter "tgas". Did you mean tags?']],
  ['timestamp: x', ['timestamp cannot be mapped: ferry signs each request itself.']],
  ['tags: { colum: x, column: y }', [expect.stringMatching(/^tags has no "colum"; there are column, /)]],
  ['tags: { column: x, constant: y }', ['tags has several sources (column, constant); leave one of them.']],
  ['tags: { split: "|" }', ['tags has no source; give it a column, columns, a template or a constant.']],
  ['tags: { column: x, split: "" }', ['tags.split must be a character or more.']],
  ['tags: [a, b]', [expect.stringMatching(/^tags must be the name of a column, a template, or an object/)]],
  ['tags:', [expect.stringMatching(/^tags must be the name of a column/)]],
  ['tags: ""', ['tags.column must name a column.']],
  ['context: { alt: [x] }', [expect.stringMatching(/^context.alt must be the name of a column/)]],
  ['context: { alt: x }\ncontext.alt: y', ['context.alt is given twice; leave one of them.']],
  ['just a text', ['A mapping has a line for each parameter, such as "file: Image URL".']],
  ['[a]', ['A mapping has a line for each parameter, such as "file: Image URL".']],
])('%s is a fault', (yaml, faults) => {
  expect(read(yaml)).toEqual(faults);
});

test('all faults are told at once', () => {
  expect(read('tgas: x\nasync: y\nfolder: {}\ncontext: { alt: [] }')).toHaveLength(4);
});

test.each([
  ['tags=Keywords', 'tags', { column: 'Keywords' }],
  [' tags = Key words ', 'tags', { column: 'Key words' }],
  ['public_id={{sku}}', 'public_id', { template: '{{sku}}' }],
  ['context.alt=Title', 'context.alt', { column: 'Title' }],
  ['metadata.x=a=b', 'metadata.x', { column: 'a=b' }],
])('--map %s', (pair, target, value) => {
  expect(parseMapPair(pair)).toEqual({ target, value });
});

test('--set folder=archive', () => {
  expect(parseSetPair('folder=archive=1')).toEqual({ target: 'folder', value: { constant: 'archive=1' } });
  expect(parseSetPair('context.by={{me}}')).toEqual({ target: 'context.by', value: { constant: '{{me}}' } });
});

test.each([
  ['tags', '--map "tags" is not of the form tags=Keywords.'],
  ['=x', '--map "=x" is not of the form tags=Keywords.'],
  ['tags=', '--map "tags=" is not of the form tags=Keywords.'],
  ['tgas=x', 'Cloudinary takes no parameter "tgas". Did you mean tags?'],
  ['context.=x', '--map "context.=x" names no key of context.'],
])('--map %s is a fault', (pair, words) => {
  expect(() => parseMapPair(pair)).toThrow(words);
});

test('pairs of the command line are a mapping; of two for one target the last counts', () => {
  expect(mappingOfPairs([parseMapPair('tags=b'), parseMapPair('tags=c'), parseSetPair('context.alt=x')])).toEqual({
    parameters: { tags: { column: 'c' } },
    context: { alt: { constant: 'x' } },
    metadata: {},
  });
  expect(mappingOfPairs([])).toBeUndefined();
});
