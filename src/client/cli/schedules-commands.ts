import type { Command } from 'commander';
import { setTimeout as delay } from 'node:timers/promises';
import { formatDuration } from '../../core/format';
import { parseLength, TimetableError } from '../../core/schedule';
import type { JobSchedule } from '../schedule-client';
import { CommandError, exitCodes } from './exit-codes';
import { withTemporal, type Running } from './runtime';
import { instantWords, nextWords, timetableOf } from './schedule-job';
import { talk } from './talk';
import { watchJob } from './watch';

/** A worker takes up what a schedule starts within so long, when there is one. */
const taken = { withinMs: 30_000, lookEveryMs: 250 };

interface Answering {
  json?: boolean;
  why?: string;
}

/** Adds `ferry schedules ...`: seeing and steering jobs that are started again and again. */
export function addSchedulesCommands(program: Command): void {
  const schedules = program.command('schedules').description('see and steer jobs that are started again and again');

  schedules
    .command('list')
    .description('what is started when, next and last')
    .option('--json', 'print JSON, a schedule a line')
    .action((options: Answering) =>
      withTemporal({ needsWorker: false }, async (running) => {
        const found = await running.jobs.schedules.list();
        if (found.length === 0)
          talk.say('There are no schedules. `ferry sync <dir> ... --schedule "every 6h"` makes one.');
        for (const schedule of found) await print(running, schedule, options);
      }),
    );

  steer(
    schedules.command('pause <schedule>'),
    'start nothing more; what runs goes on',
    async ({ jobs, settings }, id, { why }) => {
      await jobs.schedules.pause(id, { who: settings.user, why });
      return `${id} is paused.`;
    },
  );
  steer(schedules.command('resume <schedule>'), 'go on after a pause', async ({ jobs, settings }, id, { why }) => {
    await jobs.schedules.resume(id, { who: settings.user, why });
    return `${id} goes on.`;
  });
  steer(schedules.command('delete <schedule>'), 'start it no more; jobs and reports stay', async ({ jobs }, id) => {
    const schedule = await jobs.schedules.get(id);
    await jobs.schedules.delete(id);
    return `${id} is deleted. It was started ${schedule.when}.`;
  });

  schedules
    .command('set <schedule>')
    .description('start it at other times')
    .option('--schedule <when>', '"every 6h", or a cron line')
    .option('--catch-up <length>', 'make up for a missed start that is no older than this: 90m, 2h, 1d')
    .option('--json', 'print JSON')
    .action((id: string, options: Answering & { schedule?: string; catchUp?: string }) => {
      const { schedule: when, catchUp } = options;
      if (when === undefined && catchUp === undefined) {
        throw new CommandError('Say what to set: --schedule or --catch-up.', exitCodes.usage);
      }
      const timetable = when === undefined ? undefined : timetableOf(when);
      const catchUpMs = catchUp === undefined ? undefined : lengthOf(catchUp);
      return withTemporal({ needsWorker: false }, async (running) =>
        print(running, await running.jobs.schedules.change(id, { timetable, catchUpMs }), options),
      );
    });

  schedules
    .command('trigger <schedule>')
    .description('start it now, unless its last start is not over')
    .option('--detach', 'do not wait for the job')
    .option('--json', 'print the result as JSON')
    .action(async (id: string, options: Answering & { detach?: boolean }) => {
      process.exitCode = await withTemporal({ needsWorker: options.detach !== true }, (running) =>
        trigger(running, id, { isJson: options.json === true, isDetached: options.detach === true }),
      );
    });
}

type Steer = (running: Running, schedule: string, options: Answering) => Promise<string>;

/** A command that asks something of a schedule. */
function steer(command: Command, summary: string, ask: Steer): void {
  command
    .description(summary)
    .option('--why <text>', 'kept with the schedule')
    .option('--json', 'print JSON')
    .action((schedule: string, options: Answering) =>
      withTemporal({ needsWorker: false }, async (running) => {
        const words = await ask(running, schedule, options);
        talk.say(words);
        if (options.json === true) talk.data(JSON.stringify({ schedule, done: words }));
      }),
    );
}

async function trigger(
  running: Running,
  id: string,
  { isJson, isDetached }: { isJson: boolean; isDetached: boolean },
): Promise<number> {
  const { jobs, state } = running;
  const { specKey } = await jobs.schedules.get(id);
  const before = await state.jobs.latest(specKey);
  const { isStarted } = await jobs.schedules.trigger(id);
  if (!isStarted) talk.say(`The last start of ${id} is not over. Nothing more is started.`);
  const hasWorker = await jobs.hasWorker();
  if (!hasWorker) talk.say('No worker polls: the job begins when `ferry up` or `ferry worker` runs one.');
  const jobId = hasWorker ? await startedJob(running, specKey, before?.job.id) : undefined;
  if (jobId !== undefined) talk.say(isStarted ? `${jobId} is started.` : `${jobId} is at work.`);
  if (hasWorker && jobId === undefined)
    talk.say('No worker has taken it up yet: `ferry jobs list` shows when one has.');
  // Where the worker is this very command, what was started needs it to stay.
  if (jobId !== undefined && !isDetached) return watchJob(running, { jobId, isJson });
  if (isJson) talk.data(JSON.stringify({ schedule: id, started: isStarted, job: jobId }));
  else if (jobId !== undefined) talk.data(jobId);
  return exitCodes.done;
}

/** The job that a worker has made, or found open, for a start by a schedule. */
async function startedJob(
  { state }: Running,
  specKey: string,
  formerId: string | undefined,
): Promise<string | undefined> {
  const end = Date.now() + taken.withinMs;
  for (;;) {
    const latest = await state.jobs.latest(specKey);
    if (latest !== undefined && (latest.isOpen || latest.job.id !== formerId)) return latest.job.id;
    if (Date.now() > end) return undefined;
    await delay(taken.lookEveryMs);
  }
}

async function print({ state }: Running, schedule: JobSchedule, { json }: Answering): Promise<void> {
  const startedBy = `schedule ${schedule.id}`;
  const jobs = (await state.jobs.list({ limit: 1000 })).filter((job) => job.startedBy === startedBy);
  const last = jobs.slice(0, 3).map(({ id, state: status, createdAt }) => ({ job: id, state: status, at: createdAt }));
  if (json === true) {
    talk.data(JSON.stringify({ ...schedule, last }));
    return;
  }
  const { id, when, isPaused, note, job, skipped, missed, catchUpMs } = schedule;
  talk.data(`${id}  ${when}  ${isPaused ? 'paused' : nextWords(schedule)}  ${job}`);
  if (note !== undefined) talk.data(`  ${note}`);
  for (const run of last) talk.data(`  ${instantWords(run.at)}  ${run.job}  ${run.state}`);
  if (skipped > 0) talk.data(`  ${skipped} skipped: the run before was not over.`);
  if (missed > 0) talk.data(`  ${missed} missed: no server ran for more than ${formatDuration(catchUpMs)}.`);
}

/** @throws {CommandError} with examples. */
function lengthOf(text: string): number {
  try {
    return parseLength(text);
  } catch (error) {
    if (error instanceof TimetableError) throw new CommandError(`--catch-up: ${error.message}`, exitCodes.usage);
    throw error;
  }
}
