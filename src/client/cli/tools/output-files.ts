import { realpath, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { CommandError, exitCodes } from '../exit-codes';

/** A file beside another, named after it: `shoes.csv` and `failed` are `shoes_failed.csv`. */
export function fileBeside(file: string, word: string): string {
  const extension = extname(file);
  const stem = extension === '' ? file : file.slice(0, -extension.length);
  return `${stem}_${word}${extension === '' ? '.csv' : extension}`;
}

/**
 * Makes sure that nothing is lost by writing these files: none is the input, and none exists unless that is fine.
 * @throws {CommandError} naming the file and what to do.
 */
export async function mustBeFree({ files, input, force }: { files: string[]; input: string; force: boolean }) {
  const source = await realpath(input).catch(() => resolve(input));
  for (const file of files) {
    if ((await realpath(file).catch(() => resolve(file))) === source) {
      throw new CommandError(`${file} is what is read. Name another file with --output.`, exitCodes.usage);
    }
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) continue;
    if (found.isDirectory()) throw new CommandError(`${file} is a folder. Name a file in it.`, exitCodes.usage);
    if (force) continue;
    throw new CommandError(`${file} exists. Name another with --output, or replace it with --force.`, exitCodes.usage);
  }
}
