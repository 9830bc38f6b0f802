import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReport } from '../support/check-exact';
import { ferry, startFerry, type FerryResult } from '../support/ferry';
import { writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { createWorld, type World } from '../support/world';

let world: World;
let control: SandboxControl;
let dir: string;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  await world.startWorker();
  dir = join(world.dir, 'work');
  mkdirSync(dir);
  await writePhotos(dir, ['shoes/1.jpg', 'shoes/2.jpg', 'bags/1.jpg']);
});
afterAll(() => world.close());

const batch = (args: string[], change: Record<string, string> = {}): Promise<FerryResult> =>
  ferry(['batch', ...args], { ...world.environment, ...change }, dir);

function csv(name: string, content: string | Buffer): string {
  writeFileSync(join(dir, name), content);
  return name;
}

test.each([
  ['no such file', 'never.csv', undefined, [], 'There is no file'],
  ['an empty file', 'empty.csv', '', [], 'empty.csv is empty'],
  ['a header alone', 'header.csv', 'link,sku\n', [], 'has a header and no rows'],
  [
    'another column',
    'other.csv',
    'links,sku\n./shoes,1\n',
    [],
    'Column "link" is not in other.csv. It has: links, sku. Use --link-column links',
  ],
  [
    'no such name column',
    'names.csv',
    'link,sku\n./shoes,1\n',
    ['--name-column', 'code'],
    'Column "code" is not in names.csv',
  ],
  ['UTF-16', 'wide.csv', Buffer.from('\ufefflink\n./shoes\n', 'utf16le'), [], 'UTF-16'],
  ['a name twice', 'twice.csv', 'link,link\n./shoes,1\n', [], 'link'],
])('%s: nothing is started, and what to do is said', async (_name, name, content, options, words) => {
  if (content !== undefined) csv(name, content);
  const { exitCode, stdout, stderr } = await batch([name, ...options]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(words);
  expect(await world.state.jobs.list({ limit: 100 })).toEqual([]);
});

test('rows that need credentials nobody gave: exit 4 before anything is started', async () => {
  csv('drive.csv', 'link\nhttps://drive.google.com/drive/folders/1AbCdEfGhIjKlMnOpQrStUvWxYz\n');
  const { exitCode, stderr } = await batch(['drive.csv'], { GOOGLE_DRIVE_CREDENTIALS_FILE: '' });
  expect(exitCode).toBe(4);
  expect(stderr).toContain('GOOGLE_DRIVE_CREDENTIALS_FILE');
});

test('byte order mark, semicolons, quoted breaks and Windows line ends are read as they are meant', async () => {
  const file = csv('german.csv', '\ufeffSKU;Ordner;Text\r\n007;./shoes;"eins;\r\nzwei"\r\n\r\n008;./bags;\r\n');
  const args = [file, '--link-column', 'ordner', '--name-column', 'SKU', '--description-column', 'Text'];
  const plan = await batch([...args, '--dry-run']);
  expect(plan.exitCode).toBe(0);
  expect(plan.stdout).toMatch(/1 007\/shoes|007\/1/);
  expect(await control.assets()).toEqual([]);

  const { exitCode, stdout, stderr } = await batch(args);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stdout.trim()).toBe(join(dir, 'batch_results_german_latest.csv'));
  expect(readReport(stdout.trim()).map(({ folder_name, status }) => [folder_name, status])).toEqual([
    ['007', 'success'],
    ['008', 'success'],
  ]);
  const stored = await control.assets();
  expect(stored.map(({ public_id }) => public_id).sort()).toEqual(['007/1', '007/2', '008/1']);
  expect(stored.find(({ public_id }) => public_id === '007/1')?.context?.description).toBe('eins; zwei');
});

test('a bad row costs the others nothing, and the command ends with 3', async () => {
  csv('bad.csv', 'link\n./shoes\nhttps://example.com/x\n./shoes https://example.com/y\n');
  const plan = await batch(['bad.csv', '--dry-run']);
  expect(plan.exitCode).toBe(3);
  expect(plan.stdout).toMatch(/^fail +2 +\(Row 2: it is a link to example\.com/m);
  const running = startFerry(['batch', 'bad.csv', '--json'], world.environment, dir);
  const { exitCode, stdout, stderr } = await running.result;
  expect(exitCode).toBe(3);
  expect(stderr).toContain('3 rows: 1 folder, 0 named before, 2 that cannot be read.');
  expect(stderr).toContain('row 2: it is a link to example.com');
  const { results, tally } = JSON.parse(stdout) as { results: string; tally: { failed: number } };
  expect(tally.failed).toBe(2);
  expect(readReport(results).map(({ status }) => status)).toEqual(['success', 'invalid', 'invalid']);
});
