import { cellOf } from './cell-of';
import { synonyms, wordsOf } from './column-words';
import { convertValue } from './convert-value';
import { guessFile } from './guess-file';
import type { MappedValue, Mapping } from './mapping';
import { splitTarget } from './target';
import { uploadParameters } from './upload-parameters';

/** Rows looked at to tell what columns hold: cells by column. */
export type Sample = readonly Readonly<Record<string, string>>[];

/** One guess: which column fills what, and why it is thought so. */
export interface Guess {
  /** `file`, `tags`, `context.alt`, `metadata.sku`. */
  target: string;
  column: string;
  why: string;
}

/** What could be told from names and values of columns. */
export interface InferredMapping {
  /** Without `parameters.file` when no column, or more than one, may be the asset. */
  mapping: Mapping;
  guesses: Guess[];
  /** Columns that look like something and are not taken, and why, a sentence each. */
  leftOut: string[];
  /** Columns that may be the asset's URL where none can be told to be. */
  candidates: string[];
}

/** Wishes of columns, the surest first: a column that says what it is, a parameter's name, another word for one. */
const readings: { read: (column: string) => string | undefined; why: string }[] = [
  { read: prefixed, why: 'by its name' },
  { read: (column) => (uploadParameters.has(column) ? column : undefined), why: 'it has the name of the parameter' },
  { read: (column) => parameterOf(wordsOf(column)), why: 'it has the name of the parameter' },
  { read: (column) => synonyms.get(wordsOf(column)), why: 'by its name' },
];

/**
 * Guesses a mapping from the columns' names and, where names are not enough, from the values of some rows. No target is
 * filled from two columns, and no column whose values do not fit is taken for a parameter.
 */
export function inferMapping({ columns, sample }: { columns: readonly string[]; sample: Sample }): InferredMapping {
  const file = guessFile(columns, sample);
  const taken = new Map<string, Guess & { value: MappedValue }>();
  const leftOut: string[] = [];
  if (file.column !== undefined) {
    taken.set('file', { target: 'file', column: file.column, why: file.why, value: { column: file.column } });
  }
  const rest = new Set(columns.filter((column) => column !== file.column));
  for (const { read, why } of readings) {
    for (const column of rest) {
      const target = read(column);
      if (target === undefined || target === 'file') continue;
      rest.delete(column);
      const before = taken.get(target);
      const value = valueOf(target, column, sample);
      const misfit = before === undefined ? misfitOf(target, value, sample) : undefined;
      if (before !== undefined) leftOut.push(`"${column}" is left out: ${target} is taken from "${before.column}".`);
      else if (misfit !== undefined) leftOut.push(`"${column}" is left out: ${misfit}. ${mapItself(target, column)}`);
      else taken.set(target, { target, column, why, value });
    }
  }
  const mapping: Mapping = { parameters: {}, context: {}, metadata: {} };
  for (const { target, value } of taken.values()) {
    const { group, key } = splitTarget(target);
    // Defined, not set: a column may be called `context.__proto__`.
    Object.defineProperty(mapping[group], key, { value, enumerable: true, configurable: true, writable: true });
  }
  const guesses = [...taken.values()].map(({ target, column, why }) => ({ target, column, why }));
  return { mapping, guesses, leftOut, candidates: file.candidates };
}

/** `context.alt` of the column `Context: alt`. */
function prefixed(column: string): string | undefined {
  const [, group, key] = /^\s*(context|metadata)\s*[.:]\s*([^=|\\]*[^=|\\\s])\s*$/i.exec(column) ?? [];
  return group === undefined || key === undefined ? undefined : `${group.toLowerCase()}.${key}`;
}

function parameterOf(words: string): string | undefined {
  return uploadParameters.has(words) ? words : undefined;
}

function valueOf(target: string, column: string, sample: Sample): MappedValue {
  if (target !== 'tags') return { column };
  const cells = sample.map((row) => cellOf(row, column));
  const split = ['|', ';', ','].find((mark) => cells.some((cell) => cell.includes(mark)));
  return split === undefined || split === ',' ? { column } : { column, split };
}

/** Why a column's values cannot be the parameter's: a column `type` may tell shoes from hats. */
function misfitOf(target: string, mapped: MappedValue, sample: Sample): string | undefined {
  const parameter = uploadParameters.get(target);
  if (parameter === undefined || target === 'tags') return undefined;
  for (const row of sample) {
    const text = cellOf(row, mapped.column ?? '').trim();
    if (text === '') continue;
    const converted = convertValue({ parameter, mapped, value: { parts: [text], isList: false } });
    if ('problem' in converted) return `in some row ${converted.problem}`;
  }
  return undefined;
}

function mapItself(target: string, column: string): string {
  return `To send it all the same: --map "${target}=${column}"`;
}
