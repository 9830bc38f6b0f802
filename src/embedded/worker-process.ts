import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Say } from './say';

const firstBackoffMs = 500;
const longestBackoffMs = 30_000;
/** A worker that ran this long was well: the next crash is met with the first backoff again. */
const wellAfterMs = 60_000;

const messageSchema = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ failed: z.string(), exitCode: z.number().int() }),
]);

/** A worker could not be started; a command ends with the exit code that the worker named, else 1. */
export class WorkerProcessError extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
    this.name = 'WorkerProcessError';
  }
}

/** Which program to run as a worker. */
export interface StartWorkerProcess {
  /** The compiled program; it says `{ready: true}` by `tellParent` and calls `exitWithParent`. */
  entry: string;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Where its output is appended; absent: our stderr. */
  logFile?: string | undefined;
  /** How long it may take to end when asked to, before it is ended by force; 15 s when absent. */
  graceMs?: number | undefined;
  say: Say;
}

/** A worker that is started again when it crashes. */
export interface WorkerProcess {
  /** The process id of the worker that was started last. */
  readonly pid: number | undefined;
  /** Asks the worker to end by SIGTERM, and ends it by SIGKILL after the grace. */
  stop(): Promise<void>;
}

/**
 * Runs a worker as a process of its own and resolves when it is ready. When it crashes later it is started again, after
 * 0.5 s at first and at most 30 s, and that is said. Ctrl-C in the terminal does not reach it: we decide.
 *
 * @throws WorkerProcessError when the first one ends before it is ready
 */
export async function startWorkerProcess(wanted: StartWorkerProcess): Promise<WorkerProcess> {
  const { graceMs = 15_000, say } = wanted;
  const stopped = new AbortController();
  let child = await startOne(wanted);

  async function keepRunning(): Promise<void> {
    let backoffMs = firstBackoffMs;
    while (!stopped.signal.aborted) {
      const startedAt = Date.now();
      await untilEnd(child);
      if (stopped.signal.aborted) return;
      if (Date.now() - startedAt > wellAfterMs) backoffMs = firstBackoffMs;
      say(`The worker ended (${howItEnded(child)}). Starting another in ${backoffMs / 1000} s ...`);
      await sleep(backoffMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      backoffMs = Math.min(2 * backoffMs, longestBackoffMs);
      if (stopped.signal.aborted) return;
      child = launch(wanted);
      child.on('message', (message) => say(newsOf(message)));
    }
  }
  const running = keepRunning();

  return {
    get pid() {
      return child.pid;
    },
    async stop() {
      stopped.abort();
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      child.kill('SIGTERM');
      await untilEnd(child);
      clearTimeout(force);
      await running;
    },
  };
}

function newsOf(message: unknown): string {
  const said = messageSchema.safeParse(message).data;
  return said !== undefined && 'failed' in said ? said.failed : 'The worker is back.';
}

async function startOne(wanted: StartWorkerProcess): Promise<ChildProcess> {
  const child = launch(wanted);
  const said = await Promise.race([
    new Promise<z.infer<typeof messageSchema> | undefined>((resolve) => {
      child.on('message', (message) => resolve(messageSchema.safeParse(message).data));
    }),
    untilEnd(child).then(() => undefined),
  ]);
  if (said !== undefined && 'ready' in said) return child;
  child.kill('SIGKILL');
  if (said !== undefined) throw new WorkerProcessError(said.failed, said.exitCode);
  const log = wanted.logFile === undefined ? '' : `; see ${wanted.logFile}`;
  throw new WorkerProcessError(`The worker ended before it was ready (${howItEnded(child)}${log}).`, 1);
}

/**
 * What Node is told when it runs a worker. Left to itself it collects garbage when gigabytes have come together, on a big
 * machine; what a worker holds at a time is below 100 MB.
 */
export const workerNodeOptions = ['--enable-source-maps', '--max-old-space-size=256'];

function launch({ entry, env, cwd, logFile }: StartWorkerProcess): ChildProcess {
  const output = logFile === undefined ? 2 : openSync(logFile, 'a', 0o600);
  const child = fork(entry, [], {
    cwd,
    env: { ...env },
    execArgv: workerNodeOptions,
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  if (logFile !== undefined) closeSync(output);
  return child;
}

/** Resolves when the process has ended, or could not be started at all. */
function untilEnd(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
}

function howItEnded({ exitCode, signalCode }: ChildProcess): string {
  return signalCode ?? `exit code ${exitCode ?? 'unknown'}`;
}
