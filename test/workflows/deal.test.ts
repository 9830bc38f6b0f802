import fc from 'fast-check';
import { dealLanes } from '../../src/workflows/deal';

test.each([
  ['evenly', 12, [12, 12, 12, 12], [3, 3, 3, 3]],
  ['what is over goes to the first', 10, [10, 10, 10, 10], [3, 3, 2, 2]],
  ['what one leaves is the others’', 10, [1, 10, 10], [1, 5, 4]],
  ['a paused folder gets none', 6, [0, 6, 6], [0, 3, 3]],
  ['fewer lanes than folders', 2, [2, 2, 2], [1, 1, 0]],
  ['nobody wants any', 5, [0, 0], [0, 0]],
  ['no folders', 5, [], []],
])('lanes are dealt: %s', (_name, lanes, wants, dealt) => {
  expect(dealLanes(lanes, wants)).toEqual(dealt);
});

test('no lane is dealt twice, none is kept back while somebody wants it, nobody gets more than wanted', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 20 }),
      (lanes, wants) => {
        const dealt = dealLanes(lanes, wants);
        const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
        expect(sum(dealt)).toBe(Math.min(lanes, sum(wants)));
        dealt.forEach((got, index) => expect(got).toBeLessThanOrEqual(wants[index] ?? 0));
      },
    ),
  );
});
