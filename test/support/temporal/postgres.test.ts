import { Client } from 'pg';
import { hasPostgres, startPostgres } from './postgres';

(hasPostgres() ? test : test.skip)('a Postgres server of one’s own starts, answers and ends', async () => {
  const server = await startPostgres();
  if (server === undefined) throw new Error('Postgres was there a moment ago');
  const client = new Client({ connectionString: server.url });
  try {
    await client.connect();
    expect((await client.query('SELECT 1 + 1 AS two')).rows).toEqual([{ two: 2 }]);
    await client.end();
    expect(await server.createDatabase('other')).toMatch(/\/other$/);
  } finally {
    await server.stop();
  }
  await expect(new Client({ connectionString: server.url }).connect()).rejects.toThrow();
});
