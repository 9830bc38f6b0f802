import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cutFolders } from '../../src/planning/rows/cut-folders';
import { readRowPage } from '../../src/planning/rows/read-row-page';
import { openTable } from '../../src/tables/open-table';

const { signal } = new AbortController();
let dir: string;
beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'ferry-folders-'))));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.each([0, 1, 4, 5, 6, 7, 12, 13])(
  '%d rows are each in one folder, whatever the pages, and seen before',
  async (count) => {
    const file = join(dir, `${count}.csv`);
    writeFileSync(file, `n;text\n${Array.from({ length: count }, (_, n) => `${n + 1};"a\n""b"""\n`).join('')}`);
    const table = await openTable({ file });
    const seen = new Set<number>();
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await cutFolders({
        table,
        cursor,
        limit: 2,
        rowsPerFolder: 3,
        signal,
        see: async (rows) => rows.forEach(({ index }) => seen.add(index)),
      });
      expect(page.entries.length).toBeLessThanOrEqual(2);
      for (const folder of page.entries) {
        const { rows } = await readRowPage(table, { folder, limit: 10 });
        expect(folder.path).toBe(`rows ${rows[0]?.index ?? ''}-${rows.at(-1)?.index ?? ''}`);
        for (const { index, line, cells } of rows) {
          expect([seen.has(index), line]).toEqual([true, 2 * index]);
          found.push(cells.n ?? '');
        }
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(found).toEqual(Array.from({ length: count }, (_, n) => String(n + 1)));
  },
);
