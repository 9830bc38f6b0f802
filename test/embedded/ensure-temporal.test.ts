import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTemporal, type EnsureTemporal } from '../../src/embedded/ensure-temporal';
import { freePort } from '../../src/embedded/free-port';
import { sharedTemporalAddress, temporalCli } from '../support/temporal/shared-server';

let stateDir: string;
let said: string[];
let wanted: EnsureTemporal;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'ferry-ensure-'));
  said = [];
  const cli = { cliPath: temporalCli(), path: '', cacheDir: join(stateDir, 'cache') };
  wanted = { stateDir, cli, say: (line) => void said.push(line) };
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

test('with an address nothing is started', async () => {
  const address = sharedTemporalAddress();
  const server = await ensureTemporal({ ...wanted, address });
  expect(server).toMatchObject({ address, namespace: 'default', uiUrl: undefined });
  await server.release();
  expect(await readdir(stateDir)).toEqual([]);
  expect(said).toEqual([`Temporal: ${address}, namespace default (TEMPORAL_ADDRESS)`]);
});

test('an address that does not answer is named with the next step', async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const refused = ensureTemporal({ ...wanted, address, answersWithinMs: 300 });
  await expect(refused).rejects.toMatchObject({ exitCode: 5 });
  await expect(refused).rejects.toThrow(new RegExp(`${address} does not answer.*Correct TEMPORAL_ADDRESS`));
});

test('a namespace that is not there is told', async () => {
  const refused = ensureTemporal({
    ...wanted,
    address: sharedTemporalAddress(),
    namespace: 'nope',
    answersWithinMs: 300,
  });
  await expect(refused).rejects.toThrow(/nope.*TEMPORAL_NAMESPACE/);
});

test('without one the embedded server is started, with its Web UI', async () => {
  const server = await ensureTemporal(wanted);
  try {
    expect(said.at(-1)).toBe(`Temporal: embedded, ${server.address}, Web UI ${server.uiUrl}`);
    const page = await fetch(server.uiUrl ?? '');
    expect(await page.text()).toContain('<html');
  } finally {
    await server.release({ untilStopped: true });
  }
});
