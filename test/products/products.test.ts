import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGtin, type Gtin } from '../../src/core/gtin';
import { openProducts, ProductDatabaseError, type ProductSource } from '../../src/products';
import { describeOnEach } from './databases';

function gtin(code: string): Gtin {
  const read = readGtin(code);
  if ('problem' in read) throw new Error(`${code} ${read.problem}`);
  return read;
}

async function find(source: ProductSource, codes: string[]): Promise<Record<string, string[]>> {
  const products = await openProducts(source);
  try {
    return Object.fromEntries(await products.find(codes.map(gtin)));
  } finally {
    await products.close();
  }
}

describeOnEach('products', (database) => {
  test('the sample schema is a schema, and a product is found by any way to write its code', async () => {
    await database.run(readFileSync(join(__dirname, '..', '..', 'examples', 'products.sql'), 'utf8'));
    await database.run(`
      INSERT INTO products (ean, image_10, image_2, image_1) VALUES ('4006381333931', 'ten', 'two', ' one ');
      INSERT INTO products (ean, image_1) VALUES ('012345678905', 'mug'), ('0000000012348', NULL)`);
    const codes = ['04006381333931', '0012345678905', '12348', '96385074'].map((code) => code.padStart(8, '0'));
    expect(await find({ database: database.url() }, codes)).toEqual({
      '04006381333931': ['one', 'two', 'ten'],
      '00012345678905': ['mug'],
      '00000000012348': [],
    });
  });

  test.each(['BIGINT', 'NUMERIC(20)', 'TEXT', 'CHAR(20)'])(
    'codes in a column of %s, without their zeros',
    async (type) => {
      await database.run(`DROP TABLE IF EXISTS numbers; CREATE TABLE numbers (gtin ${type}, url TEXT, "imageUrl" TEXT);
      INSERT INTO numbers VALUES (12345678905, 'no', 'mug'), (4006381333931, 'no', 'pen')`);
      const source = { database: database.url(), table: 'numbers' };
      expect(await find(source, ['012345678905', '4006381333931', '5901234123457'])).toEqual({
        '00012345678905': ['mug'],
        '04006381333931': ['pen'],
      });
    },
  );

  test('several rows with one code are one product with all its images, in one order, each once', async () => {
    await database.run(`CREATE TABLE gallery (ean TEXT, link TEXT);
      INSERT INTO gallery VALUES ('4006381333931', 'a_10.jpg'), ('4006381333931', 'a_2.jpg'), ('04006381333931', 'a_1.jpg'), ('4006381333931', 'a_2.jpg')`);
    const source = { database: database.url(), table: 'gallery', imageColumns: ['LINK'] };
    expect(await find(source, ['4006381333931'])).toEqual({ '04006381333931': ['a_1.jpg', 'a_2.jpg', 'a_10.jpg'] });
  });

  test('names are names, whatever is in them: nothing can be put into a statement', async () => {
    await database.run(`CREATE TABLE "my ""shop""; DROP TABLE x" ("e;a'n" TEXT, "image ""1""" TEXT);
      INSERT INTO "my ""shop""; DROP TABLE x" VALUES ('96385074', 'it''s')`);
    const source = {
      database: database.url(),
      table: 'my "shop"; DROP TABLE x',
      eanColumn: "e;a'n",
      imageColumns: ['image "1"'],
    };
    expect(await find(source, ['96385074'])).toEqual({ '00000096385074': ["it's"] });
    const attack = { ...source, imageColumns: ['image "1" FROM sqlite_master --'] };
    await expect(find(attack, ['96385074'])).rejects.toThrow(/There is no column .* It has: e;a'n, image "1"/);
    await expect(find({ ...source, table: 'x\0y' }, ['96385074'])).rejects.toThrow(/cannot be the name/);
  });

  test('more codes than one statement takes', async () => {
    await database.run(`CREATE TABLE many (ean TEXT, image TEXT)`);
    const codes = Array.from({ length: 900 }, (_, at) => {
      const body = `400${String(at).padStart(9, '0')}`;
      return Array.from({ length: 10 }, (_d, digit) => `${body}${digit}`).find(
        (code) => !('problem' in readGtin(code)),
      )!;
    });
    await database.run(`INSERT INTO many VALUES ${codes.map((code) => `('${code}', 'i${code}')`).join(', ')}`);
    const found = await find({ database: database.url(), table: 'many' }, codes);
    expect(Object.keys(found)).toHaveLength(900);
    expect(found[`0${codes[899]!}`]).toEqual([`i${codes[899]!}`]);
  });

  test('what is missing is an error that says what there is, and no product that is not found', async () => {
    await database.run('CREATE TABLE plain (code TEXT, name TEXT); CREATE TABLE bare (ean TEXT, name TEXT)');
    const open = (source: Partial<ProductSource>) => openProducts({ database: database.url(), ...source });
    await expect(open({ table: 'nothing' })).rejects.toThrow(/nothing.* Is "nothing" the right table\?/);
    await expect(open({ table: 'plain' })).rejects.toThrow(/No column is named like an EAN .* It has: code, name/);
    await expect(open({ table: 'bare' })).rejects.toThrow(/No column is named like an image/);
    await expect(open({ table: 'nothing' })).rejects.toBeInstanceOf(ProductDatabaseError);
  });

  test('a database that breaks while it is asked is an error', async () => {
    await database.run(`CREATE TABLE gone (ean TEXT, image TEXT); INSERT INTO gone VALUES ('96385074', 'x')`);
    const products = await openProducts({ database: database.url(), table: 'gone' });
    await database.run('DROP TABLE gone');
    await expect(products.find([gtin('96385074')])).rejects.toBeInstanceOf(ProductDatabaseError);
    await products.close();
  });
});

test('a server that is not there: the password is in no word of it', async () => {
  const opened = openProducts({ database: 'postgres://me:hunter2@127.0.0.1:1/shop' });
  await expect(opened).rejects.toThrow('postgres://***@127.0.0.1:1/shop cannot be reached');
  await expect(opened).rejects.not.toThrow('hunter2');
});
