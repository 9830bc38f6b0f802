import { join } from 'node:path';
import { expectExact } from '../support/check-exact';
import { photoPaths, writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { uploadSpec } from '../support/upload-spec';
import { createWorld, type World } from '../support/world';

let world: World;

// A world each: the gate of a quota stays closed for its hour, for every job to come.
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

test.each([
  [420, 'dynamic'],
  [429, 'fixed'],
])('the hourly Admin quota (%i, %s folders) holds listing and no upload', async (status, folderMode) => {
  const control = new SandboxControl(world.sandbox);
  const root = join(world.dir, 'photos');
  const paths = photoPaths(3, 20);
  await writePhotos(root, paths);
  const worker = await world.startWorker();
  // Not even the folder mode can be asked for: the first upload's answer tells it.
  await control.limits({
    adminRemaining: 0,
    folderMode,
    resetAt: new Date(Date.now() + 3_600_000).toISOString(),
    status,
  });
  const { job } = await world.jobs.start(uploadSpec(root, { folder: 'first' }), 'test');
  const over = await world.jobs.untilOver(job.id);
  expect(over.state).toBe('done');
  await expectExact(control, root, paths, over.reportPath ?? '');
  expect((await control.requests('POST resources/search'))[String(status)]).toBeUndefined();
  expect(await world.state.facts.get('cloudinary:ferry-sandbox', 'folder_mode')).toBe(folderMode);
  const folders = new Set((await control.assets()).map((asset) => asset.asset_folder));
  expect(folders).toEqual(new Set(['first/f000', 'first/f001', 'first/f002']));

  // A job that starts while the gate is closed is told, asks nothing, and uploads as well.
  await writePhotos(join(world.dir, 'more'), paths);
  const second = await world.jobs.start(uploadSpec(join(world.dir, 'more'), { folder: 'second', tps: 30 }), 'test');
  const gate = await until(
    'the second job is told',
    async () => (await world.jobs.progress(second.job.id))?.closedGates[0],
  );
  expect(gate.quota).toBe('cloudinary:ferry-sandbox:admin');
  expect(Date.parse(gate.until) - Date.now()).toBeGreaterThan(3_400_000);
  await world.jobs.untilOver(second.job.id);
  await worker.stop();
  expect(await world.state.outcomes.tally(second.job.id)).toMatchObject({ done: 60, failed: 0 });
});
