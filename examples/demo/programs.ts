import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';

type Environment = Record<string, string>;

/** The sandbox as a program of its own. */
export interface SandboxProgram {
  url: string;
  environment: Environment;
  stop(): Promise<void>;
}

/** Starts the sandbox on a free port and waits for the line that says it is ready. */
export async function startSandboxProgram(entry: string, environment: Environment): Promise<SandboxProgram> {
  const child = spawn(process.execPath, ['--', entry, '--port', '0', '--latency', '40'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const ready = JSON.parse(line) as { url: string; env: Environment };
  return { url: ready.url, environment: ready.env, stop: () => stop(child) };
}

/** Starts a worker and waits until it polls. */
export async function startWorkerProgram(
  entry: string,
  environment: Environment,
  logFile: string,
): Promise<ChildProcess> {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, [entry], { env: environment, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`The worker ended before it was ready; see ${logFile}.`);
    }),
  ]);
  return child;
}

/** Runs a ferry command to its end, its words to our stderr; returns its exit code and what it printed as data. */
export async function runFerry(
  entry: string,
  args: string[],
  environment: Environment,
): Promise<{ exitCode: number; data: string }> {
  const child = spawn(process.execPath, ['--', entry, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Through a pipe ferry writes lines instead of drawing a bar over the words of the demo.
  child.stderr.pipe(process.stderr, { end: false });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode: exitCode ?? 1, data: Buffer.concat(pieces).toString('utf8').trim() };
}

/** Ends a program and waits until it has ended. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
