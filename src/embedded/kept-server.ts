import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { devServerArguments, type DevServer } from './dev-server-arguments';
import { lastLinesOf } from './last-lines';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity';
import { whyNotOpen } from './tcp-open';

const opensWithinMs = 30_000;
const stopsWithinMs = 10_000;
const longLogBytes = 10 * 1024 * 1024;

export interface StartServer {
  cliPath: string;
  server: DevServer;
  logFile: string;
  /** Is told the process before it is ready. */
  onSpawn: (server: ProcessIdentity) => void;
}

/**
 * Starts a dev server that outlives us if need be: it writes to its log itself, so that a next keeper can take it over.
 * Resolves once its port is open.
 *
 * @throws with the last lines of the log when it ends before that
 */
export async function startServer({ cliPath, server, logFile, onSpawn }: StartServer): Promise<void> {
  if (existsSync(logFile) && statSync(logFile).size > longLogBytes) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(cliPath, devServerArguments(server), { stdio: ['ignore', log, log] });
  closeSync(log);
  let problem: string | undefined;
  child.once('error', (error) => (problem = error.message));
  child.once('exit', (code, signal) => (problem ??= `it ended with ${signal ?? code}: ${lastLinesOf(logFile)}`));
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  if (identity !== undefined) onSpawn(identity);
  const giveUpAt = Date.now() + opensWithinMs;
  while ((await whyNotOpen(`127.0.0.1:${server.port}`)) !== undefined) {
    if (problem !== undefined) throw new Error(problem);
    if (Date.now() > giveUpAt) {
      child.kill('SIGKILL');
      throw new Error(`its port ${server.port} is not open after ${opensWithinMs / 1000} s: ${lastLinesOf(logFile)}`);
    }
    await sleep(50);
  }
  if (identity === undefined || !isAlive(identity)) throw new Error(problem ?? `it ended: ${lastLinesOf(logFile)}`);
}

/** Asks the server to end, so that its database is left tidy, and ends it by force after 10 s. */
export async function stopServer(server: ProcessIdentity): Promise<void> {
  signal(server, 'SIGTERM');
  const forceAt = Date.now() + stopsWithinMs;
  while (isAlive(server)) {
    if (Date.now() > forceAt) signal(server, 'SIGKILL');
    await sleep(50);
  }
}

/** Ends a server whose data are gone. */
export function killServer(server: ProcessIdentity): void {
  signal(server, 'SIGKILL');
}

function signal(server: ProcessIdentity, name: 'SIGTERM' | 'SIGKILL'): void {
  if (!isAlive(server)) return;
  try {
    process.kill(server.pid, name);
  } catch {
    // It has ended since we looked.
  }
}
