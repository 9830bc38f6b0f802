import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleDescription,
  type ScheduleHandle,
} from '@temporalio/client';
import { isDeepStrictEqual } from 'node:util';
import { showLocation } from '../core/location';
import { cronLines, describeTimetable, type Timetable } from '../core/schedule';
import type { JobSpec } from '../core/spec';
import { specKey } from '../jobs/spec-key';
import { mainQueue } from '../workflows/queue-names';
import type { ScheduledJob, scheduledJobWorkflow } from '../workflows/scheduled-job';
import { JobRequestError } from './job-request-error';

/** A start that was missed, because no server ran, is made up for when it is no older than this. */
const defaultCatchUpMs = 3_600_000;

/** A job that is started again and again. */
export interface JobSchedule {
  id: string;
  /** What it does, in a line. */
  job: string;
  /** When, in words: `every 6 hours`. */
  when: string;
  specKey: string;
  who: string;
  isPaused: boolean;
  /** Who has paused or resumed it, and why. */
  note?: string;
  /** The last start is not over. */
  isRunning: boolean;
  /** ISO instants. */
  nextAt: string[];
  lastAt: string[];
  /** Starts that fell into a run that took longer, and starts that no server was there for. */
  skipped: number;
  missed: number;
  catchUpMs: number;
}

/** Asks for a job to be started again and again. */
interface ScheduleRequest {
  spec: JobSpec;
  timetable: Timetable;
  who: string;
  /** Default: an hour, or what it was before. */
  catchUpMs?: number;
}

/** What became of such a request: there was none before, another one, or the very same. */
export interface Scheduled {
  schedule: JobSchedule;
  did: 'created' | 'replaced' | 'nothing';
  /** When it was started before. */
  formerly?: string;
}

/** The schedules of an installation, kept by its Temporal server. */
export class JobSchedules {
  constructor(
    private readonly client: Client,
    private readonly isSearchable: boolean,
  ) {}

  /**
   * Has a job started again and again. A job has one schedule: one that it has already is replaced. Another job of the
   * same name has one of its own, with a number.
   */
  async create(request: ScheduleRequest): Promise<Scheduled> {
    const { spec } = request;
    for (let number = 1; ; number += 1) {
      const scheduleId = `${spec.type}/${spec.name}${number === 1 ? '' : `-${number}`}`;
      const known = await this.find(scheduleId);
      if (known === undefined) {
        const isMade = await this.make(scheduleId, request);
        // Somebody else was faster: whose it is, is to be seen.
        if (isMade) return { schedule: await this.get(scheduleId), did: 'created' };
        number -= 1;
      } else if (known.job.specKey === specKey(spec)) {
        return this.replace(known, request);
      }
    }
  }

