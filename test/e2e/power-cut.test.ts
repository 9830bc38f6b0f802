import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from '../../src/embedded/server-record';
import { whyNotOpen } from '../../src/embedded/tcp-open';
import { expectExact, readReport } from '../support/check-exact';
import { ferry, startFerry } from '../support/ferry';
import { photoPaths, writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { temporalCli } from '../support/temporal/shared-server';
import { until } from '../support/until';
import { createWorld, type World } from '../support/world';

let world: World;

beforeAll(async () => {
  world = await createWorld({ latencyMs: 10 });
});
afterAll(() => world.close());

test('a job whose execution a power cut took is restarted from the state database, and does nothing again', async () => {
  const control = new SandboxControl(world.sandbox);
  const root = join(world.dir, 'photos');
  const paths = photoPaths(3, 40);
  await writePhotos(root, paths);
  const home = join(world.dir, 'power');
  const environment = {
    ...world.environment,
    TEMPORAL_ADDRESS: '',
    FERRY_HOME: home,
    TEMPORAL_CLI_PATH: temporalCli(),
  };
  const first = startFerry(['upload', root, '--folder', 'power', '--concurrency', '3'], environment, world.dir);
  await until('some are stored', async () => (await control.assets()).length > 20);
  first.process.kill('SIGKILL');
  await first.result;
  // The server and the worker of a command that was killed end by themselves.
  await until('the embedded server is gone', async () => {
    const { stderr } = await ferry(['jobs', 'list', '--open'], environment, world.dir);
    return stderr === '' && !(await isServerUp(home));
  });
  for (const file of ['temporal.db', 'temporal.db-wal', 'temporal.db-shm']) {
    rmSync(join(home, 'temporal', file), { force: true });
  }
  const rest = await ferry(['jobs', 'watch', 'upload/photos-1'], environment, world.dir);
  expect({ exitCode: rest.exitCode, stderr: rest.stderr }).toMatchObject({ exitCode: 0 });
  expect(rest.stderr).toContain('its execution was lost');
  await expectExact(control, root, paths, rest.stdout.trim());
  expect(readReport(rest.stdout.trim()).every((row) => row.status === 'uploaded')).toBe(true);
  // At most those that were under way when the power went were sent again.
  expect((await control.requests('POST upload'))['200']).toBeLessThanOrEqual(paths.length + 3);
}, 120_000);

async function isServerUp(home: string): Promise<boolean> {
  const record = readRecord(join(home, 'temporal'));
  return record !== undefined && (await whyNotOpen(`127.0.0.1:${record.port}`)) === undefined;
}
