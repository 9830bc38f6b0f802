import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SearchAttributeKind } from './dev-server-arguments';
import { EmbeddedServerError } from './embedded-server-error';
import { KeeperLauncher } from './keeper-launcher';
import type { ChosenPort } from './keeper-options';
import { countLiveLeases, takeLease, type Lease } from './leases';
import { isAlive } from './process-identity';
import type { Say } from './say';
import { untilServerReady } from './server-ready';
import { readRecord, type ServerRecord } from './server-record';

const readyWithinMs = 60_000;
const stoppedWithinMs = 20_000;
const lookEveryMs = 100;
const watchEveryMs = 2_000;

/** Which server to use or start. */
export interface AcquireServer {
  /** The folder of the server's data: whoever names the same one shares the server. Made when it is not there. */
  stateDir: string;
  /** The Temporal CLI, or how to find it when a server has to be started. */
  cliPath: string | (() => Promise<string>);
  /** Ports somebody chose; those of the last time or free ones when absent. */
  port?: ChosenPort | undefined;
  uiPort?: ChosenPort | undefined;
  /** Whether a server that has to be started comes without its Web UI. */
  headless?: boolean | undefined;
  logLevel?: string | undefined;
  searchAttributes?: Readonly<Record<string, SearchAttributeKind>> | undefined;
  say: Say;
}

/** A Temporal server that runs at least until it is released. */
export interface AcquiredServer {
  address: string;
  /** Where its Web UI is; `undefined` when it has none or we do not know. */
  uiUrl: string | undefined;
  namespace: string;
  /**
   * Lets go of the server, which stops by itself when nobody uses it any more.
   * With `untilStopped` that is waited for (about 4 s) when we were the last.
   */
  release(options?: { untilStopped: boolean }): Promise<void>;
}

/**
 * Uses the embedded Temporal server of a state folder, and starts it when it does not run. Overlapping commands share it;
 * it stops when the last one is gone, however that ended. The data are in `temporal.db`, the log in `temporal.log`.
 *
 * @throws EmbeddedServerError when it cannot be started, naming the setting to change where one helps
 */
export async function acquireServer(wanted: AcquireServer): Promise<AcquiredServer> {
  const stateDir = resolve(wanted.stateDir);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const lease = takeLease(stateDir);
  const launcher = new KeeperLauncher({ ...wanted, stateDir });
  try {
    const record = await untilReady(stateDir, launcher);
    sayWhenOtherPort(wanted, record);
    const stopWatching = watchKeeper(launcher, wanted.say);
    const release = async ({ untilStopped } = { untilStopped: false }): Promise<void> => {
      stopWatching();
      await letGo(stateDir, lease, untilStopped);
    };
    const uiUrl = record.uiPort === undefined ? undefined : `http://127.0.0.1:${record.uiPort}`;
    return { address: `127.0.0.1:${record.port}`, uiUrl, namespace: 'default', release };
  } catch (error) {
    lease.release();
    throw error;
  }
}

/** Replaces the keeper when somebody kills it; the server runs on meanwhile. Gives a way to end this. */
function watchKeeper(launcher: KeeperLauncher, say: Say): () => void {
  const look = (): void =>
    void launcher.launchUnlessKept().catch((error: unknown) => {
      clearInterval(watch);
      say(error instanceof Error ? error.message : String(error));
    });
  const watch = setInterval(look, watchEveryMs).unref();
  return () => clearInterval(watch);
}

/** Waits until a keeper says that the server is ready and it answers; starts a keeper whenever there is none. */
async function untilReady(stateDir: string, launcher: KeeperLauncher): Promise<ServerRecord> {
  const giveUpAt = Date.now() + readyWithinMs;
  while (Date.now() < giveUpAt) {
    const record = readRecord(stateDir);
    if (record?.state === 'failed' && record.keeper.pid === launcher.pid) {
      throw new EmbeddedServerError(record.reason ?? 'The Temporal server could not be started.');
    }
    if (record?.state === 'ready' && isAlive(record.keeper) && (await answers(stateDir, record))) return record;
    await launcher.launchUnlessKept();
    await sleep(lookEveryMs);
  }
  throw new EmbeddedServerError(
    `The Temporal server of ${stateDir} was not ready after ${readyWithinMs / 1000} s: see temporal.log and keeper.log ` +
      'there, and try again.',
  );
}

/** Whether the server of this record answers, and is still meant to run then. */
async function answers(stateDir: string, record: ServerRecord): Promise<boolean> {
  const isCurrent = (): boolean => {
    const now = readRecord(stateDir);
    return now?.state === 'ready' && now.server?.startedAt === record.server?.startedAt && isAlive(now.keeper);
  };
  const hopeless = (): string | undefined => (isCurrent() ? undefined : 'the server was replaced');
  const address = `127.0.0.1:${record.port}`;
  try {
    await untilServerReady({ address, namespace: 'default', withinMs: readyWithinMs / 2, hopeless });
  } catch {
    return false;
  }
  return isCurrent();
}

async function letGo(stateDir: string, lease: Lease, untilStopped: boolean): Promise<void> {
  lease.release();
  const giveUpAt = Date.now() + stoppedWithinMs;
  while (untilStopped && Date.now() < giveUpAt) {
    const record = readRecord(stateDir);
    if (record === undefined || !isAlive(record.keeper) || countLiveLeases(stateDir) > 0) return;
    await sleep(lookEveryMs);
  }
}

function sayWhenOtherPort({ port, uiPort, say }: AcquireServer, record: ServerRecord): void {
  for (const { chosen, used } of [
    { chosen: port, used: record.port },
    { chosen: uiPort, used: record.uiPort },
  ]) {
    if (chosen === undefined || chosen.number === used) continue;
    say(`Temporal already runs for another command, on port ${used}: ${chosen.setting} ${chosen.number} is not used.`);
  }
}
