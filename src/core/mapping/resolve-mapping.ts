import { keyFault } from './convert-value';
import { inferMapping, type Guess, type Sample } from './infer-mapping';
import type { MappedValue, Mapping } from './mapping';
import { MappingError } from './mapping-error';
import { findColumn, nearestName } from '../nearest-name';
import { splitTarget, targetOf } from './target';
import { columnsOfTemplate, templateFaults } from './template';
import { parameterFault } from './upload-parameters';

/** A mapping as it was given, and the table it is for. */
export interface MappingToResolve {
  /** Absent: all of it is inferred. Without `file`: that alone is. */
  given?: Mapping;
  /** Single values that take the place of what the mapping, given or inferred, says of the same target. */
  over?: Mapping;
  columns: readonly string[];
  sample: Sample;
  /** The table's name, for messages. */
  fileName: string;
}

/** A mapping that can be used: columns by the names they have in the table. */
export interface ResolvedMapping {
  mapping: Mapping;
  /** What was inferred and why, and what is not sent, a line each, to be shown. */
  notes: string[];
}

/**
 * Makes a mapping fit for a table, inferring what was not given. Columns are found by their names; case and spaces
 * around need not agree as long as one column only can be meant.
 *
 * @throws MappingError with every fault at once, each with the next step.
 */
export function resolveMapping({ given, over, columns, sample, fileName }: MappingToResolve): ResolvedMapping {
  const inferred = inferMapping({ columns, sample });
  if (over === undefined) return resolveOne({ given, inferred, columns, fileName });
  if (given !== undefined) return resolveOne({ given: mergeMappings(given, over), inferred, columns, fileName });
  const { mapping } = resolveOne({ given: mergeMappings(inferred.mapping, over), inferred, columns, fileName });
  const guesses = inferred.guesses.filter(({ target }) => !isIn(over, target));
  return { mapping, notes: [...guesses.map(asNote), ...notSent(mapping, columns)] };
}

interface OneToResolve extends TableNames {
  given?: Mapping;
  inferred: ReturnType<typeof inferMapping>;
}

function resolveOne({ given, inferred, columns, fileName }: OneToResolve): ResolvedMapping {
  const table = { columns, fileName };
  const { file } = given?.parameters ?? inferred.mapping.parameters;
  const inferredFile = inferred.mapping.parameters.file;
  if (given === undefined) {
    if (file === undefined) throw new MappingError([noFile(inferred.candidates, table)]);
    const notes = [...inferred.guesses.map(asNote), ...inferred.leftOut, ...notSent(inferred.mapping, columns)];
    return { mapping: inferred.mapping, notes };
  }
  const faults: string[] = [];
  const mapping: Mapping = { parameters: {}, context: {}, metadata: {} };
  for (const group of ['parameters', 'context', 'metadata'] as const) {
    const resolved = Object.entries(given[group]).map(([key, value]): [string, MappedValue] => {
      const target = targetOf(group, key);
      const nameFault = group === 'parameters' ? parameterFault(key) : keyFault(target);
      if (nameFault !== undefined) faults.push(nameFault);
      return [key, resolveValue({ target, value, table, faults })];
    });
    mapping[group] = Object.fromEntries(resolved);
  }
  const notes: string[] = [];
  if (file === undefined && inferredFile === undefined) faults.push(noFile(inferred.candidates, table));
  if (file === undefined && inferredFile !== undefined) {
    mapping.parameters = { file: inferredFile, ...mapping.parameters };
    notes.push(...inferred.guesses.filter(({ target }) => target === 'file').map(asNote));
  }
  if (faults.length > 0) throw new MappingError(faults);
  return { mapping, notes: [...notes, ...notSent(mapping, columns)] };
}

/** One mapping over another, target by target. */
function mergeMappings(below: Mapping, over: Mapping): Mapping {
  return {
    parameters: { ...below.parameters, ...over.parameters },
    context: { ...below.context, ...over.context },
    metadata: { ...below.metadata, ...over.metadata },
  };
}

function isIn(mapping: Mapping, target: string): boolean {
  const { group, key } = splitTarget(target);
  return Object.hasOwn(mapping[group], key);
}

interface TableNames {
  columns: readonly string[];
  fileName: string;
}

interface ValueToResolve {
  target: string;
  value: MappedValue;
  table: TableNames;
  /** Filled with what is wrong. */
  faults: string[];
}

function resolveValue({ target, value, table, faults }: ValueToResolve): MappedValue {
  const { columns } = table;
  const sources = (['column', 'columns', 'template', 'constant'] as const).filter((name) => value[name] !== undefined);
  if (sources.length > 1) faults.push(`${target} has several sources: ${sources.join(', ')}. Leave one of them.`);
  if (sources.length === 0 && value.default === undefined) {
    faults.push(`${target} has no source. Name a column: --map ${target}=<column>`);
  }
  const found = (wanted: string): string => {
    const column = findColumn(wanted, columns);
    if (column === undefined) faults.push(missingColumn(wanted, target, table));
    return column ?? wanted;
  };
  if (value.template !== undefined) {
    const missing = templateFaults(value.template, columns, { isFile: target === 'file' });
    faults.push(...missing.columns.map((name) => missingColumn(name, target, table, { isInTemplate: true })));
    faults.push(...missing.others);
  }
  return {
    ...value,
    ...(value.column === undefined ? {} : { column: found(value.column) }),
    ...(value.columns === undefined ? {} : { columns: value.columns.map(found) }),
  };
}

function missingColumn(
  wanted: string,
  target: string,
  { columns, fileName }: TableNames,
  { isInTemplate = false } = {},
): string {
  const near = findColumn(wanted, columns) ?? nearestName(wanted, columns);
  const named = near === undefined ? `${target}=<column>` : quoted(`${target}=${near}`);
  const advice = isInTemplate
    ? `The template of ${target} can take ${near === undefined ? 'only those' : `{{${near}}}`}.`
    : `${near === undefined ? 'Name one with' : 'Use'} --map ${named}`;
  return `Column "${wanted}" is not in ${fileName}. It has: ${columns.join(', ')}. ${advice}`;
}

function noFile(candidates: string[], { columns, fileName }: TableNames): string {
  const seen =
    candidates.length > 1
      ? `Several columns of ${fileName} hold URLs: ${candidates.join(', ')}.`
      : `No column of ${fileName} is known to have the URL. It has: ${columns.join(', ')}.`;
  return `${seen} Say which column has the URL: --map file=<column>`;
}

function asNote({ target, column, why }: Guess): string {
  return `${target} is taken from "${column}" (${why}).`;
}

/** Columns that nothing is taken from. */
function notSent(mapping: Mapping, columns: readonly string[]): string[] {
  const values = Object.values(mapping).flatMap((group: Record<string, MappedValue>) => Object.values(group));
  const used = new Set(
    values.flatMap(({ column, columns: several = [], template = '' }) => [
      ...(column === undefined ? [] : [column]),
      ...several,
      ...columnsOfTemplate(template, columns),
    ]),
  );
  const unused = columns.filter((column) => !used.has(column));
  return unused.length === 0 ? [] : [`Not sent: ${unused.join(', ')}.`];
}

function quoted(text: string): string {
  return /^[\p{L}\p{N}_.:/=-]+$/u.test(text) ? text : `"${text}"`;
}
