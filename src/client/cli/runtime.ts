import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureTemporal } from '../../embedded/ensure-temporal';
import { startWorkerProcess, type WorkerProcess } from '../../embedded/worker-process';
import { loadSettings, type Settings } from '../../settings';
import { openState, type State } from '../../state/state';
import { JobClient } from '../job-client';
import { talk, type Talk } from './talk';

/** What most commands need: settings and the state database. */
export interface Installation {
  settings: Settings;
  state: State;
  talk: Talk;
}

/** An installation with a Temporal server, and with a worker where that is ours to run. */
export interface Running extends Installation {
  jobs: JobClient;
  /** Address of the Web UI, where it is known. */
  uiUrl?: string;
  namespace: string;
  /** True when jobs stop with this command, because the worker is its own. */
  hasOwnWorker: boolean;
}

/** Opens settings and state database for a command, and closes them after it. */
export async function withInstallation<T>(run: (installation: Installation) => Promise<T>): Promise<T> {
  const settings = loadSettings();
  const state = await openState(settings.databaseUrl);
  try {
    return await run({ settings, state, talk });
  } finally {
    await state.close();
  }
}

/**
 * Runs a command beside a Temporal server: the one of TEMPORAL_ADDRESS, or the embedded one, which is started when it
 * does not run, with a worker of the command's own (`always`: at a server of others' too). Lost jobs are brought back
 * first.
 */
export async function withTemporal<T>(
  { needsWorker }: { needsWorker: boolean | 'always' },
  run: (running: Running) => Promise<T>,
): Promise<T> {
  return withInstallation(async (installation) => {
    const { settings, state } = installation;
    const { address, namespace, apiKey, tlsCertPath } = settings.temporal;
    const isEmbedded = address === undefined;
    const server = await ensureTemporal({
      address,
      namespace,
      isPlain: apiKey === undefined && tlsCertPath === undefined,
      stateDir: join(settings.home, 'temporal'),
      port: chosen(settings.embeddedPort, 'FERRY_TEMPORAL_PORT'),
      uiPort: chosen(settings.embeddedUiPort, 'FERRY_TEMPORAL_UI_PORT'),
      cli: { cliPath: settings.temporal.cliPath, path: settings.path, cacheDir: settings.cacheDir },
      say: talk.say,
    });
    let worker: WorkerProcess | undefined;
    try {
      const jobs = await JobClient.connect(
        { ...settings.temporal, address: server.address, namespace: server.namespace },
        state,
      );
      try {
        if (needsWorker === 'always' || (isEmbedded && needsWorker))
          worker = await startWorker(settings, server.address);
        for (const jobId of await jobs.restartLost())
          talk.say(`${jobId} goes on: its execution was lost, its outcomes were not.`);
        if (!isEmbedded && needsWorker && !(await jobs.hasWorker())) {
          talk.say('No worker polls this server: the job waits until one does. `ferry worker` starts one.');
        }
        return await run({
          ...installation,
          jobs,
          uiUrl: server.uiUrl,
          namespace: server.namespace,
          hasOwnWorker: worker !== undefined,
        });
      } finally {
        await jobs.close();
      }
    } finally {
      await worker?.stop();
      await server.release();
    }
  });
}

function chosen(port: number | undefined, setting: string) {
  return port === undefined ? undefined : { number: port, setting };
}

/** The program that is a worker, compiled beside this one. */
export function workerProgram(): string {
  return join(__dirname, '..', '..', existsSync(join(__dirname, '..', '..', 'worker.js')) ? 'worker.js' : 'worker.ts');
}

/** Starts a worker of this command's own; its log goes to the state folder. */
export function startWorker(settings: Settings, address: string): Promise<WorkerProcess> {
  return startWorkerProcess({
    entry: workerProgram(),
    cwd: process.cwd(),
    env: { ...settings.environment, TEMPORAL_ADDRESS: address, FERRY_HOME: settings.home },
    logFile: join(settings.home, 'worker.log'),
    say: talk.say,
  });
}
