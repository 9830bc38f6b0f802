import { createServer } from 'node:net';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { acquireServer, type AcquiredServer, type AcquireServer } from '../../src/embedded/acquire-server';
import { freePort } from '../../src/embedded/free-port';
import { isAlive } from '../../src/embedded/process-identity';
import { readRecord, writeRecord, type ServerRecord } from '../../src/embedded/server-record';
import { whyNotOpen } from '../../src/embedded/tcp-open';
import { temporalCli } from '../support/temporal/shared-server';
import { startUser } from './user-process';

let stateDir: string;
let said: string[];
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'ferry-state-'));
  said = [];
});
afterEach(async () => {
  await eventually(() => isQuiet());
  await rm(stateDir, { recursive: true, force: true });
});

function acquire(more: Partial<AcquireServer> = {}): Promise<AcquiredServer> {
  const say = (line: string): void => void said.push(line);
  return acquireServer({ stateDir, cliPath: temporalCli(), headless: true, say, ...more });
}

function record(): ServerRecord {
  const found = readRecord(stateDir);
  if (found === undefined) throw new Error('there is no server.json');
  return found;
}

/** Whether neither keeper nor server runs. */
function isQuiet(): boolean {
  const found = readRecord(stateDir);
  if (found === undefined) return true;
  return !isAlive(found.keeper) && (found.server === undefined || !isAlive(found.server));
}

async function eventually(isTrue: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!(await isTrue())) {
    if (Date.now() > giveUpAt) throw new Error(`it is not so after ${withinMs} ms: ${String(isTrue)}`);
    await sleep(50);
  }
}

async function withClient<T>(address: string, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

const start = (client: Client, workflowId: string): Promise<unknown> =>
  client.workflow.start('any', { workflowId, taskQueue: 'nobody' });
const statusOf = async (client: Client, workflowId: string): Promise<string> =>
  (await client.workflow.getHandle(workflowId).describe()).status.name;

test('commands that start at the same instant share a server; the last to go stops it', async () => {
  const [own, first, second] = await Promise.all([
    acquire(),
    startUser(stateDir, temporalCli()),
    startUser(stateDir, temporalCli()),
  ]);
  expect([first.address, second.address]).toEqual([own.address, own.address]);
  const { pid } = record().server ?? {};
  await own.release();
  await first.finish();
  await sleep(1_500); // Longer than the keeper takes to look.
  expect(await whyNotOpen(own.address)).toBeUndefined();
  expect(record().server?.pid).toBe(pid);
  await second.finish();
  await eventually(async () => (await whyNotOpen(own.address)) !== undefined);
  expect(record().state).toMatch(/stopp/);
});

test('a user killed by SIGKILL does not leave the server running', async () => {
  const user = await startUser(stateDir, temporalCli());
  user.process.kill('SIGKILL');
  await eventually(() => isQuiet());
  expect(record().state).toBe('stopped');
  expect(await readdir(join(stateDir, 'users'))).toEqual([]);
});

test('a command that comes while the server is stopping gets one that stays, with the same data and port', async () => {
  const first = await acquire();
  await withClient(first.address, (client) => start(client, 'kept'));
  await first.release();
  await eventually(() => record().state === 'stopping');
  const second = await acquire();
  expect(second.address).toBe(first.address);
  expect(await withClient(second.address, (client) => statusOf(client, 'kept'))).toBe('RUNNING');
  await second.release({ untilStopped: true });
  expect(isQuiet()).toBe(true);
});

test('a server killed by SIGKILL is started again on the same port with its data', async () => {
  const server = await acquire();
  await withClient(server.address, (client) => start(client, 'kept'));
  const killed = record().server;
  if (killed === undefined) throw new Error('no server');
  process.kill(killed.pid, 'SIGKILL');
  await eventually(() => record().state === 'ready' && record().server?.pid !== killed.pid);
  expect(`127.0.0.1:${record().port}`).toBe(server.address);
  expect(await withClient(server.address, (client) => statusOf(client, 'kept'))).toBe('RUNNING');
  await server.release({ untilStopped: true });
});

test('a keeper killed by SIGKILL is replaced, and the server runs on', async () => {
  const server = await acquire();
  const { keeper, server: kept } = record();
  process.kill(keeper.pid, 'SIGKILL');
  await eventually(() => record().keeper.pid !== keeper.pid && record().state === 'ready');
  expect(record().server).toEqual(kept);
  await server.release({ untilStopped: true });
  expect(isQuiet()).toBe(true);
});

test('what a power cut leaves does not stand in the way', async () => {
  const past = { pid: process.pid, startedAt: 'long ago' };
  writeRecord(stateDir, { state: 'ready', keeper: past, server: past, port: await freePort() });
  await mkdir(join(stateDir, 'users'));
  await writeFile(join(stateDir, 'users', `${process.pid}-0000.json`), JSON.stringify(past));
  await writeFile(join(stateDir, 'users', '1-0000.json'), '');
  const server = await acquire();
  expect(await whyNotOpen(server.address)).toBeUndefined();
  expect(await readdir(join(stateDir, 'users'))).toHaveLength(1);
  await server.release({ untilStopped: true });
});

test('an empty server.json does not stand in the way', async () => {
  await writeFile(join(stateDir, 'server.json'), '');
  const server = await acquire();
  await server.release({ untilStopped: true });
});

test('a chosen port in use is named with its setting; one of ours that was taken meanwhile is replaced', async () => {
  const other = createServer();
  const taken = await new Promise<number>((resolve, reject) => {
    other.once('error', reject);
    other.listen(0, '127.0.0.1', () => {
      const address = other.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  try {
    const refused = acquire({ port: { number: taken, setting: 'FERRY_TEMPORAL_PORT' } });
    await expect(refused).rejects.toMatchObject({ exitCode: 5 });
    await expect(refused).rejects.toThrow(`Port ${taken} is in use by another program. End that program or choose`);
    await expect(refused).rejects.toThrow('FERRY_TEMPORAL_PORT');
    await eventually(() => isQuiet());
    writeRecord(stateDir, { ...record(), state: 'stopped', port: taken });
    const server = await acquire();
    expect(server.address).not.toBe(`127.0.0.1:${taken}`);
    await server.release({ untilStopped: true });
  } finally {
    other.close();
  }
});

test('a second command is told when its port is not used', async () => {
  const first = await acquire();
  const second = await acquire({ port: { number: 1, setting: '--temporal-port' } });
  expect(second.address).toBe(first.address);
  expect(said.join()).toMatch(/already runs for another command, on port \d+: --temporal-port 1 is not used/);
  await first.release();
  await second.release({ untilStopped: true });
});

test('a server that cannot start says what its log says', async () => {
  await expect(acquire({ cliPath: '/bin/ls' })).rejects.toThrow(/could not be started: it ended with.*temporal\.log/s);
});

test('keeper and server end when the state folder is taken away', async () => {
  const server = await acquire();
  const { keeper, server: kept } = record();
  await rm(stateDir, { recursive: true, force: true });
  await eventually(() => !isAlive(keeper) && (kept === undefined || !isAlive(kept)));
  await server.release();
});
