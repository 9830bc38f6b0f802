import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const tailBytes = 4096;

/** The last lines of a log as one, for an error message: at most three lines and 600 characters. */
export function lastLinesOf(file: string): string {
  let log: number;
  try {
    log = openSync(file, 'r');
  } catch {
    return `there is no log at ${file}`;
  }
  try {
    const { size } = fstatSync(log);
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    readSync(log, tail, 0, tail.length, size - tail.length);
    const lines = tail
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    return `${lines.slice(-3).join(' | ').slice(-600)} (see ${file})`;
  } finally {
    closeSync(log);
  }
}
