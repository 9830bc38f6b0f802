import { publicIdFault } from './check-public-id';
import type { MappedValue, Mapping } from './mapping';
import type { ParameterValue, Payload } from './parameter-value';
import { convertValue, pairFault } from './convert-value';
import { joined, readValue } from './read-value';
import type { TemplateValues } from './template';
import { uploadParameters } from './upload-parameters';

/** A row of a table and the mapping that says what it asks for. */
export interface MappedRow {
  /** As `resolveMapping` returned it: columns by the names they have. */
  mapping: Mapping;
  cells: Readonly<Record<string, string>>;
  /** Number of the row, from 1. */
  row: number;
}

/**
 * What one row asks for. Values that are empty are left out. Otherwise what is wrong with the row, all of it at once:
 * `row 7: overwrite is "maybe"; write true or false`. Throws nothing, whatever the cells hold.
 */
export function payloadOf({ mapping, cells, row }: MappedRow): Payload | { problem: string } {
  const problems: string[] = [];
  const file = textOf(mapping.parameters.file, { cells, row });
  if (file === '') problems.push(`there is no URL in ${sourceOf(mapping.parameters.file)}`);
  const values: TemplateValues = { cells, row, file };

  const parameters = new Map<string, ParameterValue>();
  for (const [name, mapped] of Object.entries(mapping.parameters)) {
    if (name === 'file') continue;
    const parameter = uploadParameters.get(name);
    const value = readValue(mapped, values);
    if (parameter === undefined || value === undefined) continue;
    const converted = convertValue({ parameter, mapped, value });
    if ('problem' in converted) problems.push(`${converted.problem}${inColumn(name, mapped)}`);
    else parameters.set(name, converted.value);
  }
  for (const group of ['context', 'metadata'] as const) {
    const pairs = new Map<string, string | string[]>(
      pairsOf(parameters.get(group)).map(([key, value]) => [
        key,
        group === 'context' ? [value].flat().join(',') : value,
      ]),
    );
    for (const [key, mapped] of Object.entries(mapping[group])) {
      const value = readValue(mapped, values);
      if (value === undefined) continue;
      const isList = group === 'metadata' && value.isList && mapped.join === undefined;
      pairs.set(key, isList ? [...new Set(value.parts)] : joined(value, mapped));
    }
    const faults = [...pairs].flatMap(([key, value]) => pairFault(`${group}.${key}`, value) ?? []);
    problems.push(...faults);
    if (pairs.size > 0) parameters.set(group, Object.fromEntries(pairs));
  }
  const publicId = parameters.get('public_id');
  const idFault = typeof publicId === 'string' ? publicIdFault(publicId) : undefined;
  if (idFault !== undefined) problems.push(idFault);
  if (problems.length > 0) return { problem: `row ${row}: ${problems.join('; ')}` };
  return { file, parameters: Object.fromEntries(parameters) };
}

function textOf(mapped: MappedValue | undefined, values: TemplateValues): string {
  const value = mapped === undefined ? undefined : readValue(mapped, values);
  return mapped === undefined || value === undefined ? '' : joined(value, mapped);
}

function pairsOf(value: ParameterValue | undefined): [string, string | string[]][] {
  return typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [];
}

/** Where a value comes from, in words: `"Image URL"`. */
function sourceOf(mapped: MappedValue = {}): string {
  const columns = [...(mapped.column === undefined ? [] : [mapped.column]), ...(mapped.columns ?? [])];
  if (columns.length > 0) return columns.map((column) => `"${column}"`).join(', ');
  return mapped.template === undefined ? 'the mapping' : `"${mapped.template}"`;
}

function inColumn(name: string, { column }: MappedValue): string {
  return column === undefined || column === name ? '' : ` (column "${column}")`;
}
