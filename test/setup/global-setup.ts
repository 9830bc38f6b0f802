import { spawnSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findTemporalCli } from '../../src/embedded/find-temporal-cli';
import { startTemporal } from '../../src/embedded/start-temporal';
import { cacheDir } from '../support/temporal/cache-dir';
import { keep } from './running';

/**
 * Before the first test: compiled code in `dist/`, a Temporal CLI, and one Temporal server for all tests of the run.
 * Tests find them by `FERRY_TEST_TEMPORAL_ADDRESS` and `FERRY_TEST_TEMPORAL_CLI` (see `test/support/temporal`).
 */
export default async function globalSetup(): Promise<void> {
  spawnSync(process.execPath, [resolve(__dirname, '..', '..', 'scripts', 'build.js')], { stdio: 'inherit' });
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const cliPath = await findTemporalCli({
    cliPath: process.env.TEMPORAL_CLI_PATH,
    path: process.env.PATH ?? '',
    cacheDir: cacheDir(),
    say,
  });
  process.env.FERRY_TEST_TEMPORAL_CLI = cliPath;
  if (process.env.FERRY_TEST_TEMPORAL_ADDRESS !== undefined) return;
  const dir = await mkdtemp(join(tmpdir(), 'ferry-test-temporal-'));
  const server = await startTemporal({ cliPath, dir, ui: true });
  keep(server, dir);
  process.env.FERRY_TEST_TEMPORAL_ADDRESS = server.address;
  say(`Temporal for the tests: ${server.address}, Web UI ${server.uiUrl}`);
}
