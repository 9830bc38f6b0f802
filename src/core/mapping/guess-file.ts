import { cellOf } from './cell-of';
import { fileWords, isReportColumn, wordsOf } from './column-words';
import type { Sample } from './infer-mapping';

/** Which column holds the assets' addresses, if one does. */
export interface FileGuess {
  column?: string;
  why: string;
  /** Columns that might be it where none can be told to be. */
  candidates: string[];
}

/**
 * Tells the column of the asset's URL by its name, by the values of the sample where names are not enough. URLs count
 * more than paths: beside a column of URLs there is often one of the files' names.
 */
export function guessFile(columns: readonly string[], sample: Sample): FileGuess {
  const words: readonly string[] = fileWords;
  const named = columns
    .filter((column) => words.includes(wordsOf(column)))
    .sort((a, b) => words.indexOf(wordsOf(a)) - words.indexOf(wordsOf(b)));
  const mayBe = columns.filter((column) => !isReportColumn(column));
  const withUrls = mayBe.filter((column) => holdsOnly(isUrl, column, sample));
  const withAddresses = mayBe.filter((column) => holdsOnly(isAddress, column, sample));
  for (const fitting of [withUrls, withAddresses]) {
    const both = named.find((column) => fitting.includes(column));
    if (both !== undefined) return { column: both, why: 'by its name', candidates: [] };
  }
  for (const [fitting, why] of [
    [withUrls, 'its values are URLs'],
    [withAddresses, 'its values are URLs or paths'],
  ] as const) {
    const [only] = fitting;
    if (only !== undefined && fitting.length === 1) return { column: only, why, candidates: [] };
    if (fitting.length > 1) return { why: '', candidates: fitting };
  }
  // Names count alone when there are no values to look at, or those are of an unknown kind.
  const [first] = named;
  return first === undefined ? { why: '', candidates: [] } : { column: first, why: 'by its name', candidates: [] };
}

/** True when there are values and all of them are such. */
function holdsOnly(isSuch: (value: string) => boolean, column: string, sample: Sample): boolean {
  const given = sample.map((cells) => cellOf(cells, column).trim()).filter((value) => value !== '');
  return given.length > 0 && given.every(isSuch);
}

function isUrl(value: string): boolean {
  return /^(https?|ftp|s3|gs):\/\/\S/i.test(value) || /^data:[\w.+-]+\/[\w.+-]+;base64,/i.test(value);
}

/** URLs, and paths of files with an extension. */
function isAddress(value: string): boolean {
  return isUrl(value) || /^[^\n|;<>]*[^\s./\\]\.[a-z][a-z0-9]{1,4}$/i.test(value);
}
