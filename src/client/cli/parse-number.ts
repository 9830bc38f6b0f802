import { InvalidArgumentError } from 'commander';

/** Reads a number given on the command line. */
export function parseNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) throw new InvalidArgumentError(`"${text}" is not a number.`);
  return number;
}
