import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ferry, type FerryResult } from '../support/ferry';
import { SandboxControl } from '../support/sandbox-control';
import { createWorld, type World } from '../support/world';

let world: World;
let control: SandboxControl;
let web: string;
let dir: string;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  await world.startWorker();
  web = `${world.sandbox.url}/web`;
  dir = join(world.dir, 'work');
  mkdirSync(dir);
});
afterAll(() => world.close());
beforeEach(() => control.reset());

const picture = (name: string): string => `${web}/pictures/${name}.jpg?w=32&h=24`;

const check = (args: string[]): Promise<FerryResult> => ferry(['check', ...args], world.environment, dir);

function write(name: string, content: string | Buffer): string {
  writeFileSync(join(dir, name), content);
  return name;
}

test('the URLs are found, what failed is counted by category, and the end is 3', async () => {
  write(
    'links.csv',
    `sku,link\n1,${picture('a')}\n2,${web}/status/404/b.jpg\n3,${web}/html/c.jpg\n4,${web}/status/404/d.jpg\n`,
  );
  const { exitCode, stdout, stderr } = await check(['links.csv', '--allow-private']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 3 });
  expect(stdout).toBe(`${join(dir, 'links_checked.csv')}\n`);
  expect(stderr).toContain('The URLs are in column "link" of links.csv.');
  expect(stderr).toMatch(/1 \w+, 0 skipped, 3 failed of 4;.*\n {2}2 missing\n {2}1 not-an-image\n/);
  expect(stderr).toContain(`Written: ${join(dir, 'links_missing.csv')}`);

  const again = await check(['links_missing.csv', '--allow-private', '--json']);
  expect(again.exitCode).toBe(3);
  expect(JSON.parse(again.stdout)).toMatchObject({
    state: 'done',
    tally: { found: 3, done: 0, failed: 3 },
    results: join(dir, 'links_missing_checked.csv'),
  });

  const refused = await check(['links.csv', '--allow-private']);
  expect({ exitCode: refused.exitCode, stdout: refused.stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toMatch(/links_checked\.csv exists\..*--force replaces it/);
});

test('where all can be reached the end is 0', async () => {
  write('fine.csv', `name;image_url\na;${picture('a')}\nb;${picture('b')}\n`);
  const args = ['fine.csv', '--url-column', 'IMAGE_URL', '--allow-private', '--results-dir', 'out'];
  const { exitCode, stdout } = await check(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${join(dir, 'out', 'fine_checked.csv')}\n` });
  expect(existsSync(join(dir, 'out', 'fine_missing.csv'))).toBe(false);
});

test('a dry run says what would be asked, and asks nobody', async () => {
  write('dry.csv', `url\n${picture('a')}\n`);
  const { exitCode, stdout } = await check(['dry.csv', '--dry-run']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('row 1');
  expect(await control.details()).toEqual([]);
  expect(existsSync(join(dir, 'dry_checked.csv'))).toBe(false);
});

test.each([
  ['no such file', 'never.csv', undefined, [], 'There is no file'],
  ['an empty file', 'empty.csv', '', [], 'empty.csv is empty'],
  [
    'another column',
    'other.csv',
    'links,sku\nhttp://a/b,1\n',
    ['--url-column', 'link'],
    'It has: links, sku. Use --url-column links',
  ],
  ['no URLs', 'none.csv', 'name,sku\nmug,1\n', [], 'No column of none.csv holds URLs'],
  [
    'several columns of URLs',
    'two.csv',
    'a,b\nhttp://a/b,http://c/d\n',
    [],
    'Several columns of two.csv hold URLs: a, b.',
  ],
  ['no row of names', 'bare.csv', 'http://a/1.jpg\nhttp://a/2.jpg\n', [], 'Put a row of names before it'],
  ['UTF-16', 'wide.csv', Buffer.from('\ufeffurl\nhttp://a/b\n', 'utf16le'), [], 'UTF-16'],
  ['a name twice', 'twice.csv', 'url,url\nhttp://a/b,1\n', [], 'url'],
  ['a pace of nothing', 'other.csv', undefined, ['--per-host', '0'], '--per-host'],
  ['a time without end', 'other.csv', undefined, ['--timeout', '601'], '--timeout'],
])('%s: nothing is started, and what to do is said', async (_name, name, content, options, words) => {
  const before = await world.state.jobs.list({ limit: 100 });
  if (content !== undefined) write(name, content);
  const { exitCode, stdout, stderr } = await check([name, ...options]);
  expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(words);
  expect(await world.state.jobs.list({ limit: 100 })).toHaveLength(before.length);
});
