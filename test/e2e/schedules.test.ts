import { Client, Connection } from '@temporalio/client';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseTimetable } from '../../src/core/schedule';
import { jobTypeKey } from '../../src/workflows/search-attributes';
import { ferry, type FerryResult } from '../support/ferry';
import { photoPaths, writePhotos } from '../support/photo-tree';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { uploadSpec } from '../support/upload-spec';
import { createWorld, type WorkerHandle, type World } from '../support/world';

jest.setTimeout(180_000);

let world: World;
let control: SandboxControl;
let worker: WorkerHandle;
let client: Client;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  worker = await world.startWorker();
  client = new Client({ connection: await Connection.connect({ address: world.temporal.address }) });
});
afterAll(async () => {
  await client.connection.close();
  await worker.stop();
  await world.close();
});
beforeEach(() => control.clearFaults());

const run = (...args: string[]): Promise<FerryResult> => ferry(args, world.environment, world.dir);
const schedules = (...args: string[]): Promise<FerryResult> => run('schedules', ...args);
const timetable = (text: string) => parseTimetable(text, { timeZone: 'UTC' });

/** A folder of photos that is to be uploaded again and again. */
async function scheduled(name: string, { when = 'every 6h', folder = name } = {}) {
  const root = join(world.dir, folder, name);
  await writePhotos(root, photoPaths(1, 4));
  const spec = uploadSpec(root, { folder, concurrency: 1 });
  return { spec, ...(await world.jobs.schedules.create({ spec, timetable: timetable(when), who: 'ann' })) };
}

/** Schedules are listed by an index that follows after a moment. */
const listed = (id: string): Promise<Record<string, unknown>> =>
  until(`${id} is listed`, async () => {
    const { stdout } = await schedules('list', '--json');
    const lines = stdout.split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((one) => one.id === id);
  });

/** Waits until a start by a schedule has completed; returns its workflow's id. */
const untilStartIsOver = (scheduleId: string): Promise<string> =>
  until(`a start by ${scheduleId} is over`, async () => {
    for await (const { workflowId, status } of client.workflow.list({
      query: 'WorkflowType = "scheduledJobWorkflow"',
    })) {
      if (workflowId.startsWith(`schedule/${scheduleId}`) && status.name === 'COMPLETED') return workflowId;
    }
    return undefined;
  });

/** Uploads wait at the service until the faults are cleared. */
const holdUploads = (): Promise<unknown> => control.fault({ match: '/upload', delayMs: 600_000 });

