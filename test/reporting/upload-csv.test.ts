import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse as parseStream } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { jpgUrl } from '../../src/reporting/jpg-url';
import { writeReportFile } from '../../src/reporting/report-file';
import { uploadCsv } from '../../src/reporting/upload-csv';
import { writeAtomically } from '../../src/tables/write-atomically';
import type { Outcome } from '../../src/state/outcomes';

const header =
  'local_filename,cloudinary_url,jpg_url,folder_path,public_id,asset_id,bytes,width,height,format,etag,status,error,uploaded_at';

function outcome(item: string, more: Partial<Outcome> = {}): Outcome {
  return { item, folder: '', status: 'done', bytes: 10, attempts: 1, plannedBy: 'run/1', pass: 0, ...more };
}

async function* each(outcomes: Iterable<Outcome>): AsyncGenerator<Outcome> {
  yield* outcomes;
}

async function textOf(outcomes: AsyncIterable<Outcome>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of uploadCsv(outcomes)) parts.push(Buffer.from(part as Buffer));
  return Buffer.concat(parts).toString('utf8');
}

async function rowsOf(...outcomes: Outcome[]): Promise<Record<string, string>[]> {
  return parse(await textOf(each(outcomes)), { columns: true });
}

describe('the columns of the report', () => {
  const result = {
    url: 'https://res.cloudinary.com/demo/image/upload/v1/shop/a.png',
    publicId: 'shop/a',
    assetId: 'abc123',
    bytes: 112_525,
    width: 640,
    height: 427,
    format: 'png',
    etag: 'd41d8',
    resourceType: 'image',
  };

  test('are these, in this order, whatever happened', async () => {
    expect(await textOf(each([]))).toBe(`${header}\n`);
    const done = outcome('Summer/a.png', { result, startedAt: 's', finishedAt: '2026-05-01T10:00:00.000Z' });
    expect(await textOf(each([done]))).toBe(
      `${header}\na.png,${result.url},https://res.cloudinary.com/demo/image/upload/f_jpg/v1/shop/a.jpg,Summer,shop/a,abc123,112525,640,427,png,d41d8,uploaded,,2026-05-01T10:00:00.000Z\n`,
    );
  });

  test('say how each item ended and why', async () => {
    const finishedAt = '2026-05-01T10:00:00.000Z';
    const rows = await rowsOf(
      outcome('a', { status: 'done', result: { ...result, note: 'made smaller' }, finishedAt }),
      outcome('b', { status: 'skipped', error: 'empty file', finishedAt }),
      outcome('c', { status: 'failed', kind: 'NotFound', error: 'gone', finishedAt }),
      outcome('d', { status: 'cancelled', error: 'cancelled before it was done', finishedAt }),
      outcome('e', { status: 'planned' }),
    );
    expect(rows.map(({ status, error, uploaded_at }) => [status, error, uploaded_at])).toEqual([
      ['uploaded', 'made smaller', finishedAt],
      ['skipped', 'empty file', ''],
      ['failed', 'NotFound: gone', ''],
      ['cancelled', 'cancelled before it was done', ''],
      ['pending', '', ''],
    ]);
  });

  test('have the source’s size where nothing was stored, and no JPEG of what is no image', async () => {
    const [failed, video] = await rowsOf(
      outcome('x/a.png', { status: 'failed', bytes: 77 }),
      outcome('a.mp4', {
        result: { url: 'https://res.cloudinary.com/demo/video/upload/a.mp4', resourceType: 'video' },
      }),
    );
    expect(failed).toMatchObject({
      local_filename: 'a.png',
      folder_path: 'x',
      bytes: '77',
      cloudinary_url: '',
      jpg_url: '',
    });
    expect(video).toMatchObject({ cloudinary_url: 'https://res.cloudinary.com/demo/video/upload/a.mp4', jpg_url: '' });
  });
});

describe('names from outside', () => {
  test.each([
    '=1+1.jpg',
    '+1.jpg',
    '-1.jpg',
    '@SUM(A1).jpg',
    '\tx.jpg',
    '\rx.jpg',
    '=HYPERLINK("x","y").jpg',
    '＝1.jpg',
  ])('%j is no formula', async (item) => {
    const [row] = await rowsOf(outcome(item, { status: 'failed', error: item }));
    expect(row?.local_filename).toBe(`'${item}`);
    expect(row?.error).toBe(`'${item}`);
  });

  test('in a folder too', async () => {
    const [row] = await rowsOf(outcome('=cmd/a.jpg', { result: { publicId: '-x', format: '@y' } }));
    expect(row).toMatchObject({ folder_path: "'=cmd", public_id: "'-x", format: "'@y" });
  });

  test.each([
    'a "quoted", name.jpg',
    'two\nlines.jpg',
    'cr\r\nlf.jpg',
    'semi;colon.jpg',
    '写真 🎉.jpg',
    ' spaces .jpg',
    "o'clock.jpg",
  ])('%j comes back as it was', async (item) => {
    const rows = await rowsOf(outcome(item), outcome('next'));
    expect(rows.map(({ local_filename }) => local_filename)).toEqual([item, 'next']);
  });
});

