import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { endWithUs } from '../src/embedded/end-with-us';

/** What every program of ours is started with. */
export interface ProgramRequest {
  /** The compiled program. */
  entry: string;
  args?: string[];
  environment: Record<string, string>;
  dir: string;
  logFile: string;
}

/** A program that runs. */
export interface Program {
  process: ChildProcess;
  /** Ends it, by force after ten seconds; does nothing when it has ended. */
  stop(): Promise<void>;
}

const stopsWithinMs = 10_000;

/** Starts a program that talks by messages: a worker, a script. Its output goes to the log file. It ends with us. */
export function startProgram({ entry, args = [], environment, dir, logFile }: ProgramRequest): Program {
  const log = openSync(logFile, 'a');
  const child = fork(entry, args, { cwd: dir, env: environment, execArgv: [], stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  endWithUs(child);
  return { process: child, stop: () => stop(child) };
}

/** Starts a program that says on its first line of output, in JSON, that it is ready. It ends with us. */
export async function startService(request: ProgramRequest): Promise<Program & { said: unknown }> {
  const { entry, args = [], environment, dir, logFile } = request;
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['--', entry, ...args], {
    cwd: dir,
    env: environment,
    stdio: ['ignore', 'pipe', log],
  });
  closeSync(log);
  endWithUs(child);
  const { stdout: output } = child;
  if (output === null) throw new Error(`${entry} has no output.`);
  const line = new Promise<string>((resolve) => createInterface(output).once('line', resolve));
  const said = await beforeItsEnd(child, line, logFile);
  return { process: child, said: JSON.parse(said) as unknown, stop: () => stop(child) };
}

/** The next message of a program. @throws with the end of its log when it ends without. */
export async function messageOf({ process: child }: Program, logFile: string): Promise<unknown> {
  const message = once(child, 'message').then(([said]) => said as unknown);
  return beforeItsEnd(child, message, logFile);
}

async function beforeItsEnd<T>(child: ChildProcess, wanted: Promise<T>, logFile: string): Promise<T> {
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('exit', () => {
      const words = readFileSync(logFile, 'utf8').trim().split('\n').slice(-12).join('\n');
      reject(new Error(`${child.spawnargs.slice(1).join(' ')} ended too early. The end of its log:\n${words}`));
    });
  });
  ended.catch(() => undefined);
  return Promise.race([wanted, ended]);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs);
  await ended;
  clearTimeout(force);
}

/** Ticks of a second in `/proc` on every Linux there is. */
const ticksPerSecond = 100;

/** Processor time a process has used so far, in milliseconds; `undefined` where there is no `/proc`. */
export function cpuMsOf(pid: number | undefined): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8');
    // The name in brackets may hold spaces; user and system time are the 12th and 13th field after it (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
  } catch {
    return undefined;
  }
}
