import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, Client } from '@temporalio/client';
import { startTemporal } from '../../src/embedded/start-temporal';
import { temporalCli } from '../support/temporal/shared-server';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ferry-private-temporal-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function withClient<T>(address: string, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

test('a server killed by SIGKILL starts again on the same port with its workflows', async () => {
  const server = await startTemporal({ cliPath: temporalCli(), dir });
  try {
    await withClient(server.address, (client) =>
      client.workflow.start('any', { workflowId: 'survivor', taskQueue: 'nobody' }),
    );
    const { address, pid } = server;
    await server.kill();
    await server.start();
    expect(server.address).toBe(address);
    expect(server.pid).not.toBe(pid);
    const status = await withClient(server.address, (client) => client.workflow.getHandle('survivor').describe());
    expect(status.status.name).toBe('RUNNING');
  } finally {
    await server.stop();
  }
});

test('a program that is no Temporal server is named with what it said', async () => {
  await expect(startTemporal({ cliPath: '/bin/ls', dir })).rejects.toThrow(/ended at once.*temporal\.log/s);
});
