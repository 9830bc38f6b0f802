import { readFileSync } from 'node:fs';

/** The last lines of a small log as one, for an error message: at most three lines and 600 characters. */
export function lastLinesOf(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return `nothing is in ${file}`;
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return `${lines.slice(-3).join(' | ').slice(-600)} (see ${file})`;
}
