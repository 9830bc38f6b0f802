import { createInterface } from 'node:readline/promises';
import { CommandError, exitCodes } from './exit-codes';

/**
 * Asks a person yes or no, on stderr; no is what silence means.
 * @param withoutAnybody What to do where nobody can be asked.
 * @throws {CommandError} when nobody is there to be asked.
 */
export async function askWhether(
  question: string,
  withoutAnybody = 'Add --yes to start, or --dry-run to look first.',
): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new CommandError(`Nobody is here to be asked. ${withoutAnybody}`, exitCodes.usage);
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    const answer = await Promise.race([lines.question(`${question} [y/N] `), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