describe('the delivery URL as JPEG', () => {
  const base = 'https://res.cloudinary.com/demo/image/upload';
  test.each([
    [`${base}/v12/a/b.png`, `${base}/f_jpg/v12/a/b.jpg`],
    [`${base}/v12/a.PNG`, `${base}/f_jpg/v12/a.jpg`],
    [`${base}/v12/a.jpg`, `${base}/f_jpg/v12/a.jpg`],
    [`${base}/v12/a.jpeg`, `${base}/f_jpg/v12/a.jpg`],
    [`${base}/v12/a.tiff`, `${base}/f_jpg/v12/a.jpg`],
    [`${base}/v12/png.heic`, `${base}/f_jpg/v12/png.jpg`],
    [`${base}/v12/a.png.png`, `${base}/f_jpg/v12/a.png.jpg`],
    [`${base}/v12/image/upload/a.png`, `${base}/f_jpg/v12/image/upload/a.jpg`],
    [`${base}/v12/no-extension`, `${base}/f_jpg/v12/no-extension`],
    [`${base}/s--aB3_-x9Q--/v1/a.png`, `${base}/s--aB3_-x9Q--/v1/a.png`],
    [
      'https://demo-res.cloudinary.com/image/upload/v1/a.png',
      'https://demo-res.cloudinary.com/image/upload/f_jpg/v1/a.jpg',
    ],
    ['http://127.0.0.1:4010/demo/image/upload/v1/a.png', 'http://127.0.0.1:4010/demo/image/upload/f_jpg/v1/a.jpg'],
    ['https://res.cloudinary.com/demo/video/upload/v1/a.mp4', 'https://res.cloudinary.com/demo/video/upload/v1/a.mp4'],
    ['/photos/a.png', '/photos/a.png'],
    ['', ''],
  ])('%s', (url, jpg) => expect(jpgUrl(url)).toBe(jpg));
});

describe('the report as a file', () => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ferry-report-'));
    file = join(dir, 'new', 'folder', 'report.csv');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test('cells that a spreadsheet takes for formulas are put out of action, unless they are wanted bare', async () => {
    await writeReportFile(file, each([outcome('=1+1.jpg')]));
    expect(readFileSync(file, 'utf8')).toContain("\n'=1+1.jpg,");
    await writeReportFile(file, each([outcome('=1+1.jpg')]), { safe: false });
    expect(readFileSync(file, 'utf8')).toContain('\n=1+1.jpg,');
  });

  test('50 000 rows are 50 000 rows', async () => {
    await writeReportFile(
      file,
      (async function* () {
        for (let n = 0; n < 50_000; n += 1) yield outcome(`f/${n}, "x"\n.jpg`);
      })(),
    );
    const names = new Set<string>();
    const parser = parseStream(readFileSync(file), { columns: true });
    for await (const row of parser) names.add((row as { local_filename: string }).local_filename);
    expect(names.size).toBe(50_000);
    expect(names.has('49999, "x"\n.jpg')).toBe(true);
    expect(readdirSync(join(file, '..'))).toEqual(['report.csv']);
  });

  test('rows are made only as fast as they are taken', async () => {
    let made = 0;
    const csv = uploadCsv(
      (async function* () {
        for (; made < 20_000; made += 1) yield outcome(`f/${made}.jpg`);
      })(),
    );
    await new Promise((resolve) => csv.once('readable', resolve));
    for (let turn = 0; turn < 1000; turn += 1) await new Promise(setImmediate);
    expect(made).toBeLessThan(5000);
    csv.destroy();
  });

  test('a reading that breaks leaves the report of before and nothing half written', async () => {
    await writeReportFile(file, each([outcome('before.jpg')]));
    const before = readFileSync(file, 'utf8');
    const broken = writeReportFile(
      file,
      (async function* () {
        for (let n = 0; n < 5000; n += 1) yield outcome(`${n}.jpg`);
        throw new Error('the database went away');
      })(),
    );
    await expect(broken).rejects.toThrow('the database went away');
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(readdirSync(join(file, '..'))).toEqual(['report.csv']);
  });

  test('a reader that goes away ends the reading', async () => {
    let hasEnded = false;
    const csv = uploadCsv(
      (async function* () {
        try {
          for (let n = 0; ; n += 1) yield outcome(`${n}.jpg`);
        } finally {
          hasEnded = true;
        }
      })(),
    );
    await expect(
      pipeline(csv, async function (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) throw new Error(`no room for ${piece.length} bytes`);
      }),
    ).rejects.toThrow('no room');
    for (let turn = 0; turn < 100 && !hasEnded; turn += 1) await new Promise(setImmediate);
    expect(hasEnded).toBe(true);
  });

  test('a place where nothing can be written says so and leaves nothing', async () => {
    writeFileSync(join(dir, 'plain'), '');
    await expect(writeAtomically(join(dir, 'plain', 'x.csv'), Readable.from(['x']))).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTDIR|EEXIST/) as string,
    });
    rmSync(join(dir, 'plain'));
    expect(readdirSync(dir)).toEqual([]);
  });

  test('two writers at once leave one whole report', async () => {
    const many = (name: string) => each(Array.from({ length: 2000 }, (_, n) => outcome(`${name}-${n}.jpg`)));
    await Promise.all([writeReportFile(file, many('one')), writeReportFile(file, many('two'))]);
    const rows = parse(readFileSync(file, 'utf8'), { columns: true });
    const writers = new Set(
      (rows as { local_filename: string }[]).map(({ local_filename }) => local_filename.slice(0, 3)),
    );
    expect(rows).toHaveLength(2000);
    expect(writers.size).toBe(1);
    expect(readdirSync(join(file, '..'))).toEqual(['report.csv']);
  });
});
