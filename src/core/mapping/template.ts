import { splitExtension } from '../naming';
import { cellOf } from './cell-of';
import { lastPart } from './file-name';
import { findColumn } from '../nearest-name';

/** What a template is filled from. */
export interface TemplateValues {
  cells: Readonly<Record<string, string>>;
  /** Number of the row, from 1. */
  row: number;
  /** The asset's URL or path; absent while that itself is made. */
  file?: string;
}

const filters: Readonly<Record<string, (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
  slug: (text) =>
    text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, ''),
};

const fileParts: Readonly<Record<string, (name: string) => string>> = {
  'file.name': (name) => name,
  'file.stem': (name) => splitExtension(name).stem,
  'file.extension': (name) => splitExtension(name).extension,
};

const hole = /\{\{(.*?)\}\}/gs;

/** True for a text with `{{column}}` in it. */
export function isTemplate(text: string): boolean {
  return /\{\{.*?\}\}/s.test(text);
}

/** What stands between a pair of braces. */
interface Hole {
  /** A column, or one of `row`, `file.name`, `file.stem`, `file.extension`. */
  name: string;
  isColumn: boolean;
  filters: string[];
}

/** Reads `column | lower`; a column of the whole name, or one named like a word of ferry's, goes first. */
function readHole(inside: string, columns: readonly string[]): Hole {
  const whole = findColumn(inside.trim(), columns);
  if (whole !== undefined) return { name: whole, isColumn: true, filters: [] };
  const [name = '', ...after] = inside.split('|').map((part) => part.trim());
  const column = findColumn(name, columns);
  if (column !== undefined) return { name: column, isColumn: true, filters: after };
  return { name, isColumn: !(name === 'row' || Object.hasOwn(fileParts, name)), filters: after };
}

/** What a template names that is not there: columns, filters, and parts of the file where there is no file yet. */
export function templateFaults(
  template: string,
  columns: readonly string[],
  { isFile }: { isFile: boolean },
): { columns: string[]; others: string[] } {
  const missing: string[] = [];
  const others: string[] = [];
  for (const [, inside = ''] of template.matchAll(hole)) {
    const { name, isColumn, filters: used } = readHole(inside, columns);
    if (isColumn && !columns.includes(name)) missing.push(name);
    if (isFile && !isColumn && name !== 'row') others.push(`{{${name}}} is not known before file itself is.`);
    for (const filter of used) {
      if (!Object.hasOwn(filters, filter))
        others.push(
          `There is no filter "${filter}" in {{${inside.trim()}}}. There are: ${Object.keys(filters).join(', ')}.`,
        );
    }
  }
  return { columns: [...new Set(missing)], others };
}

/** The columns a template takes its text from, by the names they have in the table. */
export function columnsOfTemplate(template: string, columns: readonly string[]): string[] {
  return [...template.matchAll(hole)]
    .map(([, inside = '']) => readHole(inside, columns))
    .flatMap(({ name, isColumn }) => (isColumn ? [name] : []));
}

/** A template filled for one row; empty when all it takes from the row is empty. */
export function fillTemplate(template: string, { cells, row, file }: TemplateValues): string {
  const columns = Object.keys(cells);
  let taken = 0;
  let filled = 0;
  const text = template.replace(hole, (_all, inside: string) => {
    const { name, isColumn, filters: used } = readHole(inside, columns);
    if (!isColumn && name === 'row') return String(row);
    const found = isColumn ? cellOf(cells, name) : (fileParts[name]?.(lastPart(file ?? '')) ?? '');
    taken += 1;
    if (found.trim() !== '') filled += 1;
    return used.reduce(
      (value, filter) => (Object.hasOwn(filters, filter) ? (filters[filter]?.(value) ?? value) : value),
      found.trim(),
    );
  });
  return taken > 0 && filled === 0 ? '' : text;
}
