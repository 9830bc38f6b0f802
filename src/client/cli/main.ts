import { Command, CommanderError } from 'commander';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDuration } from '../../core/format';
import type { JobSpec } from '../../core/spec';
import { jobTypes } from '../../jobs';
import { dryRun } from '../../planning/dry-run';
import { LocationCache } from '../../providers/location-cache';
import { ProviderError } from '../../providers/provider-error';
import { providerNamed, providers } from '../../providers/registry';
import { loadSettings, type Settings } from '../../settings';
import { DryNames } from '../../state/dry-names';
import { addCompletionCommand } from './completion-command';
import { addConfigCommand } from './config-command';
import { addDoctorCommand, type Finding } from './doctor-command';
import { CommandError, exitCodes, explainError } from './exit-codes';
import { addJobCommand } from './job-command';
import { addJobsCommands } from './jobs-commands';
import { printPlan } from './print-plan';
import { addProgramCommand } from './program-command';
import { withInstallation, workerProgram } from './runtime';
import { talk } from './talk';
import { addUpCommand } from './up-command';

/** Looks for faults that a person can mend at once: no such folder, no credentials. */
async function checkSpec({ source, destination }: JobSpec): Promise<void> {
  if (source.provider === 'local') {
    const found = await stat(source.root).catch(() => undefined);
    if (found === undefined) throw new CommandError(`There is no directory ${source.root}.`, exitCodes.usage);
    if (!found.isDirectory())
      throw new CommandError(`${source.root} is not a directory. Name the folder the files are in.`, exitCodes.usage);
  }
  const settings = loadSettings();
  for (const { provider, profile } of [source, destination]) {
    const problems = providerNamed(provider).checkSettings((key) => settings.setting(key, profile));
    if (problems.length > 0) throw new CommandError(problems.join('\n'), exitCodes.credentials);
  }
}

/** Prints the plan of a job, made by the planner that the job itself would use. */
function dryRunSpec(spec: JobSpec, isJson: boolean): Promise<number> {
  return withInstallation(async ({ state }) => {
    const locations = new LocationCache(loadSettings, state.facts);
    const ports = {
      source: locations.source(spec),
      destination: locations.destination(spec),
      names: new DryNames(state.names),
      inventory: state.inventory,
      checksums: state.checksums,
    };
    try {
      return await printPlan(dryRun(spec, ports, { signal: new AbortController().signal }), talk, isJson);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      throw new CommandError(error.message, codeOf(error));
    }
  });
}

/** A clock further off than this makes signatures stale (Cloudinary takes an hour; other services less). */
const worstSkewMs = 60_000;

/** Tries the credentials of every provider that has any, by one cheap call. */
async function checkCredentials(settings: Settings): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, openDestination, checkSettings } of providers) {
    const setting = (key: string): string | undefined => settings.setting(key);
    if (openDestination === undefined || name === 'local') continue;
    const problems = checkSettings(setting);
    if (problems.length > 0) {
      findings.push({ what: name, isWell: false, words: problems.join(' '), exitCode: exitCodes.credentials });
      continue;
    }
    const facts = {
      get: () => Promise.resolve(undefined),
      set: () => Promise.resolve(),
      claim: (_name: string, value: string) => Promise.resolve(value),
    };
    try {
      const destination = openDestination('', { setting, leaveQuota: 0, factsOf: () => facts });
      const found = await destination.health?.({ signal: AbortSignal.timeout(20_000) });
      findings.push({ what: name, isWell: true, words: found?.words ?? 'settings are complete' });
      const skewMs = found?.clockSkewMs;
      if (skewMs === undefined) continue;
      const isWell = Math.abs(skewMs) <= worstSkewMs;
      const words = isWell
        ? `agrees with ${name}'s`
        : `is ${formatDuration(Math.abs(skewMs))} off ${name}'s: set it right`;
      findings.push({ what: 'clock', isWell, words, exitCode: exitCodes.failed });
    } catch (error) {
      const exitCode = error instanceof ProviderError ? codeOf(error) : exitCodes.failed;
      findings.push({
        what: name,
        isWell: false,
        words: error instanceof Error ? error.message : String(error),
        exitCode,
      });
    }
  }
  return findings;
}

function codeOf({ kind }: ProviderError): number {
  if (kind === 'AuthFailed' || kind === 'QuotaExceeded') return exitCodes.credentials;
  return kind === 'RateLimited' || kind === 'Transient' ? exitCodes.unreachable : exitCodes.failed;
}

function createProgram(): Command {
  const program = new Command('ferry')
    .description('Moves media between the places people keep it, and never loses count.')
    .version('0.1.0')
    .showHelpAfterError('(ferry --help shows what there is)')
    .exitOverride();
  for (const type of jobTypes) addJobCommand(program, type, { check: checkSpec, dryRun: dryRunSpec });
  addJobsCommands(program);
  addUpCommand(program);
  addProgramCommand(program, 'worker', 'run a worker for the server of TEMPORAL_ADDRESS', workerProgram());
  addProgramCommand(
    program,
    'sandbox',
    'imitate the services on this machine, to try ferry without an account',
    join(__dirname, '..', '..', '..', 'sandbox', 'main.js'),
  );
  addDoctorCommand(program, checkCredentials);
  addConfigCommand(program);
  addCompletionCommand(program);
  return program;
}

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
      return;
    }
    const { message, exitCode } = explainError(error);
    talk.say(message);
    process.exitCode = exitCode;
  });
