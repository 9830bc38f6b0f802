import { connectMysql, type MysqlDriver } from '../../src/products/mysql-connection';
import { hasMariadb, startMariadb } from './mariadb';

/** What mysql2 is asked, by a stand-in for it. */
function standIn(): { driver: () => MysqlDriver; asked: { sql: string; values: unknown[] }[]; options: unknown[] } {
  const asked: { sql: string; values: unknown[] }[] = [];
  const options: unknown[] = [];
  const driver = (): MysqlDriver => ({
    async createConnection(given) {
      options.push(given);
      return {
        async query({ sql, values }) {
          asked.push({ sql, values });
          if (sql.includes('broken')) throw new Error("Table 'shop.broken' doesn't exist");
          return [[['96385074', 'a.jpg']], [{ name: 'ean' }, { name: 'image_1' }]];
        },
        end: async () => undefined,
      };
    },
  });
  return { driver, asked, options };
}

test('MySQL is asked read-only, with backticks that cannot be broken out of, and values apart', async () => {
  const { driver, asked, options } = standIn();
  const connection = await connectMysql('mysql://me:hunter2@db/shop', driver);
  expect(connection.quote('a`; DROP TABLE x; `')).toBe('`a``; DROP TABLE x; ```');
  const answer = await connection.query('SELECT 1 WHERE x IN (?)', connection.codeValues(['96385074']));
  expect(answer).toEqual({ columns: ['ean', 'image_1'], rows: [['96385074', 'a.jpg']] });
  expect(asked).toEqual([
    { sql: 'SET SESSION TRANSACTION READ ONLY', values: [] },
    { sql: 'SELECT 1 WHERE x IN (?)', values: ['96385074'] },
  ]);
  expect(options).toEqual([expect.objectContaining({ uri: 'mysql://me:hunter2@db/shop' })]);
  await expect(connection.query('SELECT broken', [])).rejects.toThrow(
    "The product database mysql://***@db/shop cannot be asked: Table 'shop.broken' doesn't exist.",
  );
});

test('a server that is not there is named without the password', async () => {
  await expect(connectMysql('mysql://me:hunter2@127.0.0.1:1/shop')).rejects.toThrow(
    /mysql:\/\/\*\*\*@127\.0\.0\.1:1\/shop cannot be reached: .*ECONNREFUSED/,
  );
});

(hasMariadb() ? test : test.skip)(
  'a server lets itself be read and not written to, and keeps text and large numbers as they are',
  async () => {
    const server = await startMariadb();
    if (server === undefined) throw new Error('there is no server');
    await server.run(
      `CREATE TABLE mugs (ean BIGINT, name TEXT, at DATETIME) CHARACTER SET utf8mb4;
      INSERT INTO mugs VALUES (99999999999999, 'Größe ☕', '2024-02-29 12:00:00')`,
    );
    const connection = await connectMysql(server.url);
    const mugs = connection.quote('mugs');
    expect(await connection.query(`SELECT * FROM ${mugs} WHERE ean IN (?)`, ['99999999999999'])).toEqual({
      columns: ['ean', 'name', 'at'],
      rows: [[99_999_999_999_999, 'Größe ☕', '2024-02-29 12:00:00']],
    });
    await expect(connection.query(`DELETE FROM ${mugs}`, [])).rejects.toThrow(/READ ONLY transaction/);
    await connection.close();
    await server.stop();
    await expect(connectMysql(server.url)).rejects.toThrow(/mysql:\/\/\*\*\*@127\.0\.0\.1:\d+\/shop cannot be reached/);
  },
  60_000,
);
