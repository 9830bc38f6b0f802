import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { consolidateTable, openTable, type ConsolidatedTable } from '../../src/tables';
import { cellsIn, tableFile, tableFolder } from './table-file';

interface Consolidated {
  result: ConsolidatedTable;
  text: string;
  unmatched: Record<string, string>[];
  folder: string;
}

async function consolidate(
  content: string,
  more: { skuColumn?: string; pattern?: string; maxImages?: number; rowsInMemory?: number } = {},
): Promise<Consolidated> {
  const table = await openTable({ file: tableFile(content) });
  const folder = tableFolder();
  const [to, unmatchedTo] = [{ file: join(folder, 'out.csv') }, { file: join(folder, 'rest.csv') }];
  const result = await consolidateTable({ table, imageColumn: 'url', to, unmatchedTo, ...more });
  return { result, text: readFileSync(to.file, 'utf8'), unmatched: await cellsIn(unmatchedTo.file), folder };
}

describe('one row for each SKU', () => {
  test('has its images by position, gaps kept', async () => {
    const { result, text, unmatched, folder } = await consolidate(
      ['name,url', 'x,https://x/b/B-2.jpg?v=1', 'x,https://x/A_10_3.png', 'x,https://x/A_10_1.png', 'y,B-1.JPG'].join(
        '\n',
      ),
    );
    expect(text).toBe(
      'sku,image_1,image_2,image_3\nA_10,https://x/A_10_1.png,,https://x/A_10_3.png\nB,B-1.JPG,https://x/b/B-2.jpg?v=1,\n',
    );
    expect(result).toEqual({ rows: 4, skus: 2, images: 3, unmatched: 0, repeated: 0 });
    expect(unmatched).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['out.csv', 'rest.csv']);
  });

  test('leaves no row out: each has a place, or a reason', async () => {
    const rows = [
      'https://x/a_1.jpg',
      'https://x/a_1.jpg',
      'https://y/a_1.jpg',
      'plain.jpg',
      '',
      'IMG_20240115.jpg',
      '"https://x/a_2.jpg",more',
      'https://x/007_1.jpg',
      '=b_1.jpg',
    ];
    const { result, text, unmatched } = await consolidate(`url,n\n${rows.map((row) => `${row},1`).join('\n')}\n`);
    expect(text).toBe("sku,image_1\n007,https://x/007_1.jpg\n'=b,'=b_1.jpg\na,https://x/a_1.jpg\n");
    expect(result).toEqual({ rows: 9, skus: 3, images: 1, unmatched: 5, repeated: 1 });
    expect(unmatched.map(({ url, reason }) => [url, reason])).toEqual([
      ['https://y/a_1.jpg', 'position 1 of SKU a is taken by row 1'],
      ['plain.jpg', 'the name does not fit the pattern'],
      ['', 'no image'],
      ['IMG_20240115.jpg', 'position 20240115 is beyond 200'],
      ['https://x/a_2.jpg', 'row 7 has 3 cells, the header has 2'],
    ]);
  });

  test('counts from 0 where the names do', async () => {
    const { text } = await consolidate('url\na_0.jpg\na_2.jpg\nb_1.jpg\n');
    expect(text).toBe('sku,image_1,image_2,image_3\na,a_0.jpg,,a_2.jpg\nb,,b_1.jpg,\n');
  });

  test('may have its SKU in a column, and images without a position', async () => {
    const { result, text, unmatched } = await consolidate(
      [
        'code,url',
        ' 1 ,front_2.jpg',
        '1,detail.jpg',
        '1,back_2.jpg',
        '1,front_1.jpg',
        '1,detail.jpg',
        ',lost.jpg',
        '2,IMG_20240115.jpg',
      ].join('\n'),
      { skuColumn: 'code' },
    );
    expect(text).toBe(
      'sku,image_1,image_2,image_3,image_4\n1,front_1.jpg,front_2.jpg,back_2.jpg,detail.jpg\n2,IMG_20240115.jpg,,,\n',
    );
    expect(result).toMatchObject({ skus: 2, repeated: 1 });
    expect(unmatched).toEqual([{ code: '', url: 'lost.jpg', reason: 'no SKU' }]);
  });

  test('has no more images than told', async () => {
    const { result, unmatched } = await consolidate('code,url\n1,a.jpg\n1,b.jpg\n1,c.jpg\n1,d.jpg\n1,e.jpg\n', {
      skuColumn: 'code',
      maxImages: 2,
    });
    expect(result).toMatchObject({ images: 2, unmatched: 3 });
    expect(unmatched.map(({ url }) => url).sort()).toEqual(['c.jpg', 'd.jpg', 'e.jpg']);
  });

  test('may be grouped by a pattern of the user', async () => {
    const { text } = await consolidate('url\n2__shoe.jpg\n1__shoe.jpg\n', { pattern: '^(?<pos>\\d+)__(?<sku>.+)$' });
    expect(text).toBe('sku,image_1,image_2\nshoe,1__shoe.jpg,2__shoe.jpg\n');
  });

  test.each([
    ['(?<sku>.+', /is no regular expression/],
    ['^(.+)_(\\d+)$', /lacks \(\?<sku>\.\.\.\) and \(\?<pos>\.\.\.\)\. The default is /],
  ])('needs a pattern that is one: %s', async (pattern, words) => {
    await expect(consolidate('url\na_1.jpg\n', { pattern })).rejects.toMatchObject({
      name: 'TableError',
      message: expect.stringMatching(words) as string,
    });
  });

  test('leaves nothing when the table breaks off', async () => {
    const table = await openTable({ file: tableFile(`url\n${'a_1.jpg\n'.repeat(20_000)}"b`) });
    const folder = tableFolder();
    const [to, unmatchedTo] = [{ file: join(folder, 'out.csv') }, { file: join(folder, 'rest.csv') }];
    await expect(consolidateTable({ table, imageColumn: 'url', to, unmatchedTo })).rejects.toThrow('never closed');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('does not depend on what fits into memory', async () => {
    const name = fc.record({ sku: fc.constantFrom('a', 'b', 'c-d', 'é'), at: fc.integer({ min: 1, max: 12 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(name, { maxLength: 120 }),
        fc.integer({ min: 1, max: 7 }),
        async (names, rowsInMemory) => {
          const content = `url\n${names.map(({ sku, at }, row) => `https://${row % 2}/${sku}_${at}.jpg\n`).join('')}`;
          const small = await consolidate(content, { rowsInMemory });
          const large = await consolidate(content);
          expect(small.text).toBe(large.text);
          expect(small.unmatched).toEqual(large.unmatched);
          const placed = large.text.match(/https:/g)?.length ?? 0;
          expect(placed + large.result.unmatched + large.result.repeated).toBe(names.length);
        },
      ),
      { numRuns: 30 },
    );
  });
});
