import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { batchFiles } from '../../src/reporting/batch-results';
import { batchSpec, writeCsv } from '../support/batch-spec';
import { readReport } from '../support/check-exact';
import { writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { createWorld, type World } from '../support/world';

let world: World;
let control: SandboxControl;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  await world.startWorker();
});
afterAll(() => world.close());
beforeEach(() => control.reset());

const shared = { sharedWith: ['service'] };
const seedDrive = (content: Record<string, unknown>) =>
  control.seed<{ ids: Record<string, string> }>('google-drive', content).then(({ ids }) => ids);
const link = (id: string | undefined): string => `https://drive.google.com/drive/folders/${id ?? ''}?usp=sharing`;

function resultsOf(spec: ReturnType<typeof batchSpec>): Record<string, string>[] {
  return spec.batch === undefined ? [] : readReport(batchFiles(spec.batch).results);
}

test('rows of Drive, Dropbox and this machine in one batch; bad ones are lines of the results', async () => {
  const dir = join(world.dir, 'mixed');
  mkdirSync(dir);
  await writePhotos(join(dir, 'here'), ['1.jpg', 'sub/2.jpg']);
  const ids = await seedDrive({
    drives: [{ key: 'drive', name: 'Team' }],
    folders: [
      { key: 'shoes', name: ' Shoes ', ...shared },
      { key: 'deep', name: 'deep', parent: 'shoes' },
      { key: 'team', name: 'Team photos', parent: 'drive' },
      { key: 'keyed', name: 'Old', resourceKey: '0-abc' },
      { key: 'private', name: 'Private' },
      { key: 'bare', name: 'Bare', ...shared },
    ],
    files: [
      { name: 'a.png', parent: 'shoes', image: 'png' },
      { name: 'b.png', parent: 'deep', image: 'png' },
      { name: 'c.png', parent: 'team', image: 'png', text: 'c' },
      { name: 'k.png', parent: 'keyed', image: 'png', text: 'k', resourceKey: '0-abc' },
      { key: 'single', name: 'single.png', image: 'png', ...shared },
    ],
  });
  await control.seed('dropbox', { folder: '/Bags/Leather', count: 3 });
  const dropbox = await control.seed<{ sharedLinks: { url: string }[] }>('dropbox', {
    folder: '/Given',
    count: 2,
    sharedLinks: [{ path: '/Given' }],
  });
  const given = new URL(Object.values(dropbox.sharedLinks)[0]?.url ?? '');
  const csv = writeCsv(join(dir, 'all.csv'), [
    { name: '007', link: link(ids.shoes) },
    { name: 'team', link: `https://drive.google.com/drive/u/0/folders/${ids.team ?? ''}` },
    { name: 'bags', link: '/bags' },
    { name: 'given', link: `https://www.dropbox.com${given.pathname}${given.search}` },
    { name: '', link: './here' },
    { name: 'not shared', link: link(ids.private) },
    { name: 'a file', link: link(ids.single) },
    { name: 'old', link: `https://drive.google.com/drive/folders/${ids.keyed ?? ''}?resourcekey=0-abc` },
    { name: 'nowhere', link: 'dropbox:/never' },
    { name: 'two', link: `${link(ids.shoes)} ${link(ids.team)}` },
    { name: 'again', link: ids.shoes ?? '' },
    { name: 'bare', link: link(ids.bare) },
  ]);
  const spec = batchSpec(csv, { nameColumn: 'name', concurrency: 6 });
  const { job } = await world.jobs.start(spec, 'test');
  await world.jobs.untilOver(job.id);

  const results = resultsOf(spec);
  expect(results.map((row) => [row.folder_name, row.drive_folder_name, row.status, row.successful_uploads])).toEqual([
    ['007', 'Shoes', 'success', '2'],
    ['team', 'Team photos', 'success', '1'],
    ['bags', 'Bags', 'success', '3'],
    ['given', 'Given', 'success', '2'],
    ['here', 'here', 'success', '2'],
    ['not shared', '', 'invalid', '0'],
    ['a file', '', 'invalid', '0'],
    ['old', 'Old', 'success', '1'],
    ['nowhere', '', 'invalid', '0'],
    ['two', '', 'invalid', '0'],
    ['again', '', 'duplicate', '0'],
    ['bare', 'Bare', 'empty', '0'],
  ]);
  const errorOf = (name: string): string | undefined => results.find((row) => row.folder_name === name)?.error;
  expect(errorOf('not shared')).toMatch(/gone, or not shared with .*@.*, or .*resource key/);
  expect(errorOf('a file')).toMatch(/is a file, not a folder/);
  expect(errorOf('two')).toMatch(/2 links/);
  expect(errorOf('again')).toBe('the same folder as row 1');
  expect(results.map((row) => row.folder_id)[0]).toBe(ids.shoes);
  expect(
    (await control.assets())
      .map(({ public_id }) => public_id)
      .filter((id) => !/^(bags|given)/.test(id))
      .sort(),
  ).toEqual(['007/a', '007/deep/b', 'here/1', 'here/sub/2', 'old/k', 'team/c']);
  expect(await control.requests('POST files/:id/permissions', 'google-drive')).toEqual({});
});

test('a limit of Drive holds the rows of Drive, and no other', async () => {
  const dir = join(world.dir, 'limited');
  mkdirSync(dir);
  const ids = await seedDrive({ folders: [{ key: 'd', name: 'd', ...shared }] });
  await control.seed('google-drive', { folder: ids.d, count: 12, image: 'png' });
  await control.seed('dropbox', { folder: '/quick', count: 12 });
  const csv = writeCsv(join(dir, 'limited.csv'), [
    { name: 'd', link: link(ids.d) },
    { name: 'q', link: 'dropbox:/quick' },
  ]);
  // Looking at the row is one call; the walk and the listing are two more.
  await control.limits({
    service: 'google-drive',
    callsLeft: 8,
    resetAt: new Date(Date.now() + 15_000).toISOString(),
  });
  const spec = batchSpec(csv, { nameColumn: 'name', concurrency: 4 });
  const { job } = await world.jobs.start(spec, 'test');
  const held = await until('Drive is limited and Dropbox is through', async () => {
    const progress = await world.jobs.progress(job.id);
    const isLimited = progress?.closedGates.some(({ quota }) => quota.startsWith('google-drive:')) === true;
    const quick = (await control.assets()).filter(({ public_id }) => public_id.startsWith('q/'));
    return isLimited && quick.length === 12 && progress;
  });
  expect(held.isStill).toBe(false);
  await world.jobs.untilOver(job.id);
  expect(resultsOf(spec).map(({ status, successful_uploads }) => [status, successful_uploads])).toEqual([
    ['success', '12'],
    ['success', '12'],
  ]);
});
