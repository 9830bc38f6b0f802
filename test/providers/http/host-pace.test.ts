import { HostPace } from '../../../src/providers/http/host-pace';

const { signal } = new AbortController();

/** A pace on a clock of its own, which stands still, and the waits it asked for. */
const paceOf = (perSecond: number | undefined, mostWaitMs = 1000) => {
  const clock = { ms: 1_000_000 };
  const waits: number[] = [];
  const wait = async (ms: number): Promise<void> => void waits.push(ms);
  return { clock, waits, pace: new HostPace({ perSecond, mostWaitMs, now: () => clock.ms, wait }) };
};

test('requests of one host start no closer than the rate says, those of others do not wait', async () => {
  const { pace, waits, clock } = paceOf(4);
  for (const host of ['a', 'a', 'b', 'a', 'a:8080']) await pace.enter(host, signal);
  expect(waits).toEqual([250, 500]);
  clock.ms += 600;
  await pace.enter('a', signal);
  expect(waits).toEqual([250, 500, 150]);
  clock.ms += 10_000;
  await pace.enter('a', signal);
  expect(waits).toHaveLength(3);
});

test('who would wait too long fails, is told until when, and takes nobody a turn', async () => {
  const { pace, waits } = paceOf(1, 1500);
  await pace.enter('a', signal);
  await pace.enter('a', signal);
  const refusal = { category: 'rate-limited', retryAt: new Date(1_002_000).toISOString() };
  await expect(pace.enter('a', signal)).rejects.toMatchObject(refusal);
  await expect(pace.enter('a', signal)).rejects.toMatchObject(refusal);
  expect(waits).toEqual([1000]);
});

test('no rate, no wait', async () => {
  const { pace, waits } = paceOf(undefined);
  for (let i = 0; i < 100; i += 1) await pace.enter('a', signal);
  expect(waits).toEqual([]);
});

test('a wait is left when the job is', async () => {
  const leaving = new AbortController();
  const pace = new HostPace({ perSecond: 0.1, mostWaitMs: 60_000 });
  await pace.enter('a', leaving.signal);
  const waiting = pace.enter('a', leaving.signal);
  leaving.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});
