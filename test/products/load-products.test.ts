import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { readGtin } from '../../src/core/gtin';
import { loadProducts, type ProductRow } from '../../src/products';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'ferry-load-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function* rowsOf(rows: [string, Record<string, string>][], failure?: Error): AsyncGenerator<ProductRow> {
  for (const [code, cells] of rows) {
    const gtin = readGtin(code);
    if (!('problem' in gtin)) yield { gtin, cells };
  }
  if (failure !== undefined) throw failure;
}

const load = (rows: AsyncIterable<ProductRow>, columns = ['image_1']) =>
  loadProducts({ database: join(dir, 'deep', 'shop.db'), table: 'products', eanColumn: 'ean', columns, rows });

function stored(): unknown[] {
  const database = new BetterSqlite3(join(dir, 'deep', 'shop.db'), { readonly: true });
  const rows = database.prepare('SELECT * FROM products ORDER BY ean').all();
  database.close();
  return rows;
}

test('loading twice is loading once, and what changed is brought up to date', async () => {
  const first = await load(
    rowsOf([
      ['4006381333931', { image_1: 'a' }],
      ['012345678905', { image_1: 'b' }],
    ]),
  );
  expect(first).toEqual({ added: 2, updated: 0 });
  const again = await load(
    rowsOf([
      ['4006381333931', { image_1: 'a' }],
      ['0012345678905', { image_1: 'c' }],
    ]),
  );
  expect(again).toEqual({ added: 0, updated: 2 });
  expect(stored()).toEqual([
    { ean: '012345678905', image_1: 'c' },
    { ean: '4006381333931', image_1: 'a' },
  ]);
});

test('a load that fails leaves all as it was', async () => {
  await load(rowsOf([['4006381333931', { image_1: 'a' }]]));
  const failing = load(
    rowsOf(
      [
        ['4006381333931', { image_1: 'z' }],
        ['96385074', { image_1: 'y' }],
      ],
      new Error('torn'),
    ),
  );
  await expect(failing).rejects.toThrow('torn');
  expect(stored()).toEqual([{ ean: '4006381333931', image_1: 'a' }]);
});

test('columns that are new are added; those the CSV has not are left alone', async () => {
  await load(rowsOf([['96385074', { image_1: 'a' }]]));
  await load(rowsOf([['96385074', { 'odd "name"': 'x' }]]), ['odd "name"']);
  expect(stored()).toEqual([{ ean: '96385074', image_1: 'a', 'odd "name"': 'x' }]);
});
