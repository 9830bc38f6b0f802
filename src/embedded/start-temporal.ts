import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { devServerArguments, type DevServer, type SearchAttributeKind } from './dev-server-arguments';
import { EmbeddedServerError } from './embedded-server-error';
import { endWithUs } from './end-with-us';
import { freePort } from './free-port';
import { lastLinesOf } from './last-lines';
import { untilServerReady } from './server-ready';

const readyWithinMs = 30_000;
const stopsWithinMs = 5_000;

/** How a private server is to run. */
export interface PrivateServer {
  /** The Temporal CLI, as `findTemporalCli` gives it. */
  cliPath: string;
  /** The folder for `temporal.db` and `temporal.log`; made when it is not there. */
  dir: string;
  /** The gRPC port; a free one when absent. */
  port?: number | undefined;
  /** The Web UI's port, `true` for a free one; no Web UI when absent. */
  ui?: number | true | undefined;
  logLevel?: string | undefined;
  searchAttributes?: Readonly<Record<string, SearchAttributeKind>> | undefined;
}

/** A private server that runs, or was killed. */
export interface TemporalProcess {
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string | undefined;
  /** The process id of the server that was started last. */
  readonly pid: number | undefined;
  /** Asks the server to end, by force after 5 s. Its data stay. */
  stop(): Promise<void>;
  /** Ends the server by SIGKILL, as a power cut would. Its data stay as far as they were written. */
  kill(): Promise<void>;
  /** Starts a server that was stopped or killed again: the same ports, the same data. Resolves when it answers. */
  start(): Promise<void>;
}

/**
 * Starts a Temporal dev server of one's own, for a test or the demo. It ends with this process at the latest.
 * What people run is shared instead (`acquireServer`).
 *
 * @throws EmbeddedServerError when it does not answer within 30 s, with the last lines of its log
 */
export async function startTemporal(wanted: PrivateServer): Promise<TemporalProcess> {
  mkdirSync(wanted.dir, { recursive: true });
  const server: DevServer = {
    databaseFile: join(wanted.dir, 'temporal.db'),
    port: wanted.port ?? (await freePort()),
    uiPort: wanted.ui === true ? await freePort() : wanted.ui,
    logLevel: wanted.logLevel ?? 'warn',
    searchAttributes: wanted.searchAttributes ?? {},
  };
  const logFile = join(wanted.dir, 'temporal.log');
  const address = `127.0.0.1:${server.port}`;
  const namespace = 'default';
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawnLogged(wanted.cliPath, devServerArguments(server), logFile);
    child = started;
    const hopeless = (): string | undefined =>
      hasEnded(started) ? `The Temporal server at ${address} ended at once: ${lastLinesOf(logFile)}` : undefined;
    try {
      await untilServerReady({ address, namespace, withinMs: readyWithinMs, hopeless });
    } catch (error) {
      await end(started, 'SIGKILL');
      throw error;
    }
    if (hasEnded(started)) throw new EmbeddedServerError(`Another server answers at ${address}; give it another port.`);
  }

  await start();
  return {
    address,
    namespace,
    uiUrl: server.uiPort === undefined ? undefined : `http://127.0.0.1:${server.uiPort}`,
    get pid() {
      return child?.pid;
    },
    stop: async () => void (child && (await end(child, 'SIGTERM'))),
    kill: async () => void (child && (await end(child, 'SIGKILL'))),
    start,
  };
}

function spawnLogged(command: string, args: string[], logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { stdio: ['ignore', log, log] });
  closeSync(log);
  child.once('error', () => undefined); // Seen as an end without an exit code by `hasEnded`.
  endWithUs(child);
  return child;
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const force = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs);
  child.kill(signal);
  await ended;
  clearTimeout(force);
}