  /** All schedules, in the order of their names. */
  async list(): Promise<JobSchedule[]> {
    const found: JobSchedule[] = [];
    for await (const { scheduleId, action } of this.client.schedule.list()) {
      if (action?.workflowType !== workflowType) continue;
      const known = await this.find(scheduleId);
      if (known !== undefined) found.push(toSchedule(known));
    }
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** @throws {JobRequestError} naming those there are. */
  async get(scheduleId: string): Promise<JobSchedule> {
    return toSchedule(await this.mustFind(scheduleId));
  }

  /** Starts nothing more until it is resumed. @throws {JobRequestError} when there is no such schedule. */
  async pause(scheduleId: string, asker: { who: string; why?: string }): Promise<void> {
    const { handle } = await this.mustFind(scheduleId);
    await handle.pause(noteOf('paused', asker));
  }

  /** @throws {JobRequestError} when there is no such schedule. */
  async resume(scheduleId: string, asker: { who: string; why?: string }): Promise<void> {
    const { handle } = await this.mustFind(scheduleId);
    await handle.unpause(noteOf('resumed', asker));
  }

  /**
   * Starts the job now, unless its last start is not over.
   * @throws {JobRequestError} when there is no such schedule.
   */
  async trigger(scheduleId: string): Promise<{ schedule: JobSchedule; isStarted: boolean }> {
    const known = await this.mustFind(scheduleId);
    const schedule = toSchedule(known);
    await known.handle.trigger(ScheduleOverlapPolicy.SKIP);
    return { schedule, isStarted: !schedule.isRunning };
  }

  /** Gives a schedule other times. @throws {JobRequestError} when there is no such schedule. */
  async change(scheduleId: string, change: { timetable?: Timetable; catchUpMs?: number }): Promise<JobSchedule> {
    const known = await this.mustFind(scheduleId);
    const { spec, timetable, who } = known.job;
    await this.update(known, { spec, timetable, who, ...defined(change) });
    return this.get(scheduleId);
  }

  /** Takes a schedule away. A job that it has started goes on. @throws {JobRequestError} when there is none. */
  async delete(scheduleId: string): Promise<void> {
    const { handle } = await this.mustFind(scheduleId);
    await handle.delete();
  }

  /** @returns false when there is one of that name. */
  private async make(scheduleId: string, request: ScheduleRequest): Promise<boolean> {
    try {
      await this.client.schedule.create({ scheduleId, ...this.parts(scheduleId, request) });
      return true;
    } catch (error) {
      if (error instanceof ScheduleAlreadyRunning) return false;
      throw error;
    }
  }

  private async replace(known: Known, request: ScheduleRequest): Promise<Scheduled> {
    const { timetable, spec } = request;
    const catchUpMs = request.catchUpMs ?? known.found.policies.catchupWindow;
    const wanted: unknown = JSON.parse(JSON.stringify([timetable, spec, catchUpMs]));
    const { scheduleId } = known.job;
    if (isDeepStrictEqual(wanted, [known.job.timetable, known.job.spec, known.found.policies.catchupWindow])) {
      return { schedule: toSchedule(known), did: 'nothing' };
    }
    await this.update(known, { ...request, catchUpMs });
    return { schedule: await this.get(scheduleId), did: 'replaced', formerly: describeTimetable(known.job.timetable) };
  }

  private async update({ handle, job: { scheduleId } }: Known, request: ScheduleRequest): Promise<void> {
    await handle.update<typeof scheduledJobWorkflow>(({ state, policies: { catchupWindow } }) => ({
      ...this.parts(scheduleId, { catchUpMs: catchupWindow, ...request }),
      state,
    }));
  }

  private parts(scheduleId: string, { spec, timetable, who, catchUpMs = defaultCatchUpMs }: ScheduleRequest) {
    const job: ScheduledJob = {
      scheduleId,
      spec,
      timetable,
      who,
      specKey: specKey(spec),
      isSearchable: this.isSearchable,
    };
    const when = describeTimetable(timetable);
    return {
      spec:
        timetable.kind === 'interval'
          ? { intervals: [{ every: timetable.everyMs }] }
          : { cronExpressions: cronLines(timetable), timezone: timetable.timeZone },
      action: {
        type: 'startWorkflow' as const,
        workflowType,
        workflowId: `schedule/${scheduleId}`,
        taskQueue: mainQueue,
        args: [job] as [ScheduledJob],
        staticSummary: `${lineOf(spec)}, ${when}`,
        memo: { schedule: scheduleId, job: lineOf(spec), startedBy: who },
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: catchUpMs, pauseOnFailure: false },
    };
  }

  private async find(scheduleId: string): Promise<Known | undefined> {
    const handle = this.client.schedule.getHandle(scheduleId);
    try {
      const found = await handle.describe();
      const job = jobOf(found);
      return job === undefined ? undefined : { handle, found, job };
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return undefined;
      throw error;
    }
  }

  private async mustFind(scheduleId: string): Promise<Known> {
    const known = await this.find(scheduleId);
    if (known !== undefined) return known;
    const others = (await this.list()).map(({ id }) => id);
    const there = others.length === 0 ? 'There are none; --schedule makes one' : `There are: ${others.join(', ')}`;
    throw new JobRequestError(`There is no schedule "${scheduleId}". ${there}.`);
  }
}

const workflowType = 'scheduledJobWorkflow';

interface Known {
  handle: ScheduleHandle;
  found: ScheduleDescription;
  job: ScheduledJob;
}

/** What a schedule starts; `undefined` for one that is not of ferry's making. */
function jobOf({ action }: ScheduleDescription): ScheduledJob | undefined {
  const [job] = action.workflowType === workflowType && Array.isArray(action.args) ? (action.args as unknown[]) : [];
  return typeof job === 'object' && job !== null && 'timetable' in job ? (job as ScheduledJob) : undefined;
}

function toSchedule({ found, job }: Known): JobSchedule {
  const { state, info, policies } = found;
  return {
    id: job.scheduleId,
    job: lineOf(job.spec),
    when: describeTimetable(job.timetable),
    specKey: job.specKey,
    who: job.who,
    isPaused: state.paused,
    ...(state.note === undefined || state.note === '' ? {} : { note: state.note }),
    isRunning: info.runningActions.length > 0,
    nextAt: state.paused ? [] : info.nextActionTimes.map((at) => at.toISOString()),
    lastAt: info.recentActions.map(({ takenAt }) => takenAt.toISOString()),
    skipped: info.numActionsSkippedOverlap,
    missed: info.numActionsMissedCatchupWindow,
    catchUpMs: policies.catchupWindow,
  };
}

function lineOf(spec: JobSpec): string {
  return `${spec.type}: ${showLocation(spec.source)} to ${showLocation(spec.destination)}`;
}

function noteOf(what: string, { who, why }: { who: string; why?: string }): string {
  return `${what} by ${who}${why === undefined ? '' : `: ${why}`}`;
}

/** Without members that are not given: they would hide what is known. */
function defined<T extends object>(change: T): Partial<T> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<T>;
}
