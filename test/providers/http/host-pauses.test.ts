import { HostPauses } from '../../../src/providers/http/host-pauses';

/** Pauses on a clock that a test moves. */
const pausesAt = (startMs = 1_000_000) => {
  const clock = { ms: startMs };
  return { clock, pauses: new HostPauses(() => clock.ms), in: (ms: number) => new Date(clock.ms + ms).toISOString() };
};

test('a short pause is kept for the whole host, and for no other', () => {
  const { pauses, clock, in: after } = pausesAt();
  expect(pauses.limited('a', after(5000))).toBe(5000);
  expect([pauses.leftMs('a'), pauses.leftMs('b')]).toEqual([5000, 0]);
  clock.ms += 4000;
  expect(pauses.leftMs('a')).toBe(1000);
  clock.ms += 1000;
  expect(pauses.leftMs('a')).toBe(0);
});

test.each([
  ['half a minute', 30_000, 30_000],
  ['more than that', 30_001, undefined],
  ['an hour', 3_600_000, undefined],
  ['no time at all', 0, 0],
])('%s', (_name, ms, expected) => {
  const { pauses, in: after } = pausesAt();
  expect(pauses.limited('a', after(ms))).toBe(expected);
  expect(pauses.leftMs('a')).toBe(expected ?? 0);
});

test('a host that names no instant is left alone for two seconds', () => {
  expect(pausesAt().pauses.limited('a')).toBe(2000);
});

test('what was under way together is one pause, which lasts as long as the longest', () => {
  const { pauses, in: after } = pausesAt();
  for (const [ms, expected] of [
    [1000, 1000],
    [3000, 3000],
    [500, 3000],
    [2000, 3000],
    [1000, 3000],
  ] as const) {
    expect(pauses.limited('a', after(ms))).toBe(expected);
  }
});

test('a host is waited for three times in a row, and anew once it has answered', () => {
  const { pauses, clock, in: after } = pausesAt();
  const wait = (): number | undefined => {
    const ms = pauses.limited('a', after(1000));
    clock.ms += 1000;
    return ms;
  };
  expect([wait(), wait(), wait(), wait(), wait()]).toEqual([1000, 1000, 1000, undefined, undefined]);
  pauses.answered('a');
  expect(wait()).toBe(1000);
});

test('an answer that comes late does not end a pause', () => {
  const { pauses, in: after } = pausesAt();
  pauses.limited('a', after(1000));
  pauses.answered('a');
  expect(pauses.leftMs('a')).toBe(1000);
});
