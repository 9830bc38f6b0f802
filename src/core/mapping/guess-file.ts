import { cellOf } from './cell-of';
import { fileWords, wordsOf } from './column-words';
import type { Sample } from './infer-mapping';

/** Which column holds the assets' addresses, if one does. */
export interface FileGuess {
  column?: string;
  why: string;
  /** Columns that might be it where none can be told to be. */
  candidates: string[];
}

/** Tells the column of the asset's URL by its name, by the values of the sample where names are not enough. */
export function guessFile(columns: readonly string[], sample: Sample): FileGuess {
  const words: readonly string[] = fileWords;
  const named = columns
    .filter((column) => words.includes(wordsOf(column)))
    .sort((a, b) => words.indexOf(wordsOf(a)) - words.indexOf(wordsOf(b)));
  const fitting = columns.filter((column) => holdsAddresses(column, sample));
  const both = named.find((column) => fitting.includes(column));
  if (both !== undefined) return { column: both, why: 'by its name', candidates: [] };
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return { column: only, why: 'its values are URLs', candidates: [] };
  // Names count alone when there are no values to look at, or those are of an unknown kind.
  const [first] = named;
  if (fitting.length === 0 && first !== undefined) return { column: first, why: 'by its name', candidates: [] };
  return { why: '', candidates: fitting };
}

/** True when all values there are look like URLs, or paths of files with an extension. */
function holdsAddresses(column: string, sample: Sample): boolean {
  const values = sample.map((cells) => cellOf(cells, column).trim());
  const given = values.filter((value) => value !== '');
  return given.length > 0 && given.every(isAddress);
}

function isAddress(value: string): boolean {
  if (/^(https?|ftp|s3|gs):\/\/\S/i.test(value)) return true;
  return /^data:[\w.+-]+\/[\w.+-]+;base64,/i.test(value) || /^[^\n|;<>]*[^\s./\\]\.[a-z][a-z0-9]{1,4}$/i.test(value);
}
