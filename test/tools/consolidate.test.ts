import { existsSync } from 'node:fs';
import { toolFolder, type ToolFolder } from './tool-folder';

const base = 'https://res.cloudinary.com/shop/image/upload/v1';

let folder: ToolFolder;
beforeEach(() => (folder = toolFolder()));
afterEach(() => folder.remove());

test('one row for each SKU, gaps kept, and rows without a place in a side file with the reason', async () => {
  folder.write(
    'urls.csv',
    [
      'local_filename,cloudinary_url',
      `A1_2,${base}/A1_2.png`,
      `A1_10,${base}/A1_4.png`,
      `B_1,${base}/B_1.png`,
      `x,${base}/logo.png`,
      '',
    ].join('\n'),
  );
  const result = await folder.ferry(['consolidate', '--input', 'urls.csv', '--output', 'products.csv', '--json']);
  expect(result.exitCode).toBe(3);
  expect(JSON.parse(result.stdout)).toMatchObject({
    rows: 4,
    skus: 2,
    images: 4,
    unmatched: 1,
    imageColumn: 'cloudinary_url',
  });
  expect(folder.read('products.csv')).toBe(
    `sku,image_1,image_2,image_3,image_4\nA1,,${base}/A1_2.png,,${base}/A1_4.png\nB,${base}/B_1.png,,,\n`,
  );
  expect(folder.read('products_unmatched.csv')).toBe(
    `local_filename,cloudinary_url,reason\nx,${base}/logo.png,the name does not fit the pattern\n`,
  );
});

test("all rows matched: exit 0 and no side file; a SKU column and a pattern of one's own", async () => {
  folder.write('urls.csv', 'Code;picture\n0012;front-1.jpg\n0012;back-2.jpg\n0013;only.jpg\n');
  const args = ['consolidate', '-i', 'urls.csv', '-o', 'out.csv', '--sku-column', 'code', '--pattern', '-(?<pos>\\d)$'];
  const result = await folder.ferry(args);
  expect(result).toMatchObject({ exitCode: 0, stdout: '' });
  expect(folder.read('out.csv')).toBe('sku;image_1;image_2\n0012;front-1.jpg;back-2.jpg\n0013;only.jpg;\n');
  expect(existsSync(folder.path('out_unmatched.csv'))).toBe(false);
  const again = await folder.ferry(args);
  expect(again.exitCode).toBe(2);
  expect(again.stderr).toContain('out.csv exists');
  expect((await folder.ferry([...args, '--force'])).exitCode).toBe(0);
});

test.each([
  ['no regular expression', ['--pattern', '(?<sku>'], 'is no regular expression. The default is'],
  ['a pattern without its groups', ['--pattern', '(.*)_(.*)'], 'lacks (?<sku>...) and (?<pos>...)'],
  ['no such SKU column', ['--sku-column', 'skuu'], 'Use --sku-column sku'],
  ['no output', [], "required option '-o, --output <csv>' not specified"],
])('%s: exit 2 and nothing written', async (_name, args, words) => {
  folder.write('urls.csv', `sku,url\na,${base}/a_1.png\n`);
  const output = words.includes('output') ? [] : ['-o', 'out.csv'];
  const result = await folder.ferry(['consolidate', '-i', 'urls.csv', ...output, ...args]);
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toContain(words);
  expect(existsSync(folder.path('out.csv'))).toBe(false);
});
