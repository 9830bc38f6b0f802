import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReport } from '../support/check-exact';
import { ferry, type FerryResult } from '../support/ferry';
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
});
afterAll(() => world.close());

const migrate = (args: string[], change: Record<string, string> = {}): Promise<FerryResult> =>
  ferry(['migrate', ...args], { ...world.environment, ...change }, dir);

const url = (name: string): string => `${world.sandbox.url}/web/pictures/${name}.jpg?w=32&h=24`;

function write(name: string, content: string | Buffer): string {
  writeFileSync(join(dir, name), content);
  return name;
}

test.each<[string, string, string | Buffer | undefined, string[], RegExp]>([
  ['no such file', 'never.csv', undefined, [], /There is no file/],
  ['an empty file', 'empty.csv', '', [], /empty\.csv is empty/],
  ['a header alone', 'header.csv', 'url,sku\n', [], /has a header and no rows/],
  ['UTF-16', 'wide.csv', Buffer.from('\ufeffurl\nx\n', 'utf16le'), [], /UTF-16/],
  ['no column of URLs', 'none.csv', 'a,b\n1,2\n', [], /Say which column has the URL: --map file=<column>/],
  ['no such column', 'a.csv', 'url,Keywords\nx,y\n', ['--map', 'tags=Keyword'], /Use --map tags=Keywords/],
  ['no such column in a template', 'b.csv', 'url,sku\nx,y\n', ['--map', 'public_id={{skus}}'], /can take \{\{sku\}\}/],
  ['no such parameter', 'c.csv', 'url\nx\n', ['--set', 'tgas=x'], /no parameter "tgas". Did you mean tags\?/],
  ['a pair that is none', 'd.csv', 'url\nx\n', ['--map', 'tags'], /not of the form tags=Keywords/],
  ['no such mapping file', 'e.csv', 'url\nx\n', ['--mapping', 'no.yaml'], /There is no file no\.yaml/],
  ['nobody to ask', 'f.csv', 'url\nx\n', [], /Add --yes to start/],
])('%s: nothing is started, and what to do is said', async (_name, name, content, options, words) => {
  if (content !== undefined) write(name, content);
  const { exitCode, stdout, stderr } = await migrate([name, ...options]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(words);
  expect(await world.state.jobs.list({ limit: 100 })).toEqual([]);
});

test('every fault of a mapping file is said at once', async () => {
  write('faults.yaml', 'file: Link\ntgas: { column: b }\ntags: { column: Keyword, splitt: "," }\n');
  write('faults.csv', 'Link,Keywords\nx,y\n');
  const { exitCode, stderr } = await migrate(['faults.csv', '--mapping', 'faults.yaml']);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/Did you mean tags/);
  expect(stderr).toMatch(/splitt/);
  write('broken.yaml', 'file: [Link\n');
  expect((await migrate(['faults.csv', '--mapping', 'broken.yaml'])).stderr).toMatch(
    /broken\.yaml is no YAML: .*line/s,
  );
});

test('a dry run shows payloads and who overwrites whom, and touches nothing', async () => {
  write('dry.csv', `url;sku;Titel\n${url('a')};1;eins\n${url('b')};1;zwei\n${url('c')};2;"drei\nvier"\n`);
  const { exitCode, stdout, stderr } = await migrate([
    'dry.csv',
    '--map',
    'public_id=dry/{{sku}}',
    '--map',
    'context.caption=titel',
    '--dry-run',
    '--limit',
    '3',
  ]);
  expect(exitCode).toBe(0);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { row: 1, payload: { file: url('a'), public_id: 'dry/1', context: { caption: 'eins' } } },
    { row: 2, payload: { file: url('b'), public_id: 'dry/1', context: { caption: 'zwei' } } },
    { row: 3, payload: { file: url('c'), public_id: 'dry/2', context: { caption: 'drei\nvier' } } },
  ]);
  expect(stderr).toContain('3 rows: 2 to migrate, 1 with the public id of a row before');
  expect(stderr).toContain('row 2: dry/1 is the public id of row 1 too');
  expect(await control.assets()).toEqual([]);
  expect(await world.state.jobs.list({ limit: 100 })).toEqual([]);
});

