import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { until } from '../support/until';
import { toolFolder, type ToolFolder } from './tool-folder';

const catalogue = resolve(__dirname, '..', '..', 'examples', 'products.csv');
const pens = 'https://res.cloudinary.com/demo/image/upload/products/fineliner-0-4-blue_';

let folder: ToolFolder;
beforeAll(async () => {
  folder = toolFolder();
  await folder.ferry(['ean', 'load', catalogue]);
});
afterAll(() => folder.remove());

function files(dir: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder.path(dir)).map((name) => [name.replace(/_\d{8}_\d{6}/, ''), folder.read(`${dir}/${name}`)]),
  );
}

test('the sample catalogue is loaded, and loaded again without harm', async () => {
  const again = await folder.ferry(['ean', 'load', catalogue, '--json']);
  expect(again.exitCode).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ added: 0, updated: 10, refused: 0 });
});

test('codes singly and in lists: images on stdout, the rest on stderr, three files, exit 3', async () => {
  const args = ['ean', '4006381333931, 0614141123452', '4 006381 333931', '7501031311309', '4006381333932'];
  const { exitCode, stdout, stderr } = await folder.ferry([...args, '--output-dir', 'one']);
  expect(exitCode).toBe(3);
  expect(stdout.split('\n').slice(0, 3)).toEqual([1, 2, 3].map((n) => `4006381333931\t${pens}${n}.jpg`));
  expect(stderr).toContain('7501031311309: not in the database');
  expect(stderr).toContain('4006381333932 has the check digit 2 where 1 is right');
  expect(stderr).toContain('5 codes: 3 found, 1 not found, 1 invalid.');
  const written = files('one');
  const header = `ean,${Array.from({ length: 10 }, (_, at) => `image_${at + 1}`).join()}`;
  const pen = `4006381333931,${pens}1.jpg,${pens}2.jpg,${pens}3.jpg,,,,,,,`;
  const missing = [
    '7501031311309,,,,,,,,,,,not found,',
    '4006381333932,,,,,,,,,,,invalid,has the check digit 2 where 1 is right: some digit is wrong',
  ];
  expect(Object.keys(written).sort()).toEqual(['ean_ALL.csv', 'ean_FOUND.csv', 'ean_NOT_FOUND.csv']);
  expect(written['ean_FOUND.csv']?.split('\n').slice(0, 2)).toEqual([header, pen]);
  expect(written['ean_NOT_FOUND.csv']).toBe(`${header},status,problem\n${missing.join('\n')}\n`);
  const all = written['ean_ALL.csv']?.trim().split('\n') ?? [];
  expect(all).toHaveLength(6);
  expect(all.slice(4)).toEqual(missing);
});

