import type { Command } from 'commander';
import { addApproveCommand } from './approve-command';
import { addDeletionsCommand } from './deletions-command';
import { failureKinds, isFailureKind, type FailureKind } from '../../core/failure';
import { CommandError, exitCodes } from './exit-codes';
import { findJob, listJobs, showJob } from './show-jobs';
import { parseNumber } from './parse-number';
import { printFailures, printReport } from './print-report';
import { retryJob } from './retry-job';
import { withInstallation, withTemporal, type Running } from './runtime';
import { talk } from './talk';
import { watchJob } from './watch';

interface ControlOptions {
  folder?: string;
  why?: string;
}

/** Adds `ferry jobs ...`: seeing and steering jobs of every type. */
export function addJobsCommands(program: Command): void {
  const jobs = program.command('jobs').description('see and steer jobs');

  jobs
    .command('list')
    .description('jobs, latest first')
    .option('--open', 'only those that are not over')
    .option('--json', 'print JSON, a job a line')
    .action((options: { open?: boolean; json?: boolean }) => withInstallation((on) => listJobs(on, options)));

  jobs
    .command('show <job>')
    .description('how a job stands: totals, folders, what it waits for, who did what')
    .option('--json', 'print JSON')
    .action((job: string, options: { json?: boolean }) => withInstallation((on) => showJob(on, job, options)));

  jobs
    .command('watch <job>')
    .description('follow a job until it is over; Ctrl-C detaches')
    .option('--json', 'print the result as JSON')
    .action(async (job: string, options: { json?: boolean }) => {
      process.exitCode = await withTemporal({ needsWorker: true }, async (running) => {
        await findJob(running, job);
        return watchJob(running, { jobId: job, isJson: options.json === true });
      });
    });

  control(jobs.command('pause <job>'), 'begin nothing more; what is under way ends', (running, job, request) =>
    running.jobs.pause(job, request),
  );
  control(
    jobs.command('resume <job>'),
    'go on after a pause, or after what a parked job needed was done',
    (running, job, request) => running.jobs.resume(job, request),
    { goesOn: true },
  );
  control(
    jobs.command('cancel <job>'),
    'end a job or a folder of it; the report says what was done',
    (running, job, request) => running.jobs.cancel(job, request),
  );

  addApproveCommand(jobs);
  addDeletionsCommand(jobs);

  jobs
    .command('set <job>')
    .description('change how fast a running job goes')
    .option('--concurrency <n>', 'operations at once', parseNumber)
    .option('--max-workers <n>', 'the same as --concurrency', parseNumber)
    .option('--tps <n>', 'operations started a second; 0: no limit', parseNumber)
    .option('--why <text>', 'kept with the job')
    .action(async (job: string, given: { concurrency?: number; maxWorkers?: number; tps?: number; why?: string }) => {
      const { maxWorkers, tps, why } = given;
      const concurrency = given.concurrency ?? maxWorkers;
      if (concurrency === undefined && tps === undefined) {
        throw new CommandError('Say what to set: --concurrency or --tps.', exitCodes.usage);
      }
      await withTemporal({ needsWorker: true }, async (running) => {
        talk.say(await running.jobs.set(job, { who: running.settings.user, concurrency, tps, why }));
      });
    });

  jobs
    .command('retry <job>')
    .description('do failed items again, in the same job and report')
    .option('--failed', 'those that failed (the default)')
    .option('--kind <kind>', `only this kind: ${failureKinds.join(', ')}`)
    .option('--folder <folder>', 'only in this folder')
    .option('--why <text>', 'kept with the job')
    .option('--detach', 'do not wait for it')
    .option('--json', 'print the result as JSON')
    .action(async (job: string, options: ControlOptions & { kind?: string; detach?: boolean; json?: boolean }) => {
      const { kind, folder, why } = options;
      mustBeKind(kind);
      const { detach: isDetached = false, json: isJson = false } = options;
      process.exitCode = await retryJob({ jobId: job, kind, folder, why, isDetached, isJson });
    });

  jobs
    .command('failures <job>')
    .description('what failed and why')
    .option('--kind <kind>', 'only this kind')
    .option('--folder <folder>', 'only in this folder')
    .option('--json', 'print JSON, a failure a line')
    .action((job: string, options: { kind?: string; folder?: string; json?: boolean }) => {
      mustBeKind(options.kind);
      return withInstallation((on) => printFailures(on, job, options));
    });

  jobs
    .command('report <job>')
    .description('the report so far, also while the job runs')
    .option('--format <format>', 'csv, jsonl or summary', 'csv')
    .option('-o, --output <file>', 'write it to a file')
    .action((job: string, options: { format: string; output?: string }) =>
      withInstallation((on) => printReport(on, job, options)),
    );
}

/** @throws {CommandError} naming the kinds there are. */
function mustBeKind(kind: string | undefined): asserts kind is FailureKind | undefined {
  if (kind === undefined || isFailureKind(kind)) return;
  throw new CommandError(`There is no failure kind "${kind}". There are: ${failureKinds.join(', ')}.`, exitCodes.usage);
}

type Ask = (running: Running, job: string, request: ControlOptions & { who: string }) => Promise<string>;

/** A command that asks something of a running job or of one folder of it. */
function control(command: Command, summary: string, ask: Ask, { goesOn = false } = {}): void {
  command
    .description(summary)
    .option('--folder <folder>', 'only this folder of the job')
    .option('--why <text>', 'kept with the job')
    .option('--detach', 'do not stay to run the job')
    .action(async (job: string, { folder, why, detach }: ControlOptions & { detach?: boolean }) => {
      process.exitCode = await withTemporal({ needsWorker: true }, async (running) => {
        await findJob(running, job);
        talk.say(await ask(running, job, { who: running.settings.user, folder, why }));
        // Where the worker is this very command, a job that is to go on needs it to stay.
        if (goesOn && running.hasOwnWorker && detach !== true) return watchJob(running, { jobId: job, isJson: false });
        return exitCodes.done;
      });
    });
}
