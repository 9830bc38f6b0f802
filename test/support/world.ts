import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { JobClient } from '../../src/client/job-client';
import { startTemporal, type TemporalProcess } from '../../src/embedded/start-temporal';
import { loadSettings } from '../../src/settings';
import { openState, type State } from '../../src/state/state';
import { temporalCli } from './temporal/shared-server';

const top = resolve(__dirname, '..', '..');

/** A Temporal server, a sandbox, a state database and workers as processes, all of one test file. */
export interface World {
  dir: string;
  home: string;
  temporal: TemporalProcess;
  sandbox: Sandbox;
  state: State;
  jobs: JobClient;
  /** What ferry programs are given as their environment. */
  environment: Record<string, string>;
  startWorker(extra?: Record<string, string>): Promise<WorkerHandle>;
  close(): Promise<void>;
}

/** A worker process of the test's. */
export interface WorkerHandle {
  process: ChildProcess;
  /** SIGKILL: as if the machine had lost it. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes a world. Nothing of it is shared with another test file, so that no gate or queue is. */
export async function createWorld({ ui = false, latencyMs = 0, databaseUrl = '' } = {}): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'ferry-world-'));
  const home = join(dir, 'home');
  mkdirSync(home, { recursive: true });
  const [temporal, sandbox] = await Promise.all([
    startTemporal({ cliPath: temporalCli(), dir: join(dir, 'temporal'), ui: ui ? true : undefined }),
    startSandbox({ latencyMs }),
  ]);
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: dir,
    TEMPORAL_ADDRESS: temporal.address,
    FERRY_HOME: home,
    ...(databaseUrl === '' ? {} : { DATABASE_URL: databaseUrl }),
    ...sandbox.environment,
  };
  const settings = loadSettings(dir, environment);
  const state = await openState(settings.databaseUrl);
  const jobs = await JobClient.connect({ ...settings.temporal, address: temporal.address }, state);
  const workers = new Set<WorkerHandle>();

  return {
    dir,
    home,
    temporal,
    sandbox,
    state,
    jobs,
    environment,
    async startWorker(extra = {}) {
      const handle = await startWorkerProcess({ ...environment, ...extra }, dir);
      workers.add(handle);
      return handle;
    },
    async close() {
      for (const worker of workers) await worker.kill();
      await jobs.close();
      await state.close();
      await sandbox.close();
      await temporal.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function startWorkerProcess(environment: Record<string, string>, dir: string): Promise<WorkerHandle> {
  const log = openSync(join(dir, 'worker.log'), 'a');
  const child = fork(join(top, 'dist', 'src', 'worker.js'), [], {
    cwd: dir,
    env: environment,
    execArgv: [],
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const [message] = (await once(child, 'message')) as [unknown];
  if (JSON.stringify(message) !== '{"ready":true}')
    throw new Error(`The worker did not start: ${JSON.stringify(message)}`);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return { process: child, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}
