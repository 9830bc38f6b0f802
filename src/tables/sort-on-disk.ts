import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readLines, writeLines } from './json-lines';

interface ItemsToSort<T> {
  /** Plain data, as JSON can say it. */
  items: AsyncIterable<T>;
  /** A whole order: 0 for equal items only. */
  compare: (a: T, b: T) => number;
  /** A folder of its own for what does not fit into memory; whoever made it removes it. */
  folder: string;
  /** How many are held at once while they are read. */
  itemsInMemory: number;
}

/** Files read at once when sorted parts are put together. */
const partsAtOnce = 32;

/**
 * Sorts any number of items in flat memory (external merge sort): parts that fit are sorted and written to files, and
 * the files are read side by side. Yields only after all has been read.
 */
export async function* sortOnDisk<T>({
  items,
  compare,
  folder,
  itemsInMemory,
}: ItemsToSort<T>): AsyncGenerator<T, void, void> {
  let parts: string[] = [];
  let made = 0;
  const writePart = async (sorted: AsyncIterable<T> | Iterable<T>): Promise<string> => {
    made += 1;
    const file = join(folder, `sorted-${made}.jsonl`);
    await writeLines(file, sorted);
    return file;
  };
  let held: T[] = [];
  for await (const item of items) {
    held.push(item);
    if (held.length < itemsInMemory) continue;
    parts.push(await writePart(held.sort(compare)));
    held = [];
  }
  while (parts.length > partsAtOnce) {
    const first = parts.slice(0, partsAtOnce);
    const merged = await writePart(
      mergeSorted(
        first.map((file) => readLines<T>(file)),
        compare,
      ),
    );
    for (const file of first) await rm(file);
    parts = [...parts.slice(partsAtOnce), merged];
  }
  yield* mergeSorted([...parts.map((file) => readLines<T>(file)), fromArray(held.sort(compare))], compare);
}

/** Reads sorted lists side by side, always the smallest that comes next. */
async function* mergeSorted<T>(
  lists: AsyncGenerator<T, void, void>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T, void, void> {
  const heads: { item: T; list: AsyncGenerator<T, void, void> }[] = [];
  const advance = async (list: AsyncGenerator<T, void, void>): Promise<void> => {
    const { done, value } = await list.next();
    if (done === true) return;
    const item = value;
    const at = heads.findIndex((head) => compare(item, head.item) < 0);
    heads.splice(at < 0 ? heads.length : at, 0, { item, list });
  };
  try {
    for (const list of lists) await advance(list);
    for (let head = heads.shift(); head !== undefined; head = heads.shift()) {
      yield head.item;
      await advance(head.list);
    }
  } finally {
    for (const list of lists) await list.return();
  }
}

async function* fromArray<T>(items: T[]): AsyncGenerator<T, void, void> {
  yield* items;
}