test('a job that is scheduled is triggered, skipped while it runs, paused, listed and deleted', async () => {
  const { schedule, did } = await scheduled('shop');
  expect({ id: schedule.id, did, when: schedule.when }).toEqual({
    id: 'upload/shop',
    did: 'created',
    when: 'every 6 hours',
  });
  expect(schedule.nextAt.length).toBeGreaterThan(3);
  expect(new Set(schedule.nextAt.map((at) => Date.parse(at) % 21_600_000))).toEqual(new Set([0]));

  await holdUploads();
  const started = await schedules('trigger', schedule.id, '--detach');
  expect(started).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/upload\/shop-\d+ is started/) as string,
  });
  const jobId = started.stdout.trim();
  const job = await world.state.jobs.get(jobId);
  expect(job).toMatchObject({ startedBy: 'schedule upload/shop', type: 'upload' });
  expect((await world.state.jobs.events(jobId)).filter(({ action }) => action === 'start')).toMatchObject([
    { who: 'schedule upload/shop' },
  ]);
  const description = await client.workflow.getHandle(jobId).describe();
  expect(description.memo).toMatchObject({ startedBy: 'schedule upload/shop' });
  expect(description.typedSearchAttributes.get(jobTypeKey)).toBe('upload');

  const again = await schedules('trigger', schedule.id, '--detach', '--json');
  expect(again).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining(`The last start of ${schedule.id} is not over. Nothing more is started.`) as string,
  });
  expect(JSON.parse(again.stdout)).toEqual({ schedule: schedule.id, started: false, job: jobId });
  expect((await world.state.jobs.list()).filter(({ name }) => name === 'shop')).toHaveLength(1);

  await control.clearFaults();
  await worker.kill();
  worker = await world.startWorker();
  expect((await world.jobs.untilOver(jobId)).state).toBe('done');
  expect(await world.state.outcomes.tally(jobId)).toMatchObject({ found: 4, done: 4, failed: 0 });
  await until('the schedule has seen it', async () => !(await world.jobs.schedules.get(schedule.id)).isRunning);
  expect(await listed(schedule.id)).toMatchObject({ isPaused: false, last: [{ job: jobId, state: 'done' }] });

  const next = await schedules('trigger', schedule.id, '--json');
  expect({ exitCode: next.exitCode, stderr: next.stderr }).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(next.stdout)).toMatchObject({ job: expect.not.stringContaining(jobId) as string });

  const paused = await schedules('pause', schedule.id, '--why', 'the shop is closed');
  expect(paused).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining(`${schedule.id} is paused.\n`) as string,
  });
  expect(await listed(schedule.id)).toMatchObject({
    isPaused: true,
    nextAt: [],
    note: expect.stringMatching(/^paused by .*: the shop is closed$/) as string,
  });
  const text = await schedules('list');
  expect(text.stdout).toMatch(
    /^upload\/shop {2}every 6 hours {2}paused {2}upload: local:.* to cloudinary:shop\n {2}paused by .*\n.* {2}upload\/shop-\d+ {2}done\n/m,
  );
  expect((await schedules('resume', schedule.id)).exitCode).toBe(0);
  expect(await world.jobs.schedules.get(schedule.id)).toMatchObject({ isPaused: false });

  expect(await schedules('delete', schedule.id)).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining(`${schedule.id} is deleted. It was started every 6 hours.\n`) as string,
  });
  expect(await world.state.jobs.get(jobId)).toBeDefined();
});

test('scheduled again, a job has still one schedule: the same, or with other times; another job of its name has its own', async () => {
  const { spec, schedule } = await scheduled('again', { when: '0 3 * * * Europe/Berlin' });
  expect(schedule).toMatchObject({ id: 'upload/again', when: 'at 0 3 * * * (Europe/Berlin)' });
  await world.jobs.schedules.pause(schedule.id, { who: 'ann' });
  const same = { spec, timetable: timetable('0 3 * * * Europe/Berlin'), who: 'bob' };
  expect(await world.jobs.schedules.create(same)).toMatchObject({
    did: 'nothing',
    schedule: { id: schedule.id, who: 'ann' },
  });
  expect(await world.jobs.schedules.create({ ...same, timetable: timetable('every 2d') })).toMatchObject({
    did: 'replaced',
    formerly: 'at 0 3 * * * (Europe/Berlin)',
    schedule: { id: schedule.id, who: 'bob', when: 'every 2 days', isPaused: true },
  });
  expect((await scheduled('again', { folder: 'elsewhere' })).schedule.id).toBe('upload/again-2');
  expect((await scheduled('again', { folder: 'elsewhere' })).did).toBe('nothing');
});

test('a cron line that names both days means either, by the clock of its place', async () => {
  const { schedule } = await scheduled('days', { when: '30 3 1 * mon Asia/Tokyo' });
  const days = schedule.nextAt.map((at) => new Date(Date.parse(at) + 9 * 3_600_000));
  expect(days.length).toBeGreaterThan(4);
  for (const day of days) {
    expect({ time: day.toISOString().slice(11, 16), fits: day.getUTCDate() === 1 || day.getUTCDay() === 1 }).toEqual({
      time: '03:30',
      fits: true,
    });
  }
  expect(days.some((day) => day.getUTCDay() === 1 && day.getUTCDate() !== 1)).toBe(true);
});

