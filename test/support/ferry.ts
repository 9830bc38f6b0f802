import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { until } from './until';

const entry = resolve(__dirname, '..', '..', 'bin', 'ferry.js');

/** How a ferry command ended. */
export interface FerryResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** A ferry command that runs. */
export interface FerryProcess {
  process: ChildProcess;
  /** What it has said so far, both ways. */
  said(): string;
  /** Types a line. */
  type(line: string): void;
  /** Waits until it has said something. */
  untilSaid(text: string): Promise<void>;
  result: Promise<FerryResult>;
}

/** Starts a ferry command with nothing but this environment. */
export function startFerry(args: string[], environment: Record<string, string>, cwd: string): FerryProcess {
  const child = spawn(process.execPath, ['--', entry, ...args], {
    cwd,
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString('utf8')));
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString('utf8')));
  const result = once(child, 'close').then(([exitCode]) => ({ exitCode: exitCode as number | null, stdout, stderr }));
  return {
    process: child,
    said: () => stdout + stderr,
    type: (line) => void child.stdin.write(`${line}\n`),
    async untilSaid(text) {
      await until(`ferry ${args.join(' ')} says "${text}"; it said: ${stdout}${stderr}`, async () =>
        (stdout + stderr).includes(text),
      );
    },
    result,
  };
}

/** Runs a ferry command to its end. */
export function ferry(args: string[], environment: Record<string, string>, cwd: string): Promise<FerryResult> {
  return startFerry(args, environment, cwd).result;
}
