import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Lines that are written at once: a call for each would cost more than the line. */
const linesInBatch = 1000;

/** Writes values to a file, a line each, in flat memory. */
export async function writeLines<T>(file: string, values: AsyncIterable<T> | Iterable<T>): Promise<void> {
  async function* batches(): AsyncGenerator<string> {
    let lines: string[] = [];
    for await (const value of values) {
      lines.push(`${JSON.stringify(value)}\n`);
      if (lines.length < linesInBatch) continue;
      yield lines.join('');
      lines = [];
    }
    yield lines.join('');
  }
  await pipeline(Readable.from(batches()), createWriteStream(file));
}

/** Reads what `writeLines` wrote: values of the type that was written. */
export async function* readLines<T>(file: string): AsyncGenerator<T, void, void> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as T;
  }
}
