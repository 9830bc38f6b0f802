import { KeyedLock } from '../../src/providers/keyed-lock';

const never = new AbortController().signal;

/** A task that ends when it is told to. */
function task() {
  let end: (how: 'well' | 'badly') => void = () => undefined;
  const ended = new Promise<string>((resolve, reject) => {
    end = (how) => (how === 'well' ? resolve(how) : reject(new Error(how)));
  });
  return { begin: jest.fn(() => ended), end: (how: 'well' | 'badly') => end(how) };
}

const turns = () => new Promise((resolve) => setImmediate(resolve));

test('tasks of a key go one after the other, whatever becomes of them; others go on', async () => {
  const lock = new KeyedLock();
  const [first, second, other] = [task(), task(), task()];
  const results = [lock.run('a', first.begin, never), lock.run('a', second.begin, never)].map((run) =>
    run.catch((error: unknown) => (error as Error).message),
  );
  const third = lock.run('b', other.begin, never);
  await turns();
  expect([first.begin, second.begin, other.begin].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1]);
  first.end('badly');
  expect(await results[0]).toBe('badly');
  second.end('well');
  other.end('well');
  expect([await results[1], await third]).toEqual(['well', 'well']);
});

test('one that is aborted while it waits settles at once and never begins; those behind it go on', async () => {
  const lock = new KeyedLock();
  const abort = new AbortController();
  const [first, second, third] = [task(), task(), task()];
  const one = lock.run('a', first.begin, never);
  const two = lock.run('a', second.begin, abort.signal);
  const three = lock.run('a', third.begin, never);
  abort.abort();
  await expect(two).rejects.toMatchObject({ name: 'AbortError' });
  first.end('well');
  third.end('well');
  expect([await one, await three]).toEqual(['well', 'well']);
  expect(second.begin).not.toHaveBeenCalled();
});

test('one that is aborted after it began is waited for: it sees to its own end', async () => {
  const lock = new KeyedLock();
  const abort = new AbortController();
  const only = task();
  const run = lock.run('a', only.begin, abort.signal);
  await turns();
  abort.abort();
  only.end('well');
  expect(await run).toBe('well');
});
