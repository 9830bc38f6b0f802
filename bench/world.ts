import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { JobClient } from '../src/client/job-client';
import { findTemporalCli } from '../src/embedded/find-temporal-cli';
import { startTemporal } from '../src/embedded/start-temporal';
import { loadSettings } from '../src/settings';
import { openState, type State } from '../src/state/state';
import { messageOf, startProgram, startService, type Program } from './programs';
import { SandboxLog } from './sandbox-log';

const dist = resolve(__dirname, '..');

/** A Temporal server, a sandbox and a state database of the benchmark's own, on 127.0.0.1. */
export interface World {
  dir: string;
  sandbox: SandboxLog;
  state: State;
  jobs: JobClient;
  /** The Temporal server's process. */
  serverPid: number | undefined;
  /** What programs are started with: the sandbox's addresses and credentials among it. */
  environment: Record<string, string>;
  /** Starts a worker and resolves when it polls. */
  startWorker(): Promise<Program>;
  /** Starts a script of `bench/plain-script`; its first message is what `messageOf` gives. */
  startScript(name: string, args: string[]): { script: Program; message: Promise<unknown> };
  /** Ends all that was started here and takes its files away. */
  close(): Promise<void>;
}

const readySchema = z.object({ url: z.string(), env: z.record(z.string(), z.string()) });

/** @param latencyMs Delay of every answer of a service. */
export async function createWorld({
  latencyMs,
  say,
}: {
  latencyMs: number;
  say: (line: string) => void;
}): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'ferry-bench-'));
  const ends: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return { dir, close, ...(await openWorld({ dir, latencyMs, say, ends })) };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Opening {
  dir: string;
  latencyMs: number;
  say: (line: string) => void;
  /** What has to be ended, in the order it was begun. */
  ends: (() => Promise<unknown>)[];
}

async function openWorld({ dir, latencyMs, say, ends }: Opening): Promise<Omit<World, 'dir' | 'close'>> {
  const ours = loadSettings();
  const home = join(dir, 'home');
  mkdirSync(home);
  const plain = { PATH: ours.path, HOME: dir };
  const cliPath = await findTemporalCli({
    cliPath: ours.temporal.cliPath,
    path: ours.path,
    cacheDir: ours.cacheDir,
    say,
  });
  const temporal = await startTemporal({ cliPath, dir: join(dir, 'temporal') });
  ends.push(() => temporal.stop());
  const sandbox = await startService({
    entry: join(dist, 'sandbox', 'main.js'),
    args: ['--port', '0', '--latency', String(latencyMs)],
    environment: plain,
    dir,
    logFile: join(dir, 'sandbox.log'),
  });
  ends.push(() => sandbox.stop());
  const { url, env } = readySchema.parse(sandbox.said);
  const environment = { ...plain, TEMPORAL_ADDRESS: temporal.address, FERRY_HOME: home, ...env };
  const settings = loadSettings(dir, environment);
  const state = await openState(settings.databaseUrl);
  ends.push(() => state.close());
  const jobs = await JobClient.connect({ ...settings.temporal, address: temporal.address }, state);
  ends.push(() => jobs.close());

  return {
    sandbox: new SandboxLog(url),
    state,
    jobs,
    serverPid: temporal.pid,
    environment,
    async startWorker() {
      const logFile = join(dir, 'worker.log');
      const worker = startProgram({ entry: join(dist, 'src', 'worker.js'), environment, dir, logFile });
      ends.push(() => worker.stop());
      const said = JSON.stringify(await messageOf(worker, logFile));
      if (said !== '{"ready":true}') throw new Error(`The worker did not start: ${said}`);
      return worker;
    },
    startScript(name, args) {
      const logFile = join(dir, `${name}.log`);
      const entry = join(dist, 'bench', 'plain-script', `${name}.js`);
      const script = startProgram({ entry, args, environment, dir, logFile });
      ends.push(() => script.stop());
      return { script, message: messageOf(script, logFile) };
    },
  };
}
