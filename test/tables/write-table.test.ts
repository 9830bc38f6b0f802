import fc from 'fast-check';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openTable, writeTable } from '../../src/tables';
import { delimiters } from '../../src/tables/dialect';
import { allRows, tableFolder } from './table-file';

const hostile = fc
  .array(
    fc.constantFrom('"', ',', ';', '\t', '|', '\r', '\n', '\r\n', "'", '=', '-', ' ', 'ä', '🎉', '\uFEFF', 'a', 'sep='),
  )
  .map((parts) => parts.join(''));
const cell = fc.oneof(hostile, fc.string({ unit: 'binary' })).map((drawn) => drawn.replaceAll('\0', ''));
const column = cell.filter((name) => name.trim() !== '');

describe('a table that is written', () => {
  test('is read back the same, whatever is in it', async () => {
    const table = fc.uniqueArray(column, { minLength: 1, maxLength: 4 }).chain((columns) =>
      fc.record({
        columns: fc.constant(columns),
        rows: fc.array(fc.tuple(...columns.map(() => cell)), { maxLength: 6 }),
        delimiter: fc.constantFrom(...delimiters),
        bom: fc.boolean(),
        safe: fc.boolean(),
      }),
    );
    const file = join(tableFolder(), 'table.csv');
    await fc.assert(
      fc.asyncProperty(table, async ({ columns, rows, delimiter, bom, safe }) => {
        const named = rows.map((cells) => Object.fromEntries(cells.map((value, at) => [columns[at] ?? '', value])));
        const { rows: written } = await writeTable({ to: { file }, columns, rows: named, delimiter, bom, safe });
        const read = await openTable({ file, restore: safe });
        expect(read.columns).toEqual(columns);
        expect(read.dialect.bom).toBe(bom);
        if (columns.length > 1) expect(read.dialect.delimiter).toBe(delimiter);
        expect((await allRows(read)).map(({ cells }) => cells)).toEqual(named);
        expect(written).toBe(rows.length);
      }),
      { numRuns: 150 },
    );
  });

  test('is safe for spreadsheets unless told otherwise; numbers stay numbers', async () => {
    const file = join(tableFolder(), 'table.csv');
    const format = { columns: ['a', 'b', 'c'], rows: [{ a: '=1', b: -5, c: undefined }] };
    await writeTable({ to: { file }, ...format });
    expect(readFileSync(file, 'utf8')).toBe("a,b,c\n'=1,-5,\n");
    await writeTable({ to: { file }, ...format, safe: false, delimiter: ';', bom: true });
    expect(readFileSync(file, 'utf8')).toBe('\uFEFFa;b;c\n=1;-5;\n');
  });

  test('goes to a stream, which stays open', async () => {
    const stream = new PassThrough();
    const { rows } = await writeTable({ to: { stream }, columns: ['a'], rows: [{ a: '1' }, { a: '' }] });
    stream.end('more');
    expect(await text(stream)).toBe('a\n1\n""\nmore');
    expect(rows).toBe(2);
  });

  test('leaves the old file alone when its rows break off', async () => {
    const folder = tableFolder();
    const file = join(folder, 'table.csv');
    writeFileSync(file, 'old');
    async function* breaking(): AsyncGenerator<{ a: string }> {
      yield { a: '1' };
      throw new Error('the database is gone');
    }
    await expect(writeTable({ to: { file }, columns: ['a'], rows: breaking() })).rejects.toThrow(
      'the database is gone',
    );
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['table.csv']);
  });

  test('has no NUL in it', async () => {
    const file = join(tableFolder(), 'table.csv');
    await writeTable({ to: { file }, columns: ['a'], rows: [{ a: 'x\0y' }] });
    expect((await allRows(await openTable({ file })))[0]?.cells.a).toBe('x\uFFFDy');
  });
});
