import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { readReport } from '../support/check-exact';
import { ferry } from '../support/ferry';
import { smallPhoto, writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { createWorld, type WorkerHandle, type World } from '../support/world';

jest.setTimeout(120_000);

let world: World;
let control: SandboxControl;
let worker: WorkerHandle;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  worker = await world.startWorker();
});
afterAll(async () => {
  await worker.stop();
  await world.close();
});
beforeEach(() => control.reset());

interface Result {
  exitCode: number | null;
  rows: Record<string, string>[];
  stderr: string;
}

/** Uploads a folder and returns its report. */
async function upload(dir: string, options: string[] = [], settings: Record<string, string> = {}): Promise<Result> {
  const environment = { ...world.environment, ...settings };
  const { exitCode, stdout, stderr } = await ferry(
    ['upload', join(world.dir, dir), ...options],
    environment,
    world.dir,
  );
  return { exitCode, stderr, rows: stdout === '' ? [] : readReport(stdout.trim()) };
}

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

test('tags, context, metadata, preset and eager transformations reach every asset', async () => {
  await fetch(`${world.sandbox.url}/v1_1/ferry-sandbox/metadata_fields`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${world.environment.CLOUDINARY_API_KEY ?? ''}:${world.environment.CLOUDINARY_API_SECRET ?? ''}`).toString('base64')}`,
    },
    body: JSON.stringify({ external_id: 'season', label: 'Season', type: 'string' }),
  });
  await writePhotos(join(world.dir, 'attributes'), ['a.jpg']);
  const options = [
    '--folder',
    'at',
    '--tag',
    'autumn',
    '--tag',
    'sale',
    '--context',
    'alt=A = b|c',
    '--metadata',
    'season=fall',
    '--eager',
    'w_10,c_scale',
  ];
  expect((await upload('attributes', options)).exitCode).toBe(0);
  const [asset] = await control.assets();
  expect(asset).toMatchObject({
    public_id: 'at/a',
    tags: ['autumn', 'sale'],
    context: { alt: 'A = b|c' },
    metadata: { season: 'fall' },
  });
  expect(JSON.stringify(asset)).toContain('w_10,c_scale');
});

test('metadata that the account does not know fails the asset with Cloudinary’s words', async () => {
  await writePhotos(join(world.dir, 'unknown'), ['a.jpg']);
  const { exitCode, rows } = await upload('unknown', ['--metadata', 'nope=1']);
  expect(exitCode).toBe(3);
  expect(rows[0]?.error).toContain('Metadata External IDs do not exist');
});

