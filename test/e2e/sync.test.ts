import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { driveSide, flickrSide, flickrState, localSide, md5Of, writePhoto } from '../support/album-sides';
import { remoteAlbums } from '../support/remote-albums';
import { smallPhoto } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { syncSpec } from '../support/sync-spec';
import { until } from '../support/until';
import { createWorld, type World, type WorkerHandle } from '../support/world';

jest.setTimeout(420_000);

let world: World;
let control: SandboxControl;
let worker: WorkerHandle;
let root: string;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  worker = await world.startWorker({ FLICKR_CALLS_PER_HOUR: '1000000' });
  await control.limits({ service: 'flickr', callsPerHour: 1_000_000 });
  root = join(world.dir, 'Albums');
  mkdirSync(root);
});
afterAll(() => world.close());
afterEach(() => control.clearFaults());

const start = async (input: Record<string, unknown> = {}) =>
  (await world.jobs.start(syncSpec(root, input), 'test')).job;

async function run(input: Record<string, unknown> = {}) {
  const job = await start(input);
  const over = await world.jobs.untilOver(job.id);
  return { ...over, tally: await world.state.outcomes.tally(job.id) };
}

const base64 = async (mark: string): Promise<string> => (await smallPhoto(mark)).toString('base64');

test('40 albums, 1 500 photos, two services, faults and three deaths: the three sides agree, each photo once', async () => {
  const name = (n: number): { album: string; file: string } => ({
    album: `Album ${String(n % 40).padStart(2, '0')}`,
    file: `p${String(n).padStart(4, '0')}.jpg`,
  });
  const photos = Array.from({ length: 1500 }, (_, n) => ({ n, ...name(n) }));
  const here = photos.filter(({ n }) => n % 3 === 0);
  const atFlickr = photos.filter(({ n }) => n % 3 === 1);
  const atDrive = photos.filter(({ n }) => n % 3 === 2);
  for (const { album, file } of here) await writePhoto(root, `${album}/${file}`);
  await control.seed('flickr', {
    photos: await Promise.all(
      atFlickr.map(async ({ album, file }) => ({
        title: file.replace('.jpg', ''),
        albums: [album],
        base64: await base64(`${album}/${file}`),
      })),
    ),
  });
  const folders = [...new Set(atDrive.map(({ album }) => album))];
  await control.seed('google-drive', {
    folders: [
      { key: 'base', name: 'Albums', parent: 'service-root' },
      ...folders.map((album) => ({ key: album, name: album, parent: 'base' })),
    ],
    files: await Promise.all(
      atDrive.map(async ({ album, file }) => ({
        key: file,
        name: file,
        parent: album,
        base64: await base64(`${album}/${file}`),
        modifiedTime: '2020-02-02T02:02:02.000Z',
      })),
    ),
  });
  // What services do in one night.
  for (let n = 0; n < 12; n += 1) {
    await control.fault({ service: 'flickr', status: [503, 500, 429][n % 3], skip: 60 * n, times: 1 });
    await control.fault({ service: 'google-drive', status: [500, 503][n % 2], skip: 70 * n, times: 1 });
  }
  await control.fault({
    service: 'flickr',
    match: 'POST /services/upload',
    reset: true,
    afterEffect: true,
    skip: 40,
    times: 2,
  });
  await control.fault({ service: 'flickr', match: '/live/', cutAfterBytes: 300, skip: 20, times: 3 });
  await control.fault({ service: 'google-drive', match: 'alt=media', cutAfterBytes: 300, skip: 30, times: 3 });

  const job = await start({ concurrency: 6 });
  const done = async (): Promise<number> => (await world.state.outcomes.tally(job.id)).done;
  for (const moment of [200, 700, 1600]) {
    await until(`${moment} done`, async () => (await done()) >= moment, 240_000);
    await worker.kill();
    worker = await world.startWorker({ FLICKR_CALLS_PER_HOUR: '1000000' });
  }
  const over = await world.jobs.untilOver(job.id);
  expect(over.state).toBe('done');
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ failed: 0, cancelled: 0 });

  const local = localSide(root, 'Albums');
  expect(local.size).toBe(1500);
  expect(new Set(local.values()).size).toBe(1500);
  expect(await flickrSide(control)).toEqual(local);
  expect(await driveSide(control)).toEqual(local);
  // Nothing besides: no photo in no album, no second copy.
  expect((await flickrState(control)).photos).toHaveLength(1500);
  expect((await flickrState(control)).albums).toHaveLength(40);
  expect((await flickrState(control)).photos.some(({ ispublic }) => ispublic)).toBe(false);
  // What came from Drive carries its time.
  expect(statSync(join(root, 'Album 02/p0002.jpg')).mtime.toISOString()).toBe('2020-02-02T02:02:02.000Z');
});

test('again: nothing is done, and no photo is read or sent', async () => {
  const moved = async () => ({
    read: await control.requests('GET image', 'flickr'),
    sent: await control.requests('POST upload', 'flickr'),
  });
  const before = await moved();
  // Answers of uploads were lost, and what was stored was found again.
  expect(before.sent['200']).toBeGreaterThanOrEqual(990);
  expect(before.read['200']).toBeGreaterThanOrEqual(500);
  const again = await run();
  expect(again).toMatchObject({ state: 'done', tally: { done: 0, failed: 0, skipped: 3000 } });
  expect(await moved()).toEqual(before);
});

test('edits, new names, moves and deletions on any side reach the others, in one job', async () => {
  rmSync(join(root, 'Album 00/p0000.jpg'));
  await writePhoto(root, 'Album 03/p0003.jpg', 'edited here');
  renameSync(join(root, 'Album 06/p0006.jpg'), join(root, 'Album 06/new name.jpg'));
  mkdirSync(join(root, 'New Album'));
  renameSync(join(root, 'Album 09/p0009.jpg'), join(root, 'New Album/p0009.jpg'));
  const drive = remoteAlbums(world, 'google-drive', 'Albums');
  await drive.delete('Album 12', 'p0012.jpg');
  await drive.rename('Album 15', 'p0015.jpg', 'renamed on drive.jpg');
  const flickr = remoteAlbums(world, 'flickr');
  await flickr.replace('Album 18', 'p0018.jpg', 'edited on flickr');
  const gone = await run({ delete: true });
  expect(gone).toMatchObject({ state: 'done', tally: { failed: 0 } });
  const local = localSide(root, 'Albums');
  expect(local.size).toBe(1498);
  expect(local.has('Album 00/p0000.jpg') || local.has('Album 12/p0012.jpg')).toBe(false);
  expect(local.has('Album 15/renamed on drive.jpg')).toBe(true);
  expect(local.get('Album 18/p0018.jpg')).toBe(md5Of(await smallPhoto('edited on flickr')));
  expect(local.has('New Album/p0009.jpg') && local.has('Album 06/new name.jpg')).toBe(true);
  expect(await flickrSide(control)).toEqual(local);
  expect(await driveSide(control)).toEqual(local);
});
