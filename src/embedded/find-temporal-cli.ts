import { join } from 'node:path';
import { EmbeddedServerError } from './embedded-server-error';
import { isExecutable, onPath, temporalVersion } from './executable';
import { installByGo, temporalCliVersion } from './go-install';
import type { Say } from './say';
import { downloadBySdk, sdkDownloadedCli } from './sdk-download';

/** Where to look for the Temporal CLI, and whom to tell. */
export interface CliSearch {
  /** `TEMPORAL_CLI_PATH`: the program to use and no other. */
  cliPath?: string | undefined;
  /** The PATH to look for `temporal` and `go` in. */
  path: string;
  /** A folder of this user's that outlives the command: what was downloaded or built is kept there. */
  cacheDir: string;
  /** The Go command; `go` when absent. */
  goCommand?: string | undefined;
  say: Say;
}

/**
 * Finds the Temporal CLI, or gets it, and says which one it is: `TEMPORAL_CLI_PATH`, `temporal` on the PATH, the cache,
 * the download of Temporal's SDK, a build by Go. The first that runs is taken.
 *
 * @returns the path of a program that has answered to `--version`
 * @throws EmbeddedServerError naming every way that was tried and what each needs
 */
export async function findTemporalCli({ cliPath, path, cacheDir, goCommand = 'go', say }: CliSearch): Promise<string> {
  if (cliPath !== undefined && cliPath !== '') return chosenCli(cliPath, say);
  const tried: string[] = [];

  const candidates = [
    { from: '`temporal` on the PATH', file: await onPath('temporal', path) },
    { from: `the cache ${cacheDir}`, file: await firstExecutable(cachedCli(cacheDir), sdkDownloadedCli(cacheDir)) },
  ];
  for (const { from, file } of candidates) {
    if (file === undefined) tried.push(`${from}: not there`);
    else {
      try {
        say(`Temporal CLI ${await temporalVersion(file)}: ${file}`);
        return file;
      } catch (error) {
        tried.push(`${from}: ${file} does not run (${reasonOf(error)})`);
      }
    }
  }

  const ways = [
    { from: 'the download of Temporal’s SDK', get: () => downloadBySdk({ cacheDir, say }) },
    { from: 'a build by Go', get: () => installByGo({ target: cachedCli(cacheDir), goCommand, path, say }) },
  ];
  for (const { from, get } of ways) {
    try {
      const file = await get();
      say(`Temporal CLI ${await temporalVersion(file)}: ${file}`);
      return file;
    } catch (error) {
      tried.push(`${from}: ${reasonOf(error)}`);
    }
  }
  throw new EmbeddedServerError(
    [
      'No Temporal server could be found or got. Tried:',
      ...tried.map((line) => `  - ${line}`),
      'Do one of these: name a running server by TEMPORAL_ADDRESS (host:port); install the Temporal CLI, put `temporal`',
      'on the PATH or name it by TEMPORAL_CLI_PATH; or install Go and run the command again.',
    ].join('\n'),
  );
}

/** Where a CLI that Go has built is kept. */
function cachedCli(cacheDir: string): string {
  return join(cacheDir, `temporal-${temporalCliVersion}`);
}

async function chosenCli(cliPath: string, say: Say): Promise<string> {
  try {
    say(`Temporal CLI ${await temporalVersion(cliPath)}: ${cliPath} (TEMPORAL_CLI_PATH)`);
    return cliPath;
  } catch (error) {
    throw new EmbeddedServerError(
      `TEMPORAL_CLI_PATH names ${cliPath}, which does not run as the Temporal CLI: ${reasonOf(error)}. ` +
        'Correct it, or unset it to let ferry find one.',
    );
  }
}

async function firstExecutable(...files: string[]): Promise<string | undefined> {
  for (const file of files) if (await isExecutable(file)) return file;
  return undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
}
