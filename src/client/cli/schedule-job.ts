import { describeTimetable, parseTimetable, TimetableError, type Timetable } from '../../core/schedule';
import type { JobSpec } from '../../core/spec';
import { CommandError, exitCodes } from './exit-codes';
import { withTemporal, type Running } from './runtime';
import { talk } from './talk';

/** Has a job started again and again; returns the exit code. */
export async function scheduleJob(spec: JobSpec, text: string, { isJson }: { isJson: boolean }): Promise<number> {
  const timetable = timetableOf(text);
  return withTemporal({ needsWorker: false }, async (running) => {
    const { schedule, did, formerly } = await running.jobs.schedules.create({
      spec,
      timetable,
      who: running.settings.user,
    });
    if (did === 'replaced') talk.say(`${schedule.id} was a schedule already, ${formerly ?? ''}: this one replaces it.`);
    const already = did === 'nothing' ? ' already' : '';
    talk.say(`${schedule.id} is started ${describeTimetable(timetable)}${already}. ${nextWords(schedule)}`);
    if (schedule.isPaused) talk.say(`It is paused. \`ferry schedules resume ${schedule.id}\` lets it go on.`);
    await sayWhoRunsIt(running);
    talk.data(isJson ? JSON.stringify(schedule) : schedule.id);
    return exitCodes.done;
  });
}

/** Reads when; a cron line means this machine's clock. @throws {CommandError} with examples. */
export function timetableOf(text: string): Timetable {
  try {
    return parseTimetable(text, { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  } catch (error) {
    if (error instanceof TimetableError) throw new CommandError(`--schedule: ${error.message}`, exitCodes.usage);
    throw error;
  }
}

/** When it is started next, for a person. */
export function nextWords({ nextAt }: { nextAt: string[] }): string {
  const [next, ...later] = nextAt.slice(0, 3).map(instantWords);
  if (next === undefined) return 'No start is due.';
  return `Next: ${next}${later.length === 0 ? '' : `, then ${later.join(', ')}`}.`;
}

/** `2026-07-01 18:00 UTC`. */
export function instantWords(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

async function sayWhoRunsIt({ jobs, settings }: Running): Promise<void> {
  if (settings.temporal.address === undefined) {
    talk.say('Server and worker must run then: `ferry up` runs both, best as a service of this machine.');
  } else if (!(await jobs.hasWorker())) {
    talk.say('No worker polls this server. One must when the time comes: `ferry worker`, best as a service.');
  }
}
