import { check } from '../../src/jobs/check';

const context = { setting: () => undefined, cwd: '/work' };
const specOf = (input: Record<string, unknown>) => check.toSpec({ csv: 'links.csv', ...input }, context);

test('what is not said is polite and careful', () => {
  expect(specOf({})).toMatchObject({
    type: 'check',
    name: 'links',
    planner: 'probe',
    concurrency: 10,
    probe: {
      ...{ file: '/work/links.csv', resultsDir: '/work', urlColumn: undefined },
      ...{ media: 'image', allowPrivate: false, timeoutMs: 20_000, perHostPerSecond: 20, safeCells: true },
    },
  });
});

test('what is said holds', () => {
  const input = { anyMedia: true, allowPrivate: true, timeout: 2.5, perHost: 0.5, concurrency: 3, tps: 1 };
  expect(specOf({ ...input, urlColumn: 'link', resultsDir: 'out', safeCells: false })).toMatchObject({
    ...{ concurrency: 3, tps: 1 },
    probe: {
      ...{ media: 'any', allowPrivate: true, timeoutMs: 2500, perHostPerSecond: 0.5 },
      ...{ urlColumn: 'link', resultsDir: '/work/out', safeCells: false },
    },
  });
});

test.each([
  ['no CSV', { csv: '' }],
  ['a pace of nothing', { perHost: 0 }],
  ['no lane', { concurrency: 0 }],
  ['half a lane', { concurrency: 1.5 }],
  ['no patience', { timeout: 0 }],
  ['more patience than an attempt has', { timeout: 601 }],
  ['no name of a column', { urlColumn: '' }],
])('%s is refused', (_name, input) => {
  expect(() => specOf(input)).toThrow();
});
