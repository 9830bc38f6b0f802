import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from '../../../sandbox/frame/journal';

let dir: string;
let file: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'journal-test-'));
  file = join(dir, 'journal.jsonl');
});
afterEach(() => rm(dir, { recursive: true }));

async function contents(): Promise<unknown> {
  const journal = await Journal.open(file);
  const things = journal.collection<{ n: number }>('things');
  const found = [...things.keys()].map((key) => [key, things.get(key)?.n]);
  await journal.close();
  return found;
}

test('what was flushed is there again, the last value of each key', async () => {
  const journal = await Journal.open(file);
  const things = journal.collection<{ n: number }>('things');
  things.set('a', { n: 1 });
  things.set('b', { n: 2 });
  things.set('a', { n: 3 });
  things.delete('b');
  await journal.flush();
  expect(await contents()).toEqual([['a', 3]]);
  await journal.close();
});

test('a line cut short by a kill is no harm, and what comes after it counts', async () => {
  const journal = await Journal.open(file);
  journal.collection<{ n: number }>('things').set('a', { n: 1 });
  await journal.close();
  await appendFile(file, '["things","b",{"n":');
  expect(await contents()).toEqual([['a', 1]]);
});

test('opening writes it afresh, without what was overwritten since', async () => {
  const journal = await Journal.open(file);
  const things = journal.collection<{ n: number }>('things');
  for (let n = 0; n < 100; n++) things.set('same', { n });
  await journal.close();
  await contents();
  expect(await readFile(file, 'utf8')).toBe('["things","same",{"n":99}]\n');
});

test('flushes at once share a write and all wait for it', async () => {
  const journal = await Journal.open(file);
  const things = journal.collection<{ n: number }>('things');
  await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      things.set(String(n), { n });
      await journal.flush();
      expect(await readFile(file, 'utf8')).toContain(`["things","${n}",{"n":${n}}]\n`);
    }),
  );
  await journal.close();
});
