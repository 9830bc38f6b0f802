import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const answerWithinMs = 15_000;
const run = promisify(execFile);

/** The first program of this name in the folders of a PATH, or `undefined`. A name with a `/` stands for itself. */
export async function onPath(name: string, path: string): Promise<string | undefined> {
  if (name.includes('/')) return (await isExecutable(name)) ? name : undefined;
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    if (folder !== '' && (await isExecutable(file))) return file;
  }
  return undefined;
}

/** Whether this user may run the file. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks a Temporal CLI for its version, such as `1.5.1 (Server 1.29.1, UI 2.42.1)`.
 *
 * @throws with the reason when the file does not run, does not answer within 15 s or is some other program
 */
export async function temporalVersion(file: string): Promise<string> {
  const { stdout } = await run(file, ['--version'], { timeout: answerWithinMs });
  const version = /^temporal version (.+)$/m.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`its --version does not name Temporal: ${stdout.trim().slice(0, 80)}`);
  return version.trim();
}
