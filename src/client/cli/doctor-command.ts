import type { Command } from 'commander';
import { mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes } from '../../core/format';
import { findTemporalCli } from '../../embedded/find-temporal-cli';
import { readRecord } from '../../embedded/server-record';
import { whyNotOpen } from '../../embedded/tcp-open';
import { loadSettings, type Settings } from '../../settings';
import { openState } from '../../state/state';
import { JobClient } from '../job-client';
import { exitCodes, explainError } from './exit-codes';
import { talk } from './talk';

/** What one check found. */
export interface Finding {
  what: string;
  isWell: boolean;
  words: string;
  /** How a script should take it when it is not well. */
  exitCode?: number;
}

/** Checks that the composition root adds: credentials, by one cheap call each. */
export type CredentialCheck = (settings: Settings) => Promise<Finding[]>;

/** Below this a job of photographs may fill the disk. */
const littleSpaceBytes = 1_000_000_000;

/** Adds `ferry doctor`: whether everything that jobs need is there; non-zero when something is not. */
export function addDoctorCommand(program: Command, checkCredentials: CredentialCheck): void {
  program
    .command('doctor')
    .description('check Temporal, worker, state database, credentials, disk space and clock')
    .option('--json', 'print JSON, a finding a line')
    .action(async ({ json }: { json?: boolean }) => {
      const settings = loadSettings();
      const checks = [checkDatabase, checkTemporal, checkDisk, checkCredentials];
      const findings: Finding[] = [];
      for (const check of checks) findings.push(...(await check(settings)));
      for (const finding of findings) {
        talk.data(
          json === true
            ? JSON.stringify(finding)
            : `${finding.isWell ? 'ok  ' : 'FAIL'}  ${finding.what}: ${finding.words}`,
        );
      }
      process.exitCode = findings.find((finding) => !finding.isWell)?.exitCode ?? exitCodes.done;
    });
}

async function checkDatabase(settings: Settings): Promise<Finding[]> {
  const what = 'state database';
  try {
    const state = await openState(settings.databaseUrl);
    const open = await state.jobs.list({ open: true });
    await state.close();
    return [{ what, isWell: true, words: `opens, ${open.length} jobs open` }];
  } catch (error) {
    return [{ what, isWell: false, words: explainError(error).message, exitCode: exitCodes.unreachable }];
  }
}

async function checkTemporal(settings: Settings): Promise<Finding[]> {
  const { address, cliPath } = settings.temporal;
  if (address !== undefined) return checkServer(settings, address);
  const record = readRecord(join(settings.home, 'temporal'));
  if (record !== undefined && (await whyNotOpen(`127.0.0.1:${record.port}`)) === undefined) {
    return checkServer(settings, `127.0.0.1:${record.port}`);
  }
  try {
    const search = { cliPath, path: settings.path, cacheDir: settings.cacheDir, say: talk.say };
    const words = `none runs; the next job starts one with ${await findTemporalCli(search)}`;
    return [{ what: 'Temporal', isWell: true, words }];
  } catch (error) {
    return [{ what: 'Temporal', isWell: false, ...explainError(error), words: explainError(error).message }];
  }
}

async function checkServer(settings: Settings, address: string): Promise<Finding[]> {
  const closed = await whyNotOpen(address);
  if (closed !== undefined) {
    const words = `${address} does not answer (${closed}). Correct TEMPORAL_ADDRESS or start that server.`;
    return [{ what: 'Temporal', isWell: false, words, exitCode: exitCodes.unreachable }];
  }
  const state = await openState(settings.databaseUrl);
  const jobs = await JobClient.connect({ ...settings.temporal, address }, state);
  const hasWorker = await jobs.hasWorker();
  await jobs.close();
  await state.close();
  return [
    { what: 'Temporal', isWell: true, words: `${address} answers` },
    {
      what: 'worker',
      isWell: hasWorker,
      words: hasWorker ? 'at least one polls' : 'none polls, jobs wait: `ferry up` or `ferry worker` starts one',
      exitCode: exitCodes.unreachable,
    },
  ];
}

async function checkDisk({ home }: Settings): Promise<Finding[]> {
  mkdirSync(home, { recursive: true });
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  const isWell = free >= littleSpaceBytes;
  const words = `${formatBytes(free)} free in ${home}${isWell ? '' : '; make room before a big job'}`;
  return [{ what: 'disk', isWell, words, exitCode: exitCodes.failed }];
}