test('a run by YAML: exit 3 with failures, results in the folder, nothing replaced without --force, failed only again', async () => {
  mkdirSync(join(dir, 'later'), { recursive: true });
  write(
    'run.yaml',
    'file: Bild\npublic_id: "run/{{ sku }}"\ntags: { column: Worte, split: "|" }\noverwrite: { constant: false }\n',
  );
  write('run.csv', `Bild\tsku\tWorte\r\n${url('one')}\t007\trot|blau\r\nlater/two.jpg\t008\t\r\n`);
  const args = ['run.csv', '--mapping', 'run.yaml', '--allow-private', '--results-dir', 'out', '--yes'];
  const first = await migrate([...args, '--json']);
  expect(first.exitCode).toBe(3);
  const said = JSON.parse(first.stdout) as { job: string; results: string; tally: Record<string, number> };
  expect(said).toMatchObject({ results: join(dir, 'out', 'run_report.csv'), tally: { done: 1, failed: 1 } });
  expect(readReport(said.results).map((row) => [row.sku, row.Cld_Status, row.Cld_PublicId])).toEqual([
    ['007', 'MIGRATED', 'run/007'],
    ['008', 'FAILED', ''],
  ]);
  expect((await control.assets()).find(({ public_id: id }) => id === 'run/007')?.tags).toEqual(['rot', 'blau']);

  const again = await migrate(args);
  expect(again.exitCode).toBe(2);
  expect(again.stderr).toContain(`run_report.csv exists. ${said.job} wrote it: ferry jobs retry ${said.job}`);

  writeFileSync(join(dir, 'later', 'two.jpg'), Buffer.from(await (await fetch(url('two'))).arrayBuffer()));
  const mended = await migrate(['--failed-only', said.job]);
  expect(mended.exitCode).toBe(0);
  expect(readReport(said.results).map((row) => row.Cld_Status)).toEqual(['MIGRATED', 'MIGRATED']);

  const forced = await migrate([...args, '--force', '--set', 'overwrite=true']);
  expect(forced.exitCode).toBe(0);
  expect(readReport(said.results).map((row) => row.Cld_Operation)).toEqual(['Overwritten', 'Overwritten']);
});

test('a folder that may not be written to, and credentials nobody gave, are said before anything starts', async () => {
  write('where.csv', `url\n${url('x')}\n`);
  writeFileSync(join(dir, 'plain'), '');
  const file = await migrate(['where.csv', '--results-dir', 'plain', '--yes']);
  expect(file.exitCode).toBe(2);
  expect(file.stderr).toContain('is not a folder');
  if (process.getuid?.() !== 0) {
    mkdirSync(join(dir, 'closed'));
    chmodSync(join(dir, 'closed'), 0o500);
    expect((await migrate(['where.csv', '--results-dir', 'closed', '--yes'])).stderr).toContain(
      'may not be written to',
    );
  }
  const nobody = await migrate(['where.csv', '--yes'], { CLOUDINARY_API_SECRET: '', CLOUDINARY_URL: '' });
  expect(nobody.exitCode).toBe(4);
  expect(nobody.stderr).toContain('CLOUDINARY_API_SECRET');
});

test('a results folder that goes away while the job runs costs nobody the report', async () => {
  write('away.csv', `url,public_id\n${url('away')},away/1\n`);
  const args = ['away.csv', '--allow-private', '--results-dir', 'gone', '--yes', '--json'];
  mkdirSync(join(dir, 'gone'));
  // A folder of the report's name stands where the report would.
  mkdirSync(join(dir, 'gone', 'away_report.csv', 'x'), { recursive: true });
  const { exitCode, stdout } = await migrate([...args, '--force']);
  expect(exitCode).toBe(0);
  const { job, report } = JSON.parse(stdout) as { job: string; report: string };
  expect(readFileSync(report, 'utf8')).toContain('away/1');
  const events = await world.state.jobs.events(job);
  expect(events.filter(({ action }) => action === 'results').map(({ detail }) => detail)).toEqual([
    expect.stringContaining(`ferry jobs report ${job}`),
  ]);
});
