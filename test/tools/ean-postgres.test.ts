import { Client } from 'pg';
import { hasPostgres, startPostgres } from '../support/temporal/postgres';
import { toolFolder } from './tool-folder';

const onPostgres = hasPostgres() ? test : test.skip;

onPostgres('products in a view of Postgres; when the server is gone that is exit 5', async () => {
  const server = await startPostgres();
  const url = server?.url ?? '';
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE SCHEMA shop;
    CREATE TABLE shop.articles (id INT, gtin BIGINT); CREATE TABLE shop.gallery (id INT, position INT, link TEXT);
    INSERT INTO shop.articles VALUES (1, 4006381333931), (2, 12345678905);
    INSERT INTO shop.gallery VALUES (1, 1, 'pen_1.jpg'), (1, 2, 'pen_2.jpg'), (2, 1, 'mug.jpg');
    CREATE VIEW shop.pictures AS SELECT gtin, link FROM shop.articles JOIN shop.gallery USING (id)`);
  await client.end();
  const folder = toolFolder();
  const args = ['ean', '4006381333931', '012345678905', '--table', 'shop.pictures', '--image-columns', 'link'];
  const found = await folder.ferry([...args, '--database', url]);
  expect(found).toMatchObject({
    exitCode: 0,
    stdout: '4006381333931\tpen_1.jpg\n4006381333931\tpen_2.jpg\n012345678905\tmug.jpg\n',
  });
  const missing = await folder.ferry(['ean', '96385074', '--table', 'shop.nothing', '--database', url]);
  expect(missing.exitCode).toBe(5);
  expect(missing.stderr).toContain('Is "shop.nothing" the right table?');
  await server?.stop();
  const gone = await folder.ferry([...args, '--database', url]);
  expect(gone).toMatchObject({ exitCode: 5, stdout: '' });
  expect(gone.stderr).toContain('cannot be reached: connect ECONNREFUSED');
  folder.remove();
});
