import fc from 'fast-check';
import { openState, type State } from '../../src/state/state';

const hourMs = 3_600_000;
const start = Date.parse('2026-01-01T00:00:00Z');
let state: State;

beforeEach(async () => {
  state = await openState(':memory:');
});
afterEach(() => state.close());

test('calls are given until the hour’s are used up, and again when the oldest are an hour old', async () => {
  const take = (atMs: number) => state.callCounts.take('flickr:key', { calls: 3, perMs: hourMs }, start + atMs);
  expect(await take(0)).toBeUndefined();
  expect(await take(60_000)).toBeUndefined();
  expect(await take(61_000)).toBeUndefined();
  const again = await take(62_000);
  // The first call's minute must be an hour old as a whole.
  expect(again).toBe(new Date(start + hourMs + 60_000).toISOString());
  expect(await take(hourMs + 59_999)).toBe(again);
  expect(await take(hourMs + 60_000)).toBeUndefined();
});

test('quotas are counted apart, and nothing of a quota that is left to others is given', async () => {
  const limit = { calls: 1, perMs: hourMs };
  expect(await state.callCounts.take('a', limit, start)).toBeUndefined();
  expect(await state.callCounts.take('b', limit, start)).toBeUndefined();
  expect(await state.callCounts.take('a', limit, start)).toBeDefined();
  expect(await state.callCounts.take('c', { calls: 0, perMs: hourMs }, start)).toBe(
    new Date(start + hourMs + 60_000).toISOString(),
  );
});

test('whenever calls are asked for, no hour has more than it may, and the instant that is told gives one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.integer({ min: 0, max: 1_200_000 }), { minLength: 1, maxLength: 60 }),
      async (calls, pauses) => {
        const fresh = await openState(':memory:');
        const given: number[] = [];
        let now = start;
        for (const pause of pauses) {
          now += pause;
          const freeAt = await fresh.callCounts.take('q', { calls, perMs: hourMs }, now);
          if (freeAt !== undefined) {
            expect(Date.parse(freeAt)).toBeGreaterThan(now);
            now = Date.parse(freeAt);
            expect(await fresh.callCounts.take('q', { calls, perMs: hourMs }, now)).toBeUndefined();
          }
          given.push(now);
          expect(given.filter((at) => at > now - hourMs).length).toBeLessThanOrEqual(calls);
        }
        await fresh.close();
      },
    ),
    { numRuns: 40 },
  );
});
