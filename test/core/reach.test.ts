import { isReached, reachCategories, reachWords, worthAnotherTry, type Reach } from '../../src/core/reach';

test.each<[Reach, string]>([
  [{ category: 'missing', status: 404, reason: 'Resource not found - x' }, 'missing: 404 (Resource not found - x)'],
  [{ category: 'server-error', status: 503 }, 'server-error: 503'],
  [{ category: 'dns', reason: 'nobody knows a.example' }, 'dns: nobody knows a.example'],
  [{ category: 'timeout' }, 'timeout'],
  [{ category: 'ok', status: 200, contentType: 'image/png', bytes: 9 }, 'ok: 200'],
])('%j in words', (reach, words) => expect(reachWords(reach)).toBe(words));

test('only ok is reached', () => {
  expect(reachCategories.filter((category) => isReached({ category }))).toEqual(['ok']);
});

test('what passes by itself is worth another try', () => {
  expect(reachCategories.filter(worthAnotherTry)).toEqual([
    'rate-limited',
    'server-error',
    'timeout',
    'dns',
    'unreachable',
  ]);
});
