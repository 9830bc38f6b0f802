import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { whileLocked } from './exclusive-lock';
import { isExecutable, onPath } from './executable';
import type { Say } from './say';

/** The newest version of the CLI's module that `go install` can build: the next ones carry `replace` directives. */
export const temporalCliVersion = '1.5.1';

const sayEveryMs = 15_000;

export interface GoInstall {
  /** Where the program shall be. */
  target: string;
  goCommand: string;
  path: string;
  say: Say;
}

/**
 * Builds the Temporal CLI by `go install`, once for all processes of this user: the others wait for the first. The
 * program appears under its name only when it is whole. Takes two to three minutes on two cores.
 *
 * @returns the target
 * @throws with the reason when Go is not there or the build fails
 */
export async function installByGo({ target, goCommand, path, say }: GoInstall): Promise<string> {
  const go = await onPath(goCommand, path);
  if (go === undefined) throw new Error(`no \`${goCommand}\` on the PATH`);
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  const build = async (): Promise<string> => {
    if (await isExecutable(target)) return target;
    await removeLeftovers(folder);
    const bin = await mkdtemp(join(folder, buildingPrefix));
    try {
      say(
        `Building the Temporal CLI ${temporalCliVersion} with Go. This happens once and takes about three minutes ...`,
      );
      await goInstall(go, bin, say);
      await rename(join(bin, 'temporal'), target);
    } finally {
      await rm(bin, { recursive: true, force: true });
    }
    return target;
  };
  return whileLocked(join(folder, `${basename(target)}.lock`), build, () =>
    say('Another command is building the Temporal CLI; waiting for it ...'),
  );
}

const buildingPrefix = 'building-';

/** Takes away what a build that was killed has left. Only for whoever holds the lock. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(buildingPrefix)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function goInstall(go: string, bin: string, say: Say): Promise<void> {
  const module = `github.com/temporalio/cli/cmd/temporal@v${temporalCliVersion}`;
  // `env` adds to the environment that the build needs anyway (its caches, its proxy).
  const build = spawn('env', [`GOBIN=${bin}`, go, 'install', '-v', module], { stdio: ['ignore', 'ignore', 'pipe'] });
  const startedAt = Date.now();
  const lastLines: string[] = [];
  let packages = 0;
  createInterface({ input: build.stderr }).on('line', (line) => {
    packages += 1;
    lastLines.push(line);
    if (lastLines.length > 5) lastLines.shift();
  });
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    say(`Building the Temporal CLI: ${packages} packages in ${seconds} s ...`);
  }, sayEveryMs);
  return new Promise<void>((resolve, reject) => {
    build.once('error', reject);
    build.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`\`go install ${module}\` ended with ${code}: ${lastLines.join(' | ')}`));
    });
  }).finally(() => clearInterval(progress));
}