test('what somebody has started already is left to itself', async () => {
  await holdUploads();
  const { spec, schedule } = await scheduled('busy');
  const { job } = await world.jobs.start(spec, 'ann');
  await world.jobs.schedules.trigger(schedule.id);
  const ended = await untilStartIsOver('upload/busy');
  expect(await client.workflow.getHandle(ended).result()).toEqual({ jobId: job.id, wasOpen: true });
  expect((await world.state.jobs.list()).filter(({ name }) => name === 'busy')).toHaveLength(1);
  await world.jobs.cancel(job.id, { who: 'ann' });
  await control.clearFaults();
});

test('a job whose begin was cut off is begun by the next start', async () => {
  const { spec, schedule } = await scheduled('lost');
  const { specKey } = schedule;
  const { job } = await world.state.jobs.findOrCreate({ spec, specKey, startedBy: 'schedule upload/lost' });
  await world.jobs.schedules.trigger(schedule.id);
  await until('it is at work or over', async () => (await world.state.jobs.get(job.id))?.state === 'done');
  expect(await world.state.outcomes.tally(job.id)).toMatchObject({ found: 4, done: 4 });
});

test('a job that fails ends no schedule: the start is over, and the next one is due', async () => {
  const { spec, schedule } = await scheduled('fails');
  rmSync(spec.source.root, { recursive: true });
  const { isStarted } = await world.jobs.schedules.trigger(schedule.id);
  expect(isStarted).toBe(true);
  const ended = await untilStartIsOver('upload/fails');
  const { jobId } = (await client.workflow.getHandle(ended).result()) as { jobId: string };
  expect(await world.state.jobs.get(jobId)).toMatchObject({ state: 'failed', startedBy: 'schedule upload/fails' });
  const after = await world.jobs.schedules.get(schedule.id);
  expect({ isPaused: after.isPaused, due: after.nextAt.length > 0 }).toEqual({ isPaused: false, due: true });
});

describe('words', () => {
  test('a schedule that there is not: exit 2, naming those there are', async () => {
    const { schedule } = await scheduled('named');
    await listed(schedule.id);
    for (const command of ['pause', 'resume', 'trigger', 'delete']) {
      const { exitCode, stderr } = await schedules(command, 'upload/nobody');
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringMatching(/There is no schedule "upload\/nobody"\. There are: .*upload\/named/) as string,
      });
    }
  });

  test('other times and a longer catching up', async () => {
    const { schedule } = await scheduled('slow');
    const { stdout, exitCode } = await schedules(
      'set',
      schedule.id,
      '--schedule',
      'every 30m',
      '--catch-up',
      '2h',
      '--json',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ when: 'every 30 minutes', catchUpMs: 7_200_000 });
    expect(await schedules('set', schedule.id)).toMatchObject({ exitCode: 2 });
    expect(await schedules('set', schedule.id, '--schedule', 'now and then')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--schedule: "now and then" does not say when. Examples: "every 6h"') as string,
    });
  });

  test('ferry sync --schedule says when it runs next; a bad text is exit 2 with examples', async () => {
    mkdirSync(join(world.dir, 'Albums'));
    const sync = (when: string): Promise<FerryResult> => run('sync', 'Albums', '--with', 'drive', '--schedule', when);
    const first = await sync('every 6h');
    expect({ exitCode: first.exitCode, stdout: first.stdout, stderr: first.stderr }).toEqual({
      exitCode: 0,
      stdout: 'sync/albums\n',
      stderr: expect.stringMatching(
        /sync\/albums is started every 6 hours\. Next: \d{4}-\d\d-\d\d (00|06|12|18):00 UTC, then/,
      ) as string,
    });
    expect((await sync('every 6h')).stderr).toContain('every 6 hours already.');
    expect((await sync('0 3 * * *')).stderr).toContain('was a schedule already, every 6 hours: this one replaces it.');
    expect(await sync('sometimes')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--schedule: "sometimes" does not say when. Examples: "every 6h"') as string,
    });
  });
});
