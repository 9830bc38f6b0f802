import type { Operation } from '../../src/core/operation';
import type { Outcome, PlannedItem } from '../../src/state/outcomes';
import type { State } from '../../src/state/state';
import { describeOnEach } from './databases';

function planned(item: string, bytes = 10): PlannedItem {
  const folder = item.includes('/') ? item.slice(0, item.lastIndexOf('/')) : '';
  return { item, folder, bytes, status: 'planned', operation: operationFor(item) };
}

function operationFor(item: string, fingerprint = 'f'): Operation {
  return {
    kind: 'transfer',
    item,
    bytes: 10,
    fingerprint,
    format: 'jpg',
    resourceType: 'image',
    to: `t/${item}`,
    onExisting: 'skip',
  };
}

const first = { plannedBy: 'run/1', pass: 0 };
const done = {
  status: 'done' as const,
  result: { publicId: 't/a' },
  attempts: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
};
const failure = { kind: 'Transient' as const, message: 'the wire broke' };

async function all(reading: AsyncIterable<Outcome>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const outcome of reading) outcomes.push(outcome);
  return outcomes;
}

describeOnEach('outcomes', (database) => {
  let state: State;
  let job = 0;
  let jobId: string;
  beforeAll(async () => (state = await database.connect()));
  beforeEach(() => (jobId = `upload/o-${(job += 1)}`));

  const statusOf = async (item: string) => (await state.outcomes.find(jobId, [item])).get(item)?.status;

  test('are written as they were planned', async () => {
    await state.outcomes.plan(
      jobId,
      [
        planned('ä/写真 1.jpg', 3_000_000_000),
        { item: 'e', folder: '', bytes: 0, status: 'skipped', reason: 'empty file' },
        { item: 'l', folder: '', bytes: 0, status: 'failed', failure },
      ],
      first,
    );
    const found = await state.outcomes.find(jobId, ['ä/写真 1.jpg', 'e', 'l', 'not there']);
    expect(found.size).toBe(3);
    expect(found.get('ä/写真 1.jpg')).toMatchObject({
      folder: 'ä',
      status: 'planned',
      bytes: 3_000_000_000,
      operation: operationFor('ä/写真 1.jpg'),
      attempts: 0,
      plannedBy: 'run/1',
      finishedAt: undefined,
    });
    expect(found.get('e')).toMatchObject({ status: 'skipped', error: 'empty file', kind: undefined });
    expect(found.get('l')).toMatchObject({ status: 'failed', error: 'the wire broke', kind: 'Transient' });
    expect(found.get('l')?.finishedAt).toMatch(/Z$/);
    expect(await state.outcomes.find('upload/another', ['e'])).toEqual(new Map());
  });

  test('what is at an end is not planned again, what is planned takes the newer plan', async () => {
    await state.outcomes.plan(jobId, [planned('a'), planned('b')], first);
    await state.outcomes.finish({ jobId, item: 'a', ...done });
    await state.outcomes.plan(jobId, [planned('a', 99), planned('b', 99)], { plannedBy: 'run/2', pass: 0 });
    const found = await state.outcomes.find(jobId, ['a', 'b']);
    expect(found.get('a')).toMatchObject({ status: 'done', bytes: 10, plannedBy: 'run/1' });
    expect(found.get('b')).toMatchObject({ status: 'planned', bytes: 99, plannedBy: 'run/2' });
  });

  test('a success is never overwritten by a failure or by a cancellation', async () => {
    await state.outcomes.plan(jobId, [planned('a'), planned('b')], first);
    await state.outcomes.finish({ jobId, item: 'a', ...done });
    await state.outcomes.fail(jobId, [
      { item: 'a', failure, attempts: 3 },
      { item: 'b', failure, attempts: 3 },
    ]);
    expect(await state.outcomes.cancelPlanned(jobId)).toBe(0);
    const found = await state.outcomes.find(jobId, ['a', 'b']);
    expect(found.get('a')).toMatchObject({ status: 'done', error: undefined, kind: undefined, attempts: 1 });
    expect(found.get('b')).toMatchObject({ status: 'failed', kind: 'Transient', error: 'the wire broke', attempts: 3 });
  });

  test('a success that comes after the failure was written wins: the bytes are there', async () => {
    await state.outcomes.plan(jobId, [planned('a')], first);
    await state.outcomes.fail(jobId, [{ item: 'a', failure, attempts: 3 }]);
    await state.outcomes.finish({ jobId, item: 'a', ...done, attempts: 2 });
    expect((await state.outcomes.find(jobId, ['a'])).get('a')).toMatchObject({
      status: 'done',
      kind: undefined,
      error: undefined,
      result: { publicId: 't/a' },
    });
  });

  test('the same end told twice is one row and counts once', async () => {
    await state.outcomes.plan(jobId, [planned('a')], first);
    await state.outcomes.finish({ jobId, item: 'a', ...done });
    await state.outcomes.finish({ jobId, item: 'a', ...done });
    expect(await state.outcomes.tally(jobId)).toMatchObject({ found: 1, done: 1, doneBytes: 10 });
  });

  test('what is planned can be cancelled, a folder alone too, and is counted', async () => {
    await state.outcomes.plan(jobId, [planned('x/a'), planned('x/b'), planned('x/y/c'), planned('d')], first);
    expect(await state.outcomes.cancelPlanned(jobId, 'x')).toBe(2);
    expect(await statusOf('x/y/c')).toBe('planned');
    expect(await state.outcomes.cancelPlanned(jobId)).toBe(2);
    expect(await statusOf('d')).toBe('cancelled');
    expect(await state.outcomes.cancelPlanned(jobId)).toBe(0);
  });

  test('tallies add up over the job and by folder, those with failures first', async () => {
    await state.outcomes.plan(
      jobId,
      [
        ...['a/1', 'a/2', 'b/1', 'c/1'].map((item) => planned(item, 2_000_000_000)),
        { item: 'a/3', folder: 'a', bytes: 5, status: 'skipped', reason: 'x' },
        { item: 'b/2', folder: 'b', bytes: 0, status: 'failed', failure },
      ],
      first,
    );
    await state.outcomes.finish({ jobId, item: 'a/1', ...done });
    await state.outcomes.cancelPlanned(jobId, 'c');
    expect(await state.outcomes.tally(jobId)).toEqual({
      found: 6,
      done: 1,
      skipped: 1,
      failed: 1,
      cancelled: 1,
      foundBytes: 8_000_000_005,
      doneBytes: 2_000_000_000,
    });
    expect(await state.outcomes.tally(jobId, 'a')).toMatchObject({ found: 3, done: 1, skipped: 1, failed: 0 });
    const folders = await state.outcomes.folderTallies(jobId);
    expect(folders.map(({ folder }) => folder)).toEqual(['b', 'a', 'c']);
    expect(await state.outcomes.folderTallies(jobId, 1)).toHaveLength(1);
    expect(await state.outcomes.tally('upload/nothing')).toMatchObject({ found: 0, foundBytes: 0 });
  });

  test('failures are counted by kind, most first', async () => {
    await state.outcomes.plan(
      jobId,
      ['a', 'b', 'c'].map((item) => planned(`f/${item}`)),
      first,
    );
    await state.outcomes.fail(jobId, [
      { item: 'f/a', failure: { kind: 'NotFound', message: 'gone' }, attempts: 1 },
      { item: 'f/b', failure, attempts: 1 },
      { item: 'f/c', failure, attempts: 1 },
    ]);
    expect(await state.outcomes.failureKinds(jobId)).toEqual([
      { kind: 'Transient', items: 2 },
      { kind: 'NotFound', items: 1 },
    ]);
    expect(await state.outcomes.countRetryable(jobId, {})).toBe(3);
    expect(await state.outcomes.countRetryable(jobId, { kind: 'NotFound' })).toBe(1);
    expect(await state.outcomes.countRetryable(jobId, { folder: '' })).toBe(0);
  });

  test('a retry finds failed items of its kind and folder once a pass, and goes on after a crash', async () => {
    await state.outcomes.plan(
      jobId,
      ['p/a', 'p/b', 'p/c', 'q/a', 'r/a'].map((item) => planned(item)),
      first,
    );
    await state.outcomes.finish({ jobId, item: 'r/a', ...done });
    await state.outcomes.fail(jobId, [
      ...['p/a', 'p/b', 'q/a'].map((item) => ({ item, failure, attempts: 1 })),
      { item: 'p/c', failure: { kind: 'NotFound' as const, message: 'gone' }, attempts: 1 },
    ]);
    const pass = (await state.outcomes.latestPass(jobId)) + 1;
    expect(pass).toBe(1);
    const filter = { kind: 'Transient' as const };
    const items = async (after?: string, limit = 10) =>
      (await state.outcomes.itemsToRetry(jobId, pass, { ...filter, folder: 'p' }, after, limit)).map(
        ({ item }) => item,
      );

    expect(await state.outcomes.foldersToRetry(jobId, pass, filter, undefined, 10)).toEqual(['p', 'q']);
    expect(await state.outcomes.foldersToRetry(jobId, pass, filter, 'p', 10)).toEqual(['q']);
    expect(await state.outcomes.foldersToRetry(jobId, pass, { folder: 'q' }, undefined, 10)).toEqual(['q']);
    expect(await items(undefined, 1)).toEqual(['p/a']);
    expect(await items('p/a')).toEqual(['p/b']);

    const again = { plannedBy: 'run/9', pass };
    await state.outcomes.replan(jobId, [{ item: 'p/a', operation: operationFor('p/a', 'newer') }], again);
    expect((await state.outcomes.find(jobId, ['p/a'])).get('p/a')).toMatchObject({
      status: 'planned',
      pass: 1,
      operation: { fingerprint: 'newer' },
      finishedAt: undefined,
    });
    // A crash before its end: the item is still there to do. Once failed in this pass, it is not.
    expect(await items()).toEqual(['p/a', 'p/b']);
    await state.outcomes.fail(jobId, [{ item: 'p/a', failure, attempts: 1 }]);
    expect(await items()).toEqual(['p/b']);
    expect(await state.outcomes.latestPass(jobId)).toBe(1);
  });

  test('a retry does not touch what was done in the meantime', async () => {
    await state.outcomes.plan(jobId, [planned('a')], first);
    await state.outcomes.finish({ jobId, item: 'a', ...done });
    await state.outcomes.replan(jobId, [{ item: 'a', operation: operationFor('a') }], { plannedBy: 'run/2', pass: 1 });
    expect(await statusOf('a')).toBe('done');
  });

  test('are read in one order, each once, beyond the pages they are read by', async () => {
    const items = Array.from({ length: 2345 }, (_, n) => planned(`n/${(n * 7919) % 2345}`, 1));
    await state.outcomes.plan(jobId, items, first);
    await state.outcomes.plan(`${jobId}-other`, [planned('n/x')], first);
    await state.outcomes.fail(jobId, [{ item: 'n/7', failure, attempts: 1 }]);
    const read = (await all(state.outcomes.read(jobId))).map(({ item }) => item);
    expect(read).toHaveLength(2345);
    expect(new Set(read)).toEqual(new Set(items.map(({ item }) => item)));
    const failed = await all(state.outcomes.read(jobId, { statuses: ['failed'], folder: 'n', kind: 'Transient' }));
    expect(failed.map(({ item }) => item)).toEqual(['n/7']);
    expect(await all(state.outcomes.read(jobId, { folder: 'elsewhere' }))).toEqual([]);
    const exact = `${jobId}-1000`;
    await state.outcomes.plan(exact, items.slice(0, 1000), first);
    expect(await all(state.outcomes.read(exact))).toHaveLength(1000);
  });
});
