import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTable } from '../../src/tables';
import { allRows, cellsOf, tableFile, tableFolder } from './table-file';

describe('dialects', () => {
  test.each([
    ['commas', 'sku,link\n1,a\n', ','],
    ['semicolons, with commas in names', 'sku;"name, long";link\n1;x;a\n', ';'],
    ['tabs', 'sku\tlink\n1\ta\n', '\t'],
    ['bars', 'sku|link\n1|a\n', '|'],
    ['a quoted name full of another delimiter', '"a;b;c",link\n1,a\n', ','],
    ['a quote inside a bare name', '5" a""b;x,link;c;d\n1;a;2;3\n', ';'],
    ['the line that tells Excel', 'sep=;\r\na,b;c\r\n1;2\r\n', ';'],
  ])('are told by the header: %s', async (_, content, delimiter) => {
    const table = await openTable({ file: tableFile(content) });
    expect(table.dialect.delimiter).toBe(delimiter);
    expect(table.columns.length).toBeGreaterThan(1);
    expect((await allRows(table)).map(({ problem }) => problem)).toEqual([undefined]);
  });

  test.each([
    ['\n', 'a,b\n1,2\n3,4\n'],
    ['\r\n', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['\r', 'a,b\r1,2\r3,4\r'],
    ['\n', 'a,b\n1,2\r\n3,4'],
    ['\n', '\uFEFF\n\na,b\n1,2\n\n\n3,4'],
  ])('may end lines by %j', async (newline, content) => {
    const table = await openTable({ file: tableFile(content) });
    expect(table.dialect.newline).toBe(newline);
    expect((await allRows(table)).map(({ cells }) => cells)).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
  });

  test('the mark of UTF-8 belongs to no name', async () => {
    const table = await openTable({ file: tableFile('\uFEFFsku,link\n007,ä\n') });
    expect(table.dialect.bom).toBe(true);
    expect(table.columns).toEqual(['sku', 'link']);
    expect((await allRows(table))[0]?.cells).toEqual({ sku: '007', link: 'ä' });
  });

  test('a table of one column takes commas for content', async () => {
    expect(await cellsOf('url\nhttps://x/w_1,h_2/a.jpg\n"b,c"\n')).toEqual([
      { url: 'https://x/w_1,h_2/a.jpg' },
      { url: 'b,c' },
    ]);
  });
});

describe('rows', () => {
  const content = 'a,b\n\n1,"two\nlines"\n\r\n"3\n\n""x""",4\n5,6';

  test('know their line, whatever lies between', async () => {
    const rows = await allRows(await openTable({ file: tableFile(content) }));
    expect(rows.map(({ index, line }) => [index, line])).toEqual([
      [1, 3],
      [2, 6],
      [3, 9],
    ]);
    expect(rows[1]?.cells).toEqual({ a: '3\n\n"x"', b: '4' });
  });

  test('know their bytes', async () => {
    const bytes = Buffer.from('ä,b\r\n\r\nö,"\r\n"\r\n\r\nx,y', 'utf8');
    const rows = await allRows(await openTable({ file: tableFile(bytes) }));
    expect(rows.map(({ startByte, endByte }) => bytes.toString('utf8', startByte, endByte))).toEqual([
      'ö,"\r\n"\r\n',
      'x,y',
    ]);
    expect(rows.map(({ line }) => line)).toEqual([3, 6]);
  });

  test('of the wrong length are told, not thrown', async () => {
    const table = await openTable({ file: tableFile('a,b,c\n1\n1,2,3,4,5\n,,\n') });
    expect((await allRows(table)).map(({ cells, problem }) => ({ cells, problem }))).toEqual([
      { cells: { a: '1', b: '', c: '' }, problem: undefined },
      { cells: { a: '1', b: '2', c: '3' }, problem: 'row 2 has 5 cells, the header has 3' },
      { cells: { a: '', b: '', c: '' }, problem: undefined },
    ]);
  });

  test('keep quotes that are content', async () => {
    expect(await cellsOf('a,b\n5" pipe,x "y" z\n"in ""quotes""",\'z\'\n')).toEqual([
      { a: '5" pipe', b: 'x "y" z' },
      { a: 'in "quotes"', b: "'z'" },
    ]);
  });

  test('may name a column as an object names its own things', async () => {
    const table = await openTable({ file: tableFile('__proto__,constructor\n1,2\n') });
    const [row] = await allRows(table);
    expect(Object.entries(row?.cells ?? {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  test('lose what kept a spreadsheet from running them, unless told otherwise', async () => {
    const file = tableFile("a,b\n'=1+1,'quoted'\n");
    expect((await allRows(await openTable({ file })))[0]?.cells).toEqual({ a: '=1+1', b: "'quoted'" });
    expect((await allRows(await openTable({ file, restore: false })))[0]?.cells.a).toBe("'=1+1");
  });

  test('may be left before their end', async () => {
    const table = await openTable({ file: tableFile(`a\n${'x\n'.repeat(100_000)}`) });
    for await (const { index } of table.rows()) if (index === 3) break;
    expect(await allRows(table)).toHaveLength(100_000);
  });

  test('a header alone has none', async () => {
    expect(await cellsOf('a,b')).toEqual([]);
    expect(await cellsOf('a,b\r\n\r\n')).toEqual([]);
  });
});

describe('what is no table', () => {
  const failure = (content: string | Buffer, name?: string): Promise<unknown> =>
    openTable({ file: tableFile(content, name) })
      .then(allRows)
      .catch((error: unknown) => error);
  const latin = Buffer.from('a,b\n1,2\nGröße,3\n', 'latin1');

  test.each([
    ['nothing', '', /^folders\.csv is empty\. Its first row must name the columns\.$/],
    ['a mark and nothing', '\uFEFF', /is empty/],
    ['blank lines', '\n\n\r\n', /is empty/],
    ['UTF-16 with a mark', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), /^folders\.csv is written in UTF-16.*iconv/],
    ['UTF-16 without', Buffer.from('sku,link\n1,2\n', 'utf16le'), /UTF-16/],
    ['Latin-1', latin, /^folders\.csv is not UTF-8: line 3 has .*iconv -f WINDOWS-1252 -t UTF-8 folders\.csv/],
    ['half a character', Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0xc3])]), /line 2/],
    ['NUL bytes', 'a,b\n1,2\n3,\0\n', /^folders\.csv is not a text file: line 3 has NUL bytes/],
    ['a workbook', Buffer.from('PK\u0003\u0004abc'), /workbook of Excel/],
    ['a name missing', 'a,,c, \n', /^Columns 2 and 4 of folders\.csv have no name\. Its first row must give/],
    ['a name twice', 'a,b,a\n', /^Columns 1 and 3 of folders\.csv are all named "a"/],
    ['data for a header', 'https://x/a.jpg,1,1\n', /It seems to begin with data: put a row before it/],
    [
      'a quote left open',
      'a,b\n1,2\n\n"3\n4,"x\n5,6',
      /^folders\.csv has a quote \("\) in line 4 that is never closed/,
    ],
    ['a quote left open in a later cell', 'a,b\n1,2\n3,"4\n5,6', /in line 3 that is never closed/],
  ])('is refused in words: %s', async (_, content, words) => {
    expect(await failure(content)).toMatchObject({
      name: 'TableError',
      exitCode: 2,
      message: expect.stringMatching(words) as string,
    });
  });

  test('a quote that swallows the file is refused before it fills the memory', async () => {
    const content = Buffer.concat([Buffer.from('a,b\n1,2\n"3,4\n'), Buffer.alloc(9 * 1024 * 1024, 'x,y\n')]);
    expect(await failure(content)).toMatchObject({ message: expect.stringContaining('line 3') as string });
  });

  test('a header without an end is refused', async () => {
    expect(await failure(`"${'x,'.repeat(600_000)}`)).toMatchObject({
      message: expect.stringContaining('does not end within 1 MB') as string,
    });
  });

  test('a file that is not there, and a folder', async () => {
    const folder = tableFolder();
    await expect(openTable({ file: join(folder, 'no.csv') })).rejects.toThrow(`There is no file ${folder}/no.csv`);
    await expect(openTable({ file: mkdtempSync(join(tmpdir(), 'ferry-')) })).rejects.toThrow('is a folder');
  });
});
