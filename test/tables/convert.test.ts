import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { convertTable, openTable } from '../../src/tables';
import { cellsIn, tableFile, tableFolder } from './table-file';

const base = 'https://res.cloudinary.com/demo/image/upload';

describe('a table with URLs in another format', () => {
  test('has one column more, and each row once', async () => {
    const file = tableFile(
      [
        '\uFEFFsku;url;note',
        `007;${base}/v1/a.png;"two\nlines"`,
        `2;${base}/f_auto,q_auto/v1/b.webp;=1+1`,
        `3;${base}/v1/c.jpg;`,
        '4;;',
        '5;https://shop.example/d.png;',
        `6;${base}/s--abcd1234--/e.png;`,
        `7;${base}/v1/f.png;x;y`,
      ].join('\r\n'),
    );
    const table = await openTable({ file });
    const to = { file: join(dirname(file), 'out.csv') };
    const failedTo = { file: join(dirname(file), 'failed.csv') };
    const told: number[] = [];
    const progress = { everyRows: 3, tell: ({ rows }: { rows: number }) => told.push(rows) };
    const result = await convertTable({ table, urlColumn: 'url', format: 'jpg', to, failedTo, progress });
    expect(result).toEqual({
      column: 'url_jpg',
      rows: 7,
      converted: 2,
      skipped: 2,
      failed: 3,
      reasons: {
        'is jpg already': 1,
        'there is no URL': 1,
        'not a delivery URL of Cloudinary': 1,
        'signed: another format needs another signature, and the API secret for it': 1,
        'has more cells than the header': 1,
      },
    });
    expect(told).toEqual([3, 6]);
    const written = readFileSync(to.file, 'utf8');
    expect(written.startsWith('\uFEFFsku;url;note;url_jpg\n')).toBe(true);
    expect(written).toContain("'=1+1");
    const rows = await cellsIn(to.file);
    expect(rows.map(({ sku, url_jpg: url }) => [sku, url])).toEqual([
      ['007', `${base}/f_jpg/v1/a.jpg`],
      ['2', `${base}/f_jpg,q_auto/v1/b.jpg`],
      ['3', `${base}/v1/c.jpg`],
      ['4', ''],
      ['5', ''],
      ['6', ''],
      ['7', ''],
    ]);
    expect(rows[0]?.note).toBe('two\nlines');
    // Cells beyond the header stay with their row where it is to be mended, and bend no row of the table itself.
    expect(readFileSync(failedTo.file, 'utf8')).toContain(`\n7;${base}/v1/f.png;x;has more cells than the header;y\n`);
    expect(written).toContain(`\n7;${base}/v1/f.png;x;\n`);
    expect((await cellsIn(failedTo.file)).map(({ sku, reason }) => [sku, reason])).toEqual([
      ['5', 'not a delivery URL of Cloudinary'],
      ['6', 'signed: another format needs another signature, and the API secret for it'],
      ['7', 'has more cells than the header'],
    ]);
  });

  test('may be the table itself, again and again', async () => {
    const file = tableFile(`url\n${base}/a.png\n`);
    for (const column of ['url_jpg', 'url_jpg_2']) {
      const table = await openTable({ file });
      expect(await convertTable({ table, urlColumn: 'url', format: 'jpg', to: { file } })).toMatchObject({ column });
    }
    expect(readFileSync(file, 'utf8')).toBe(
      `url,url_jpg,url_jpg_2\n${base}/a.png,${base}/f_jpg/a.jpg,${base}/f_jpg/a.jpg\n`,
    );
  });

  test('leaves nothing when the table breaks off', async () => {
    const file = tableFile(
      Buffer.concat([Buffer.from(`url\n${`${base}/a.png\n`.repeat(20_000)}`), Buffer.from([0xff, 0x0a])]),
    );
    const folder = tableFolder();
    const [to, failedTo] = [{ file: join(folder, 'out.csv') }, { file: join(folder, 'failed.csv') }];
    const table = await openTable({ file });
    await expect(convertTable({ table, urlColumn: 'url', format: 'jpg', to, failedTo })).rejects.toThrow('line 20002');
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(to.file)).toBe(false);
  });

  test('says when the side file cannot be written', async () => {
    const file = tableFile(`url\n${'x\n'.repeat(5000)}`);
    const table = await openTable({ file });
    const to = { file: join(tableFolder(), 'out.csv') };
    const failedTo = { file: join(file, 'failed.csv') };
    await expect(convertTable({ table, urlColumn: 'url', format: 'jpg', to, failedTo })).rejects.toThrow(
      /EEXIST|ENOTDIR/,
    );
    expect(readdirSync(dirname(to.file))).toEqual([]);
  });
});
