import { createWriteStream, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { startFerry } from '../support/ferry';
import { until } from '../support/until';
import { toolFolder, type ToolFolder } from './tool-folder';

let folder: ToolFolder;
beforeEach(() => (folder = toolFolder()));
afterEach(() => folder.remove());

/** A file that takes longer to work through than it takes to notice that it is worked on. */
async function writeRows(name: string, header: string, row: (n: number) => string): Promise<void> {
  const file = createWriteStream(folder.path(name));
  file.write(header);
  for (let n = 0; n < 600_000; n += 1000) {
    const rows = Array.from({ length: 1000 }, (_, at) => row(n + at)).join('');
    if (!file.write(rows)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

const base = 'https://res.cloudinary.com/shop/image/upload/v1';

test.each<[string, NodeJS.Signals, string[], RegExp]>([
  ['convert', 'SIGINT', ['convert', 'in.csv', '--format', 'jpg', '-o', 'out.csv', '--force'], /\.part$/],
  ['convert', 'SIGTERM', ['convert', 'in.csv', '--format', 'jpg', '-o', 'out.csv', '--force'], /\.part$/],
  ['consolidate', 'SIGINT', ['consolidate', '-i', 'in.csv', '-o', 'out.csv', '--force'], /^\.ferry-sort-/],
])(
  '%s, %s: what was half written is gone, what was there before is not; exit 130',
  async (_name, signal, args, trace) => {
    await writeRows('in.csv', 'sku,url\n', (n) => `${n},${base}/a${n}_1.png\n`);
    folder.write('out.csv', 'mine');
    const running = startFerry(args, folder.environment, folder.dir);
    await until('it is at work', async () => readdirSync(folder.dir).some((name) => trace.test(name)));
    running.process.kill(signal);
    const { exitCode, stderr } = await running.result;
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 130 });
    expect(stderr).toContain('Interrupted: nothing was written.');
    expect(readdirSync(folder.dir).sort()).toEqual(['in.csv', 'out.csv']);
    expect(folder.read('out.csv')).toBe('mine');
  },
  60_000,
);

test('ean: no file of a search that was left; exit 130', async () => {
  folder.write('products.csv', 'ean,image_1\n4006381333931,a.jpg\n');
  await folder.ferry(['ean', 'load', 'products.csv', '--database', 'shop.db']);
  await writeRows('codes.txt', '', () => '4006381333931\n');
  const before = readdirSync(folder.dir).sort();
  const running = startFerry(['ean', '--file', 'codes.txt', '--database', 'shop.db'], folder.environment, folder.dir);
  await until('it is at work', async () => readdirSync(folder.dir).some((name) => name.startsWith('.ferry-ean-')));
  running.process.kill('SIGTERM');
  const { exitCode, stdout, stderr } = await running.result;
  expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 130, stdout: '' });
  expect(readdirSync(folder.dir).sort()).toEqual(before);
}, 60_000);
