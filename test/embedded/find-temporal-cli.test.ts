import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporalCli, type CliSearch } from '../../src/embedded/find-temporal-cli';
import { downloadBySdk, sdkDownloadedCli } from '../../src/embedded/sdk-download';
import { fakeProgram, fakeTemporal } from './fake-program';

jest.mock('../../src/embedded/sdk-download', () => ({
  ...jest.requireActual<object>('../../src/embedded/sdk-download'),
  downloadBySdk: jest.fn(() => Promise.reject(new Error('no network'))),
}));

let dir: string;
let said: string[];
let search: CliSearch;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ferry-find-'));
  said = [];
  // `env` and `sh` are what a build and our fakes need; no real `temporal` or `go` lies there.
  search = { path: join(dir, 'bin'), cacheDir: join(dir, 'cache'), say: (line) => void said.push(line) };
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const fakeGo = `
for argument in "$@"; do module=$argument; done
echo "$module" >> "$0.calls"
echo compiling >&2
sleep 0.3
printf '#!/bin/sh\\necho "temporal version 1.5.1"\\n' > "$GOBIN/temporal"
chmod +x "$GOBIN/temporal"`;

test('TEMPORAL_CLI_PATH is taken before everything else', async () => {
  const cliPath = fakeTemporal(join(dir, 'mine'), '9.9.9');
  fakeTemporal(join(dir, 'bin', 'temporal'));
  expect(await findTemporalCli({ ...search, cliPath })).toBe(cliPath);
  expect(said).toEqual([`Temporal CLI 9.9.9: ${cliPath} (TEMPORAL_CLI_PATH)`]);
});

test('a TEMPORAL_CLI_PATH that does not run is an error, not a reason to look elsewhere', async () => {
  fakeTemporal(join(dir, 'bin', 'temporal'));
  const cliPath = join(dir, 'missing');
  await expect(findTemporalCli({ ...search, cliPath })).rejects.toThrow(
    /TEMPORAL_CLI_PATH names .*missing.*Correct it/s,
  );
  const other = fakeProgram(join(dir, 'other'), 'echo something else');
  await expect(findTemporalCli({ ...search, cliPath: other })).rejects.toThrow(
    /does not name Temporal: something else/,
  );
});

test('then `temporal` on the PATH', async () => {
  const onPath = fakeTemporal(join(dir, 'bin', 'temporal'));
  fakeTemporal(join(dir, 'cache', 'temporal-1.5.1'));
  expect(await findTemporalCli(search)).toBe(onPath);
});

test('then the cache, whether Go or the SDK filled it', async () => {
  const downloaded = fakeTemporal(sdkDownloadedCli(join(dir, 'cache')));
  expect(await findTemporalCli(search)).toBe(downloaded);
  const built = fakeTemporal(join(dir, 'cache', 'temporal-1.5.1'));
  expect(await findTemporalCli(search)).toBe(built);
});

test('one that does not run is passed over', async () => {
  fakeProgram(join(dir, 'bin', 'temporal'), 'exit 3');
  const cached = fakeTemporal(join(dir, 'cache', 'temporal-1.5.1'));
  expect(await findTemporalCli(search)).toBe(cached);
});

test('then the SDK’s download', async () => {
  jest.mocked(downloadBySdk).mockImplementationOnce(async ({ cacheDir }) => fakeTemporal(sdkDownloadedCli(cacheDir)));
  fakeProgram(join(dir, 'bin', 'go'), fakeGo);
  expect(await findTemporalCli(search)).toBe(sdkDownloadedCli(join(dir, 'cache')));
});

test('then a build by Go: once for all who ask at the same time, and nothing else is left in the cache', async () => {
  const go = fakeProgram(join(dir, 'bin', 'go'), fakeGo);
  const built = join(dir, 'cache', 'temporal-1.5.1');
  const found = await Promise.all([findTemporalCli(search), findTemporalCli(search), findTemporalCli(search)]);
  expect(found).toEqual([built, built, built]);
  expect(await readFile(`${go}.calls`, 'utf8')).toBe('github.com/temporalio/cli/cmd/temporal@v1.5.1\n');
  expect((await readdir(join(dir, 'cache'))).sort()).toEqual(['temporal-1.5.1', 'temporal-1.5.1.lock']);
  expect(said.filter((line) => line.startsWith('Building'))).toHaveLength(1);
  expect(said.filter((line) => line.startsWith('Another command is building'))).toHaveLength(2);
});

test('when there is none, every way is named with its reason and what to do', async () => {
  fakeProgram(join(dir, 'bin', 'go'), 'echo "dial tcp: no such host" >&2; exit 1');
  const failed = findTemporalCli(search);
  await expect(failed).rejects.toMatchObject({ name: 'EmbeddedServerError', exitCode: 5 });
  await expect(failed).rejects.toThrow(
    /`temporal` on the PATH: not there.*cache.*: not there.*no network.*no such host.*TEMPORAL_ADDRESS.*TEMPORAL_CLI_PATH/s,
  );
  await rm(join(dir, 'bin', 'go'));
  await expect(findTemporalCli(search)).rejects.toThrow(/no `go` on the PATH/);
});
