import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { endWithUs } from '../src/embedded/end-with-us';
import type { World } from './world';

const dist = resolve(__dirname, '..');

/** A program that goes through a table and ends. */
export interface Tool {
  /** The compiled program, below `dist`. */
  entry: string;
  args: string[];
}

/** What a run of a program took, from its start as a process to its end. */
export interface ToolRun {
  seconds: number;
  cpuMs: number;
  /** The most memory the process had at once. */
  peakBytes: number;
}

const usageSchema = z.object({ cpuMs: z.number(), peakBytes: z.number() });

/** `ferry` with arguments. */
export function ferryTool(...args: string[]): Tool {
  return { entry: join('src', 'client', 'cli', 'main.js'), args };
}

/** A script of `bench/plain-script` with arguments. */
export function scriptTool(name: string, ...args: string[]): Tool {
  return { entry: join('bench', 'plain-script', `${name}.js`), args };
}

/** Runs a program to its end. @throws with the end of what it said when it does not end with 0. */
export async function runTool({ dir, environment }: World, { entry, args }: Tool): Promise<ToolRun> {
  const [usageFile, logFile] = [join(dir, 'usage.json'), join(dir, 'tool.log')];
  const log = openSync(logFile, 'w');
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['-r', join(__dirname, 'tell-usage.js'), '--', join(dist, entry), ...args], {
    cwd: dir,
    env: { ...environment, FERRY_BENCH_USAGE: usageFile },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  endWithUs(child);
  await once(child, 'exit');
  const seconds = (performance.now() - startedAt) / 1000;
  if (child.exitCode !== 0) {
    const words = (await readFile(logFile, 'utf8')).trim().split('\n').slice(-12).join('\n');
    throw new Error(`${[entry, ...args].join(' ')} ended with ${child.exitCode ?? child.signalCode}:\n${words}`);
  }
  const usage = usageSchema.parse(JSON.parse(await readFile(usageFile, 'utf8')));
  await rm(usageFile);
  return { seconds, ...usage };
}
