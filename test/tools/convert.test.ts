import { existsSync } from 'node:fs';
import { v2 as cloudinary } from 'cloudinary';
import { toolFolder, type ToolFolder } from './tool-folder';

const base = 'https://res.cloudinary.com/shop/image/upload';

let folder: ToolFolder;
beforeEach(() => (folder = toolFolder()));
afterEach(() => folder.remove());

test('the URL column is found, the new one stands beside it, and the counts are JSON', async () => {
  folder.write(
    'urls.csv',
    `name,cloudinary_url\na,${base}/v1/a.png\nb,"${base}/f_png,q_80/v1/b.png"\nc,${base}/v1/c.jpg\n`,
  );
  const { exitCode, stdout, stderr } = await folder.ferry(['convert', 'urls.csv', '--format', 'jpg', '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ rows: 3, converted: 2, skipped: 1, failed: 0 },
    ...{ urlColumn: 'cloudinary_url', column: 'cloudinary_url_jpg' },
    output: expect.stringMatching(/urls_jpg\.csv$/) as string,
  });
  expect(folder.read('urls_jpg.csv')).toBe(
    `name,cloudinary_url,cloudinary_url_jpg\na,${base}/v1/a.png,${base}/f_jpg/v1/a.jpg\nb,"${base}/f_png,q_80/v1/b.png","${base}/f_jpg,q_80/v1/b.jpg"\nc,${base}/v1/c.jpg,${base}/v1/c.jpg\n`,
  );
  expect(stderr).toContain('3 rows: 2 converted, 1 left as they are, 0 failed.');
  expect(existsSync(folder.path('urls_jpg_failed.csv'))).toBe(false);
});

test('rows that fail go to a file of their own, which is itself an input; exit 3', async () => {
  folder.write('urls.csv', `sku;url\n007;${base}/v1/a.png\n008;https://example.com/b.png\n'=HYPERLINK(1);\n`);
  const first = await folder.ferry(['convert', 'urls.csv', '--format', 'webp', '--quality', '80', '-o', 'out.csv']);
  expect(first).toMatchObject({ exitCode: 3, stdout: '' });
  expect(folder.read('out.csv')).toContain(`007;${base}/v1/a.png;"${base}/f_webp,q_80/v1/a.webp"`.replaceAll('"', ''));
  expect(folder.read('out.csv')).toContain("'=HYPERLINK(1);;");
  expect(folder.read('out_failed.csv')).toBe(
    'sku;url;reason\n008;https://example.com/b.png;not a delivery URL of Cloudinary\n',
  );
  const again = await folder.ferry(['convert', 'out_failed.csv', '--format', 'jpg', '--url-column', 'url']);
  expect(again.exitCode).toBe(3);
});

test('what exists is replaced with --force only, and the input never', async () => {
  folder.write('urls.csv', `url\n${base}/v1/a.png\n`);
  folder.write('urls_jpg.csv', 'mine');
  const refused = await folder.ferry(['convert', 'urls.csv', '--format', 'jpg']);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('urls_jpg.csv exists. Name another with --output, or replace it with --force.');
  expect(folder.read('urls_jpg.csv')).toBe('mine');
  expect((await folder.ferry(['convert', 'urls.csv', '--format', 'jpg', '--force'])).exitCode).toBe(0);
  expect(folder.read('urls_jpg.csv')).toContain('f_jpg');
  const own = await folder.ferry(['convert', 'urls.csv', '--format', 'jpg', '-o', './urls.csv', '--force']);
  expect(own.exitCode).toBe(2);
  expect(folder.read('urls.csv')).toBe(`url\n${base}/v1/a.png\n`);
});

test.each([
  ['by the secret', { CLOUDINARY_API_SECRET: 'shh' }],
  ['by the URL', { CLOUDINARY_URL: 'cloudinary://key:shh@shop' }],
])('signed URLs are signed again %s, as the SDK signs them', async (_name, environment) => {
  const sign = { cloud_name: 'shop', api_secret: 'shh', sign_url: true, secure: true, version: 1, urlAnalytics: false };
  const before = cloudinary.url('folder/a.png', sign);
  const after = cloudinary.url('folder/a.jpg', { ...sign, transformation: { fetch_format: 'jpg' } });
  folder.write('urls.csv', `url\n${before}\n`);
  const { exitCode, stderr } = await folder.ferry(['convert', 'urls.csv', '--format', 'jpg'], environment);
  expect(exitCode).toBe(0);
  expect(folder.read('urls_jpg.csv')).toContain(`${before},${after}\n`);
  expect(stderr).not.toContain('shh');
});

test('without the secret a signed URL is a failed row that says why', async () => {
  folder.write('urls.csv', `url\n${base}/s--abcdefgh--/v1/a.png\n`);
  const { exitCode, stderr } = await folder.ferry(['convert', 'urls.csv', '--format', 'jpg']);
  expect(exitCode).toBe(3);
  expect(stderr).toContain('signed: another format needs another signature, and the API secret for it');
});

test.each([
  ['an unknown format', ['--format', 'jpgg'], '"jpgg" is no format'],
  ['a quality that is none', ['--format', 'jpg', '--quality', '101'], '"101" is no quality'],
  ['a column that is not there', ['--format', 'jpg', '--url-column', 'urll'], 'Use --url-column url'],
  ['no column of URLs', ['--format', 'jpg'], 'It has: name, url. Name one with --url-column.'],
  ['an unknown profile', ['--format', 'jpg', '--profile', 'no'], 'There is no profile "no"'],
])('%s: exit 2', async (_name, args, words) => {
  folder.write('urls.csv', 'name,url\na,https://example.com/a.png\n');
  const result = await folder.ferry(['convert', 'urls.csv', ...args]);
  expect(result).toMatchObject({ exitCode: 2, stdout: '' });
  expect(result.stderr).toContain(words);
  expect(existsSync(folder.path('urls_jpg.csv'))).toBe(false);
});

test('a report of an upload is understood as it is: cloudinary_url wins over jpg_url', async () => {
  folder.write('report.csv', `local_filename,cloudinary_url,jpg_url\na.png,${base}/v1/a.png,${base}/f_jpg/v1/a.jpg\n`);
  await folder.ferry(['convert', 'report.csv', '--format', 'webp']);
  expect(folder.read('report_webp.csv')).toContain('cloudinary_url_webp');
  folder.write('two.csv', `one,two\n${base}/v1/a.png,${base}/v1/b.png\n`);
  const { exitCode, stderr } = await folder.ferry(['convert', 'two.csv', '--format', 'webp']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Several columns of two.csv hold delivery URLs of Cloudinary: one, two.');
});