test.each([
  ['a list in lines', '\uFEFF4006381333931\r\n\r\n96385074, 012345678905\r\n'],
  [
    'a CSV with a column of that name',
    'name;EAN code;stock\nPen;4006381333931;3\nSharpener;96385074;1\nMug;12345678905;0\n',
  ],
  ['a CSV with a column that holds them', 'a,b\n1,4006381333931\n2,96385074\n3,012345678905\n'],
  ['a column of its own', 'article\n4006381333931\n96385074\n012345678905\n'],
])('codes out of a file: %s', async (_name, content) => {
  folder.write('codes.csv', content);
  const { exitCode, stdout } = await folder.ferry(['ean', '--file', 'codes.csv', '--output-dir', 'two', '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ codes: 3, found: 3, notFound: 0, invalid: 0 });
});

test('a fault of the database is exit 5, whatever it is, and no file says "not found"', async () => {
  folder.write('text.db', 'no database');
  for (const [args, words] of [
    [['--database', 'nope.db'], 'There is no product database nope.db. Make one with `ferry ean load'],
    [['--database', 'text.db'], 'file is not a database'],
    [['--table', 'shop'], 'no such table: shop'],
    [['--ean-column', 'x" OR 1=1 --'], 'There is no column'],
    [['--database', 'postgres://me:hunter2@127.0.0.1:1/shop'], 'postgres://***@127.0.0.1:1/shop cannot be reached'],
    [['--database', 'mysql://me:hunter2@127.0.0.1:1/shop'], 'mysql://***@127.0.0.1:1/shop cannot be reached'],
    [['--database', 'oracle://me:hunter2@db/shop'], 'A database oracle: cannot be used'],
  ] as const) {
    const result = await folder.ferry(['ean', '96385074', '--output-dir', 'three', ...args]);
    expect(result).toMatchObject({ exitCode: 5, stdout: '' });
    expect(result.stderr).toContain(words);
    expect(result.stderr).not.toContain('hunter2');
  }
  expect(existsSync(folder.path('three'))).toBe(false);
});

test('table and columns come from settings, and options win', async () => {
  folder.write('other.csv', 'barcode,back,front\n96385074,b.jpg,f.jpg\n');
  const settings = {
    EAN_DATABASE_URL: 'other.db',
    EAN_TABLE: 'things',
    EAN_COLUMN: 'barcode',
    EAN_IMAGE_COLUMNS: 'front,back',
  };
  expect((await folder.ferry(['ean', 'load', 'other.csv'], settings)).exitCode).toBe(0);
  const both = await folder.ferry(['ean', '96385074', '--output-dir', 'four'], settings);
  expect(both.stdout).toBe('96385074\tf.jpg\n96385074\tb.jpg\n');
  const one = await folder.ferry(['ean', '96385074', '--image-columns', 'back', '--output-dir', 'four'], settings);
  expect(one.stdout).toBe('96385074\tb.jpg\n');
});

test('rows with a bad code are refused by name, the others loaded; exit 3', async () => {
  folder.write('bad.csv', 'ean,image_1\n96385074,a\n96385075,b\n,c\n');
  const { exitCode, stderr } = await folder.ferry(['ean', 'load', 'bad.csv', '--database', 'bad.db']);
  expect(exitCode).toBe(3);
  expect(stderr).toContain('row 2: 96385075 has the check digit 5 where 4 is right');
  expect(stderr).toContain('row 3: the code is empty');
  expect(stderr).toContain('Products: 1 added, 0 brought up to date. Rows refused: 2.');
});

test.each([
  ['no codes and nobody to ask', ['ean'], 'Give codes: ferry ean 4006381333931, or --file codes.txt.'],
  ['no such file', ['ean', '--file', 'nope.txt'], 'There is no file nope.txt'],
  ['a mistyped file among the codes', ['ean', 'nope.txt'], 'There is no file nope.txt'],
  ['a CSV without a header', ['ean', '--file', 'bare.csv'], 'begins with a code where the columns should be named'],
  ['no such catalogue', ['ean', 'load', 'nope.csv'], 'There is no file nope.csv'],
])('%s: exit 2', async (_name, args, words) => {
  folder.write('bare.csv', '4006381333931,Pen\n96385074,Sharpener\n');
  const result = await folder.ferry(args);
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toContain(words);
});

const onTerminal = existsSync('/usr/bin/script') ? test : test.skip;

onTerminal('on a terminal ferry asks, answers, goes on after a mistyped name, and remembers', async () => {
  const command = `"${process.execPath}" "${resolve(__dirname, '..', '..', 'bin', 'ferry.js')}" ean --output-dir five`;
  const child = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], { cwd: folder.dir, env: folder.environment });
  let said = '';
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString('utf8')));
  const over = once(child, 'close');
  const prompts = (): number => said.split('ean> ').length - 1;
  for (const [at, line] of ['nope.txt', '96385074', ''].entries()) {
    await until(`prompt ${at + 1}; it said: ${said}`, async () => prompts() > at);
    child.stdin.write(`${line}\r`);
  }
  expect((await over)[0]).toBe(0);
  expect(said).toContain('There is no file nope.txt');
  expect(said).toContain('96385074\thttps://');
  expect(folder.read('home/ean-history')).toBe('nope.txt\n96385074\n');
});
