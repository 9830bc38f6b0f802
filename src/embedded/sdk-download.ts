import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compiledProgram } from './compiled-program';
import { isExecutable } from './executable';
import type { Say } from './say';

/** A download that has not begun, or has not moved on, for this long is given up. */
const stalledAfterMs = 15_000;

export interface SdkDownload {
  cacheDir: string;
  say: Say;
}

/**
 * Has Temporal's SDK download the CLI, as it does for tests, into the cache. It runs as a process of its own, which is
 * ended when nothing arrives for 15 s: the SDK itself would wait for ever on a network that swallows packets.
 *
 * @returns the program's path
 * @throws with the SDK's reason
 */
export async function downloadBySdk({ cacheDir, say }: SdkDownload): Promise<string> {
  const target = sdkDownloadedCli(cacheDir);
  const folder = sdkFolder(cacheDir);
  await mkdir(folder, { recursive: true });
  say('Looking whether Temporal’s SDK can download the CLI ...');
  await runDownload(folder);
  if (!(await isExecutable(target))) throw new Error(`the SDK left no program at ${target}`);
  return target;
}

/** Where the SDK puts the CLI it downloads into this cache. */
export function sdkDownloadedCli(cacheDir: string): string {
  return join(sdkFolder(cacheDir), `temporal-${sdkName}-${sdkVersion()}`);
}

/** The name by which the SDK asks for the CLI that suits it. */
export const sdkName = 'sdk-typescript';

/** The version of the SDK in use. */
export function sdkVersion(): string {
  const text = readFileSync(require.resolve('@temporalio/worker/package.json'), 'utf8');
  const version = /"version": *"([^"]+)"/.exec(text)?.[1];
  if (version === undefined) throw new Error('@temporalio/worker has no version in its package.json');
  return version;
}

function sdkFolder(cacheDir: string): string {
  return join(cacheDir, 'sdk');
}

function runDownload(folder: string): Promise<void> {
  const args = [folder, sdkName, sdkVersion()];
  const download = fork(compiledProgram('sdk-download-main'), args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  let movedAt = Date.now();
  let bytesSeen = 0;
  let stalled = false;
  const watch = setInterval(() => {
    void bytesIn(folder).then((bytes) => {
      if (bytes !== bytesSeen) movedAt = Date.now();
      bytesSeen = bytes;
      if (Date.now() - movedAt <= stalledAfterMs) return;
      stalled = true;
      download.kill('SIGKILL');
    });
  }, 500);
  return new Promise<void>((resolve, reject) => {
    let reason: string | undefined;
    download.on('message', (message) => (reason = typeof message === 'string' ? message : JSON.stringify(message)));
    download.once('error', reject);
    download.once('close', (code) => {
      if (code === 0) resolve();
      else if (stalled) reject(new Error(`nothing arrived for ${stalledAfterMs / 1000} s`));
      else reject(new Error(reason ?? `ended with ${code}`));
    });
  }).finally(() => clearInterval(watch));
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    bytes += found?.size ?? 0;
  }
  return bytes;
}
