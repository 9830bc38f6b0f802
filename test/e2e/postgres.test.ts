import { join } from 'node:path';
import { expectExact } from '../support/check-exact';
import { photoPaths, writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { hasPostgres, startPostgres } from '../support/temporal/postgres';
import { until } from '../support/until';
import { uploadSpec } from '../support/upload-spec';
import { createWorld } from '../support/world';

const onPostgres = hasPostgres() ? test : test.skip;

onPostgres(
  'a job with its state in Postgres, two workers and one of them killed',
  async () => {
    const postgres = await startPostgres();
    const databaseUrl = (await postgres?.createDatabase('jobs')) ?? '';
    const world = await createWorld({ latencyMs: 15, databaseUrl });
    const control = new SandboxControl(world.sandbox);
    const root = join(world.dir, 'photos');
    const paths = photoPaths(4, 30);
    await writePhotos(root, paths);
    const [one, two] = [await world.startWorker(), await world.startWorker()];
    const { job } = await world.jobs.start(uploadSpec(root, { folder: 'pg', concurrency: 6 }), 'test');
    await until('some are stored', async () => (await control.assets()).length > 30);
    await one.kill();
    const over = await world.jobs.untilOver(job.id);
    await two.stop();
    expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 120, done: 120, failed: 0 });
    await expectExact(control, root, paths, over.reportPath ?? '');
    await world.close();
    await postgres?.stop();
  },
  120_000,
);
