import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from './exclusive-lock';
import { killServer, startServer, stopServer } from './kept-server';
import type { KeeperOptions } from './keeper-options';
import { choosePorts, PortInUseError, type KeptPorts } from './keeper-ports';
import { countLiveLeases } from './leases';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity';
import { readRecord, writeRecord, type ServerRecord } from './server-record';

const lookEveryMs = 500;
const lockWithinMs = 2_000;
const startAttempts = 5;

/**
 * Keeps one server for all commands that use a state folder: starts it, starts it again on the same port when it dies,
 * and stops it when no process that uses it lives. A lock in the folder sees to it that there is one keeper; a server
 * that a killed keeper has left is taken over.
 *
 * What it does is written to `server.json`, a failure too. Ends when there is nothing to keep, or `signal` says so.
 */
export async function keepServer(options: KeeperOptions, signal: AbortSignal): Promise<void> {
  const lock = await lockFolder(options.stateDir);
  if (lock === undefined) return; // Somebody else keeps it.
  try {
    await new Keeper(options).run(signal);
  } finally {
    lock.release();
  }
}

async function lockFolder(stateDir: string): Promise<ReturnType<typeof tryLock>> {
  const giveUpAt = Date.now() + lockWithinMs;
  for (;;) {
    const lock = tryLock(join(stateDir, 'keeper.lock'));
    if (lock !== undefined || Date.now() > giveUpAt) return lock;
    await sleep(50); // The last keeper may be about to end.
  }
}

class Keeper {
  private readonly self: ProcessIdentity;
  private readonly folderId: number;
  private ports: KeptPorts | undefined;
  private server: ProcessIdentity | undefined;

  constructor(private readonly options: KeeperOptions) {
    const self = identityOf(process.pid);
    if (self === undefined) throw new Error(`the start time of process ${process.pid} cannot be read`);
    this.self = self;
    this.folderId = statSync(options.stateDir).ino;
  }

  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.begin();
      while (!signal.aborted && !this.isUnused()) {
        if (this.server === undefined || !isAlive(this.server)) await this.start();
        await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
      this.write('stopping');
      if (this.server !== undefined) await stopServer(this.server);
      this.server = undefined;
      this.write('stopped');
    } catch (error) {
      if (this.server !== undefined) killServer(this.server);
      if (!this.isFolderThere()) return;
      this.server = undefined;
      this.write('failed', error instanceof Error ? error.message : String(error));
    }
  }

  /** Takes over the server of a keeper that was killed, or starts one. */
  private async begin(): Promise<void> {
    const last = readRecord(this.options.stateDir);
    const left = last?.server !== undefined && isAlive(last.server) ? last.server : undefined;
    if (left !== undefined && last?.state === 'ready' && last.port !== undefined) {
      this.ports = { port: last.port, uiPort: last.uiPort };
      this.server = left;
      this.write('ready');
      return;
    }
    this.write('starting');
    if (left !== undefined) await stopServer(left);
    await this.start(last);
  }

  /** Starts the server; on the ports it had, once there are clients that know them. */
  private async start(last?: ServerRecord): Promise<void> {
    const { stateDir, cliPath, logLevel, searchAttributes } = this.options;
    for (let attempt = 1; ; attempt += 1) {
      const ports = this.ports ?? (await choosePorts(this.options, last));
      const server = { databaseFile: join(stateDir, 'temporal.db'), logLevel, searchAttributes, ...ports };
      try {
        await startServer({
          cliPath,
          server,
          logFile: join(stateDir, 'temporal.log'),
          onSpawn: (spawned) => {
            this.server = spawned;
            this.write('starting');
          },
        });
        this.ports = ports;
        this.write('ready');
        return;
      } catch (error) {
        if (!this.isFolderThere() || attempt === startAttempts) throw explained(error);
        await sleep(attempt * lookEveryMs);
      }
    }
  }

  /**
   * Whether nobody uses the server. Says that it stops before the last look: a command that comes in between either is
   * seen by that look, or sees that the server stops.
   */
  private isUnused(): boolean {
    if (countLiveLeases(this.options.stateDir) > 0 && this.isFolderThere()) return false;
    if (!this.isFolderThere()) throw new Error(`${this.options.stateDir} is gone`);
    this.write('stopping');
    if (countLiveLeases(this.options.stateDir) === 0) return true;
    this.write('ready');
    return false;
  }

  private isFolderThere(): boolean {
    return statSync(this.options.stateDir, { throwIfNoEntry: false })?.ino === this.folderId;
  }

  private write(state: ServerRecord['state'], reason?: string): void {
    const { self: keeper, server, ports } = this;
    writeRecord(this.options.stateDir, { state, keeper, server, ...ports, reason });
  }
}

function explained(error: unknown): unknown {
  if (error instanceof PortInUseError || !(error instanceof Error)) return error;
  return new Error(`The Temporal server could not be started: ${error.message}`);
}
