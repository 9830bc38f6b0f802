import { specKey } from '../../src/jobs/spec-key';
import { upload } from '../../src/jobs/upload';
import type { JobSpec } from '../../src/core/spec';
import type { State } from '../../src/state/state';
import { describeOnEach } from './databases';

function start(dir: string): { spec: JobSpec; specKey: string; startedBy: string } {
  const spec = upload.toSpec({ dir, tags: ['ü'] }, { setting: () => undefined, cwd: '/' });
  return { spec, specKey: specKey(spec), startedBy: 'ada@host' };
}

describeOnEach('jobs', (database) => {
  let one: State;
  let two: State;
  beforeAll(async () => {
    one = await database.connect();
    two = await database.connect();
  });

  test('have an id of type, name and a number, and are stored whole', async () => {
    const { job, created } = await one.jobs.findOrCreate(start('/photos/Erste'));
    expect(created).toBe(true);
    expect(job.id).toMatch(/^upload\/erste-\d+$/);
    expect(job).toMatchObject({
      type: 'upload',
      name: 'erste',
      state: 'running',
      startedBy: 'ada@host',
      executions: 1,
    });
    expect(await two.jobs.get(job.id)).toEqual({ ...job, spec: JSON.parse(JSON.stringify(job.spec)) as JobSpec });
    expect(await one.jobs.get('upload/nobody-1')).toBeUndefined();
  });

  test('the same spec attaches while the job is open, paused or parked, and is a new job after its end', async () => {
    const first = await one.jobs.findOrCreate(start('/same'));
    for (const state of ['running', 'paused', 'parked'] as const) {
      await one.jobs.setState(first.job.id, state);
      expect(await two.jobs.findOrCreate(start('/same'))).toMatchObject({ job: { id: first.job.id }, created: false });
    }
    for (const end of ['done', 'failed', 'cancelled'] as const) {
      const { job } = await one.jobs.findOrCreate(start('/same'));
      await one.jobs.setState(job.id, end);
      const next = await two.jobs.findOrCreate(start('/same'));
      expect(next.created).toBe(true);
      expect(next.job.id).not.toBe(job.id);
    }
  });

  test('starts of one spec at one instant make one job', async () => {
    const starts = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? one : two));
    const answers = await Promise.all(starts.map((state) => state.jobs.findOrCreate(start('/instant'))));
    expect(new Set(answers.map(({ job }) => job.id)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
  });

  test('starts of different specs at one instant make as many jobs with different ids', async () => {
    const starts = Array.from({ length: 12 }, (_, index) => ({ state: index % 2 === 0 ? one : two, index }));
    const answers = await Promise.all(
      starts.map(({ state, index }) => state.jobs.findOrCreate(start(`/many/${index}/photos`))),
    );
    expect(answers.every(({ created }) => created)).toBe(true);
    expect(new Set(answers.map(({ job }) => job.id)).size).toBe(12);
  });

  test('know how and when they ended, and forget it when they run again', async () => {
    const { job } = await one.jobs.findOrCreate(start('/states'));
    await one.jobs.setState(job.id, 'parked', 'the secret is wrong');
    expect(await one.jobs.get(job.id)).toMatchObject({ state: 'parked', stateReason: 'the secret is wrong' });
    expect((await one.jobs.get(job.id))?.endedAt).toBeUndefined();
    await one.jobs.setState(job.id, 'done');
    const ended = await one.jobs.get(job.id);
    expect(ended?.stateReason).toBeUndefined();
    expect(Date.parse(ended?.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(job.createdAt));
    expect(await Promise.all([one.jobs.beginExecution(job.id), two.jobs.beginExecution(job.id)])).toEqual(
      expect.arrayContaining([2, 3]),
    );
    expect(await one.jobs.get(job.id)).toMatchObject({ state: 'running', endedAt: undefined, executions: 3 });
    await one.jobs.setReportPath(job.id, '/reports/x.csv');
    expect((await two.jobs.get(job.id))?.reportPath).toBe('/reports/x.csv');
  });

  test('are listed latest first, open ones alone when asked, no more than asked', async () => {
    const all = await one.jobs.list({ limit: 1000 });
    const instants = all.map(({ createdAt }) => createdAt);
    expect(instants).toEqual([...instants].sort().reverse());
    const open = await one.jobs.list({ open: true, limit: 1000 });
    expect(open.map(({ id }) => id)).toEqual(
      all.filter(({ state }) => ['running', 'paused', 'parked'].includes(state)).map(({ id }) => id),
    );
    expect(open.length).toBeLessThan(all.length);
    expect(await one.jobs.list({ limit: 2 })).toHaveLength(2);
  });

  test('events come in their order, each once however often it is told', async () => {
    const { job } = await one.jobs.findOrCreate(start('/events'));
    const event = (at: string, action: string) => ({ at, who: 'ada@host', action, detail: 'folder "a"' });
    await one.jobs.recordEvent(job.id, event('2026-01-02T00:00:00.000Z', 'resume'), 'e2');
    await one.jobs.recordEvent(job.id, event('2026-01-01T00:00:00.000Z', 'pause'), 'e1');
    await two.jobs.recordEvent(job.id, event('2026-01-03T00:00:00.000Z', 'pause'), 'e1');
    expect(await two.jobs.events(job.id)).toEqual([
      event('2026-01-01T00:00:00.000Z', 'pause'),
      event('2026-01-02T00:00:00.000Z', 'resume'),
    ]);
    expect(await one.jobs.events('upload/other-1')).toEqual([]);
  });
});
