import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The sandbox as a program of its own. */
export interface Program {
  url: string;
  port: number;
  environment: Record<string, string>;
  /** Ends it with a signal and answers its exit code, null when the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const main = resolve(__dirname, '../../../dist/sandbox/main.js');

/** Starts the compiled program and waits for the line that says it is ready. */
export async function startProgram(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<Program> {
  const child = launch(args, environment);
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  const ready = JSON.parse(line) as { ready: boolean; url: string; port: number; env: Record<string, string> };
  if (!ready.ready) throw new Error(line);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const exited = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await exited)[0];
  };
  return { url: ready.url, port: ready.port, environment: ready.env, end };
}

/** Runs it to its end. */
export async function runProgram(
  args: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = launch(args, environment);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** The `--` keeps Node 20 from taking `--env-file` for itself. */
function launch(args: string[], environment: NodeJS.ProcessEnv = {}): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, ['--', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
}
