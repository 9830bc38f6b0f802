import type { Mapping } from '../../../src/core/mapping/mapping';
import { MappingError } from '../../../src/core/mapping/mapping-error';
import { resolveMapping, type ResolvedMapping } from '../../../src/core/mapping/resolve-mapping';

const columns = ['Image URL', 'Keywords', 'sku', 'Name'];
const sample = [{ 'Image URL': 'https://x.org/a.jpg', Keywords: 'a|b', sku: '1', Name: 'Shoe' }];
const file = { column: 'Image URL' };

function resolve(
  given?: Partial<Mapping>,
  table: Partial<{ columns: string[]; sample: Record<string, string>[] }> = {},
): ResolvedMapping {
  const whole = given === undefined ? undefined : { parameters: {}, context: {}, metadata: {}, ...given };
  return resolveMapping({ given: whole, columns, sample, fileName: 'shoes.csv', ...table });
}

function faultsOf(...given: Parameters<typeof resolve>): string[] {
  try {
    resolve(...given);
  } catch (error) {
    if (error instanceof MappingError) return error.faults;
    throw error;
  }
  return [];
}

test('without a mapping all of it is inferred, and said', () => {
  expect(resolve()).toEqual({
    mapping: { parameters: { file, tags: { column: 'Keywords', split: '|' } }, context: {}, metadata: {} },
    notes: [
      'file is taken from "Image URL" (by its name).',
      'tags is taken from "Keywords" (by its name).',
      'Not sent: sku, Name.',
    ],
  });
});

test('with one only the asset is, where it is not named', () => {
  expect(resolve({ parameters: { folder: { constant: 'x' } } })).toEqual({
    mapping: { parameters: { file, folder: { constant: 'x' } }, context: {}, metadata: {} },
    notes: ['file is taken from "Image URL" (by its name).', 'Not sent: Keywords, sku, Name.'],
  });
  expect(resolve({ parameters: { file: { template: 'https://x.org/{{sku}}.jpg' } } }).notes).toEqual([
    'Not sent: Image URL, Keywords, Name.',
  ]);
});

test('case and spaces around a name need not agree', () => {
  const { mapping } = resolve({
    parameters: { file: { column: ' image url' }, tags: { columns: ['KEYWORDS', 'name'] } },
  });
  expect(mapping.parameters).toEqual({ file, tags: { columns: ['Keywords', 'Name'] } });
});

test.each<[string, Partial<Mapping>, string[]]>([
  [
    'a column that is not there',
    { parameters: { tags: { column: 'Keyword' } } },
    ['Column "Keyword" is not in shoes.csv. It has: Image URL, Keywords, sku, Name. Use --map tags=Keywords'],
  ],
  [
    'one that nothing is near to',
    { context: { alt: { column: 'Beschreibung' } } },
    [
      'Column "Beschreibung" is not in shoes.csv. It has: Image URL, Keywords, sku, Name. Name one with --map context.alt=<column>',
    ],
  ],
  [
    'a name with spaces',
    { parameters: { file: { column: 'ImageURL' } } },
    ['Column "ImageURL" is not in shoes.csv. It has: Image URL, Keywords, sku, Name. Use --map "file=Image URL"'],
  ],
  [
    'a template with a column that is not there',
    { parameters: { public_id: { template: '{{skus}}/{{Name}}' } } },
    [
      'Column "skus" is not in shoes.csv. It has: Image URL, Keywords, sku, Name. The template of public_id can take {{sku}}.',
    ],
  ],
  [
    'a template with a filter that there is not',
    { parameters: { public_id: { template: '{{sku|lowercase}}' } } },
    ['There is no filter "lowercase" in {{sku|lowercase}}. There are: lower, upper, trim, slug.'],
  ],
  [
    'an address made of itself',
    { parameters: { file: { template: '{{file.stem}}' } } },
    ['{{file.stem}} is not known before file itself is.'],
  ],
  [
    'a parameter there is not',
    { parameters: { tgas: { column: 'Keywords' } } },
    ['Cloudinary takes no parameter "tgas". Did you mean tags?'],
  ],
  [
    'a parameter like no other',
    { parameters: { price: { column: 'sku' } } },
    ['Cloudinary takes no parameter "price". To keep the value with the asset, map context.price or metadata.price.'],
  ],
  [
    "ferry's own parameters",
    { parameters: { async: { constant: true }, api_key: { constant: 'x' } } },
    [
      'async cannot be mapped: ferry waits for the result of each upload, to report it; use eager_async for derived versions.',
      'api_key cannot be mapped: the account comes from the credentials profile (--profile).',
    ],
  ],
  [
    'several sources',
    { parameters: { folder: { column: 'sku', constant: 'x' } } },
    ['folder has several sources: column, constant. Leave one of them.'],
  ],
  [
    'no source',
    { metadata: { sku: { split: '|' } } },
    ['metadata.sku has no source. Name a column: --map metadata.sku=<column>'],
  ],
  [
    'a key that cannot be sent',
    { context: { 'a=b': { column: 'sku' } } },
    ['context.a=b has no name that can be sent: it may not be empty nor have =, | or \\ in it'],
  ],
])('%s is a fault', (_what, given, faults) => {
  expect(faultsOf(given)).toEqual(faults);
});

test('all faults are told at once', () => {
  const given = { parameters: { tgas: { column: 'Keyword' }, folder: { column: 'x' } }, context: { alt: {} } };
  expect(faultsOf(given)).toHaveLength(4);
});

test('where no column has the URL, or several may, a person must say', () => {
  const plain = { columns: ['a', 'b'], sample: [{ a: '1', b: '2' }] };
  const none =
    'No column of shoes.csv is known to have the URL. It has: a, b. Say which column has the URL: --map file=<column>';
  expect(faultsOf(undefined, plain)).toEqual([none]);
  expect(faultsOf({ parameters: { tags: { column: 'a' } } }, plain)).toEqual([none]);
  const urls = { columns: ['a', 'b'], sample: [{ a: 'https://x.org/1', b: 'https://x.org/2' }] };
  expect(faultsOf(undefined, urls)).toEqual([
    'Several columns of shoes.csv hold URLs: a, b. Say which column has the URL: --map file=<column>',
  ]);
});

describe('single values over a mapping', () => {
  const over: Mapping = {
    parameters: { folder: { constant: 'x' }, tags: { column: 'name' } },
    context: { alt: { column: 'Name' } },
    metadata: {},
  };
  const table = { columns, sample, fileName: 'shoes.csv' };

  test('take the place of what is inferred, target by target; the rest stays inferred', () => {
    expect(resolveMapping({ over, ...table })).toEqual({
      mapping: {
        parameters: { file, folder: { constant: 'x' }, tags: { column: 'Name' } },
        context: { alt: { column: 'Name' } },
        metadata: {},
      },
      notes: ['file is taken from "Image URL" (by its name).', 'Not sent: Keywords, sku.'],
    });
  });

  test('take the place of what a mapping file says', () => {
    const given: Mapping = { parameters: { tags: { column: 'Keywords' } }, context: {}, metadata: {} };
    expect(resolveMapping({ given, over, ...table }).mapping.parameters).toEqual({
      file,
      folder: { constant: 'x' },
      tags: { column: 'Name' },
    });
  });

  test('are checked as all others are', () => {
    const wrong: Mapping = { parameters: { tags: { column: 'Keyword' } }, context: {}, metadata: {} };
    expect(() => resolveMapping({ over: wrong, ...table })).toThrow('Use --map tags=Keywords');
  });
});
