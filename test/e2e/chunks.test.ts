import { open, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { uploadSpec } from '../support/upload-spec';
import { createWorld, type World } from '../support/world';

let world: World;
let control: SandboxControl;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
});
afterAll(() => world.close());

const chunkBytes = 20_000_000;

/** A film of so many bytes: the beginning of an MP4 and a hole, which costs no disk. */
async function writeFilm(file: string, bytes: number): Promise<void> {
  const handle = await open(file, 'w');
  await handle.write(Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex'));
  await handle.truncate(bytes);
  await handle.close();
}

test('150 MB, killed between chunks, goes on with the next chunk', async () => {
  const root = join(world.dir, 'films');
  await mkdir(root);
  await writeFilm(join(root, 'big.mp4'), 150_000_000);
  let worker = await world.startWorker();
  const { job } = await world.jobs.start(uploadSpec(root, { folder: 'films', resourceType: 'auto' }), 'test');
  const sent = async (): Promise<string[]> =>
    (await control.details()).flatMap(({ content_range: range, status }) =>
      range !== undefined && status === 200 ? [range] : [],
    );
  await until('three chunks are confirmed and written down', async () => {
    const session = await world.state.uploadSessions.latest('cloudinary:ferry-sandbox', 'films/big');
    return session !== undefined && session.nextByte >= 3 * chunkBytes;
  });
  await worker.kill();
  worker = await world.startWorker();
  await world.jobs.untilOver(job.id);
  await worker.stop();
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ done: 1, failed: 0 });
  const [asset] = await control.assets();
  expect(asset).toMatchObject({ public_id: 'films/big', bytes: 150_000_000, resource_type: 'video' });
  const ranges = await sent();
  // Each chunk is confirmed once; at most the one under way at the kill was sent a second time.
  const starts = ranges.map((range) => Number(/bytes (\d+)-/.exec(range)?.[1]));
  expect(new Set(starts)).toEqual(new Set(Array.from({ length: 8 }, (_, index) => index * chunkBytes)));
  expect(starts.length).toBeLessThanOrEqual(9);
  expect(starts.filter((start) => start < 3 * chunkBytes)).toHaveLength(3);
}, 120_000);