test('films and other files go where they belong with --resource-type auto', async () => {
  const dir = join(world.dir, 'mixed');
  await writePhotos(dir, ['photo.jpg']);
  writeFileSync(join(dir, 'film.mp4'), Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex'));
  writeFileSync(join(dir, 'notes.txt'), 'words');
  writeFileSync(join(dir, 'photo.png.txt'), 'more words');
  const { exitCode } = await upload('mixed', ['--folder', 'm', '--resource-type', 'auto']);
  expect(exitCode).toBe(0);
  const names = (await control.assets()).map((asset) => `${asset.resource_type}/${asset.public_id}`).sort();
  expect(names).toEqual(['image/m/photo', 'raw/m/notes.txt', 'raw/m/photo.png.txt', 'video/m/film']);
});

test('names that ferry makes and names with a suffix are made once and found again', async () => {
  await writePhotos(join(world.dir, 'made'), ['a.jpg', 'b.jpg']);
  const made = await upload('made', ['--folder', 'x'], { USE_FILENAME: 'false' });
  const names = made.rows.map((row) => row.public_id);
  expect(names.every((name) => /^x\/[0-9a-f]{20}$/.test(name ?? ''))).toBe(true);
  const again = await upload('made', ['--folder', 'x'], { USE_FILENAME: 'false' });
  expect(again.rows.map((row) => [row.public_id, row.status])).toEqual(names.map((name) => [name, 'skipped']));

  const unique = await upload('made', ['--folder', 'y'], { UNIQUE_FILENAME: 'true' });
  expect(unique.rows.every((row) => /^y\/[ab]_[0-9a-zA-Z]{6}$/.test(row.public_id ?? ''))).toBe(true);
  const later = await upload('made', ['--folder', 'y'], { UNIQUE_FILENAME: 'true' });
  expect(later.rows.map((row) => row.public_id)).toEqual(unique.rows.map((row) => row.public_id));
  expect(await control.assets()).toHaveLength(4);
});

test('other content under the name: skip leaves it, rename goes beside it, overwrite replaces it', async () => {
  const dir = join(world.dir, 'existing');
  mkdirSync(dir);
  const [before, after] = [await smallPhoto('before'), await smallPhoto('after, and longer')];
  writeFileSync(join(dir, 'a.jpg'), before);
  await upload('existing', ['--folder', 'e']);
  writeFileSync(join(dir, 'a.jpg'), after);
  const skipped = await upload('existing', ['--folder', 'e']);
  expect(skipped.rows[0]).toMatchObject({
    status: 'skipped',
    error: expect.stringContaining('another content') as string,
  });
  expect((await control.assets()).map((asset) => asset.etag)).toEqual([md5(before)]);

  const renamed = await upload('existing', ['--folder', 'e', '--on-existing', 'rename']);
  expect(renamed.rows[0]).toMatchObject({ status: 'uploaded', public_id: 'e/a_2', etag: md5(after) });
  const settled = await upload('existing', ['--folder', 'e', '--on-existing', 'rename']);
  expect(settled.rows[0]).toMatchObject({ status: 'skipped', public_id: 'e/a_2' });

  const other = await smallPhoto('other still');
  writeFileSync(join(dir, 'a.jpg'), other);
  const replaced = await upload('existing', ['--folder', 'e', '--on-existing', 'overwrite']);
  expect(replaced.rows[0]).toMatchObject({ status: 'uploaded', public_id: 'e/a_2', etag: md5(other) });
  expect((await control.assets()).map((asset) => asset.etag).sort()).toEqual([md5(before), md5(other)].sort());
});

test('an image too big is made smaller, its report says so, and it is not sent again', async () => {
  const dir = join(world.dir, 'shrink');
  mkdirSync(dir);
  writeFileSync(
    join(dir, 'astronaut.png'),
    readFileSync(resolve(__dirname, '..', '..', 'examples', 'photos', 'astronaut.png')),
  );
  const first = await upload('shrink', ['--folder', 's', '--shrink-over', '100kB']);
  expect(first.rows[0]).toMatchObject({
    status: 'uploaded',
    format: 'jpg',
    error: expect.stringContaining('shrunk from 792 kB') as string,
  });
  expect(Number(first.rows[0]?.bytes)).toBeLessThanOrEqual(100_000);
  const second = await upload('shrink', ['--folder', 's', '--shrink-over', '100kB']);
  expect(second.rows[0]?.status).toBe('skipped');
  expect((await control.requests('POST upload'))['200']).toBe(1);
});

test('two files of one name with --on-collision fail: the second says whose the name is', async () => {
  await writePhotos(join(world.dir, 'collide'), ['A b.jpg', 'A_b.jpg']);
  const { exitCode, rows } = await upload('collide', ['--folder', 'c', '--on-collision', 'fail']);
  expect(exitCode).toBe(3);
  expect(rows.map((row) => row.status).sort()).toEqual(['failed', 'uploaded']);
  expect(rows.find((row) => row.status === 'failed')?.error).toContain('A b.jpg');
});

test('1 000 assets in 100 folders that are there already cost two listing calls, and no upload', async () => {
  const dir = join(world.dir, 'many');
  const paths = Array.from(
    { length: 1000 },
    (_, index) => `f${String(index % 100).padStart(3, '0')}/${String(index)}.jpg`,
  );
  await writePhotos(dir, paths);
  await upload('many', ['--folder', 'many', '--concurrency', '20']);
  const listedBefore = (await control.requests('POST resources/search'))['200'] ?? 0;
  const again = await upload('many', ['--folder', 'many', '--concurrency', '20']);
  expect(again.rows.filter((row) => row.status === 'skipped')).toHaveLength(1000);
  expect(((await control.requests('POST resources/search'))['200'] ?? 0) - listedBefore).toBeLessThanOrEqual(3);
  expect((await control.requests('POST upload'))['200']).toBe(1000);
});
