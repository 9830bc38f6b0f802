import { upload } from '../../src/jobs/upload';
import { summarise } from '../../src/reporting/summary';
import type { JobRecord } from '../../src/state/jobs';
import { openState, type State } from '../../src/state/state';

let state: State;
beforeAll(async () => (state = await openState(':memory:')));
afterAll(() => state.close());
afterEach(() => jest.useRealTimers());

const createdAt = '2026-05-01T10:00:00.000Z';

function job(id: string, more: Partial<JobRecord> = {}): JobRecord {
  const spec = upload.toSpec({ dir: '/photos', folder: 'shop' }, { setting: () => undefined, cwd: '/' });
  return {
    id,
    type: 'upload',
    name: 'photos',
    spec,
    state: 'done',
    startedBy: 'ada@host',
    createdAt,
    executions: 1,
    ...more,
  };
}

test('a job in a few lines: counts, sizes, times, failures by kind', async () => {
  const id = 'upload/photos-1';
  const items = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'].map((item, n) => ({
    item,
    folder: '',
    bytes: (n + 1) * 1_000_000,
    status: 'planned' as const,
  }));
  const skipped = { item: 'f', folder: '', bytes: 0, status: 'skipped' as const, reason: 'empty file' };
  await state.outcomes.plan(id, [...items, skipped], { plannedBy: 'run/1', pass: 0 });
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout'], now: Date.parse(createdAt) + 10_000 });
  const done = { jobId: id, status: 'done' as const, result: {}, attempts: 1 };
  await state.outcomes.finish({ ...done, item: 'a.jpg', startedAt: '2026-05-01T10:00:08.000Z' });
  await state.outcomes.finish({ ...done, item: 'b.jpg', startedAt: '2026-05-01T10:00:04.000Z' });
  await state.outcomes.fail(id, [
    { item: 'c.jpg', failure: { kind: 'NotFound', message: 'gone' }, attempts: 1 },
    { item: 'd.jpg', failure: { kind: 'InvalidAsset', message: 'no image' }, attempts: 1 },
    { item: 'e.jpg', failure: { kind: 'InvalidAsset', message: 'no image' }, attempts: 1 },
  ]);
  const text = await summarise(job(id, { endedAt: '2026-05-01T11:02:00.000Z' }), state.outcomes);
  expect(text.split('\n')).toEqual([
    'upload/photos-1: done',
    'local:/photos to cloudinary:shop',
    `Started ${createdAt} by ada@host, took 1 h 2 min`,
    '',
    'Found      6 (15 MB)',
    'Uploaded   2 (3.0 MB)',
    'Skipped    1',
    'Failed     3',
    '           2 InvalidAsset',
    '           1 NotFound',
    'One took 4 s on average, 6 s at most',
    'The largest was b.jpg (2.0 MB)',
    '',
  ]);
});

test('a job that found nothing, or waits, says just that', async () => {
  const parked = job('upload/none-1', { state: 'parked', stateReason: 'the secret is wrong', endedAt: createdAt });
  const text = await summarise(parked, state.outcomes);
  expect(text).toContain('upload/none-1: parked (the secret is wrong)');
  expect(text).toContain('Found      0 (0 B)');
  expect(text).not.toMatch(/on average|largest|Cancelled/);
});
