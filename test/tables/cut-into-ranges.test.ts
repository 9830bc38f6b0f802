import fc from 'fast-check';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cutIntoRanges, openTable } from '../../src/tables';
import { bytesInUse } from './bytes-in-use';
import { allRows, collect, tableFile, tableFolder } from './table-file';

async function rowsOf(file: string) {
  return (await openTable({ file })).rows();
}

describe('ranges of a table', () => {
  test('know where they begin and end', async () => {
    const content = 'a,b\n1,2\n"3\n",4\n\n5,6\n7,8\n';
    const ranges = await collect(cutIntoRanges({ rows: await rowsOf(tableFile(content)), rowsPerRange: 2 }));
    expect(ranges).toEqual([
      { startByte: 4, endByte: 15, firstRow: 1, firstLine: 2, rows: 2 },
      { startByte: 16, endByte: 24, firstRow: 3, firstLine: 6, rows: 2 },
    ]);
  });

  test('a header alone has none', async () => {
    expect(await collect(cutIntoRanges({ rows: await rowsOf(tableFile('a,b\n')), rowsPerRange: 2 }))).toEqual([]);
  });

  test('read one by one are the table', async () => {
    const line = fc.constantFrom('1,2', '"x\ny",2', '"\n\n",', '', '""""', 'ä,"ö\r\n"', '1,2,3', '"5"" x",y', ',');
    const newline = fc.constantFrom('\n', '\r\n', '\r');
    await fc.assert(
      fc.asyncProperty(fc.array(line), newline, fc.integer({ min: 1, max: 5 }), async (lines, end, rowsPerRange) => {
        const file = tableFile(['a,b', ...lines].join(end));
        const table = await openTable({ file });
        const ranges = await collect(cutIntoRanges({ rows: await rowsOf(file), rowsPerRange }));
        const rows = [];
        for (const range of ranges) {
          const read = await collect(table.rows(range));
          expect(read).toHaveLength(range.rows);
          rows.push(...read);
        }
        expect(rows).toEqual(await allRows(table));
        expect(rows).toHaveLength(lines.filter((text) => text !== '').length);
      }),
      { numRuns: 60 },
    );
  });

  test('of 80 000 rows cost no memory', async () => {
    const file = join(tableFolder(), 'long.csv');
    const handle = openSync(file, 'w');
    writeSync(handle, 'sku;name;link\r\n');
    for (let block = 0; block < 80; block += 1) {
      const rows = Array.from({ length: 1000 }, (_, at) => {
        const row = block * 1000 + at + 1;
        return `${row};"Größe ""${row}"";\r\nzweite Zeile";https://x/${row}`;
      });
      writeSync(handle, `${rows.join('\r\n')}\r\n`);
    }
    closeSync(handle);
    const beforeBytes = bytesInUse();
    let peakBytes = 0;
    const watch = (row: number): void => {
      if (row % 10_000 === 0) peakBytes = Math.max(peakBytes, bytesInUse() - beforeBytes);
    };
    const ranges = [];
    for await (const range of cutIntoRanges({ rows: await rowsOf(file), rowsPerRange: 1000 })) {
      watch(range.firstRow + range.rows - 1);
      ranges.push(range);
    }
    const table = await openTable({ file });
    let rows = 0;
    let wrong = 0;
    for await (const { index, line, cells, problem } of table.rows()) {
      rows += 1;
      const isRight = cells.sku === String(rows) && index === rows && line === rows * 2 && problem === undefined;
      if (!isRight || cells.name !== `Größe "${rows}";\r\nzweite Zeile`) wrong += 1;
      watch(rows);
    }
    expect({ rows, wrong, ranges: ranges.length }).toEqual({ rows: 80_000, wrong: 0, ranges: 80 });
    expect(ranges.at(-1)).toMatchObject({ firstRow: 79_001, firstLine: 158_002, rows: 1000 });
    const last = await collect(table.rows(ranges[57]));
    expect(last[0]).toMatchObject({ index: 57_001, line: 114_002, cells: { sku: '57001' } });
    // The file has almost 5 MB; rows that are kept would take several times that.
    expect(peakBytes).toBeLessThan(8 * 1024 * 1024);
  });
});
