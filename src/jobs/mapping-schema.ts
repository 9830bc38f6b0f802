import { z } from 'zod';
import type { MappedValue, Mapping } from '../core/mapping/mapping';
import { splitTarget, targetOf } from '../core/mapping/target';
import { isTemplate } from '../core/mapping/template';
import { parameterFault } from '../core/mapping/upload-parameters';

/** A number or a word where a text is meant: YAML reads `2026` and `yes` as it likes. */
const text = z.union([z.string(), z.number(), z.boolean()], 'must be a text').transform(String);
const column = text.pipe(z.string().min(1, 'must name a column'));

/** A value of a mapping with all its words. */
const detailed = z
  .strictObject(
    {
      column: column.optional(),
      columns: z.array(column, 'must be a list of columns').min(1, 'must name a column').optional(),
      template: text.optional(),
      constant: z.union([z.string(), z.number(), z.boolean()], 'must be a text, a number or a flag').optional(),
      split: text.pipe(z.string().min(1, 'must be a character or more')).optional(),
      join: text.optional(),
      replace: z
        .record(z.string().min(1, 'cannot replace nothing'), text, 'must be texts and what replaces them')
        .optional(),
      default: text.optional(),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `has no ${issue.keys.map((key) => `"${key}"`).join(', ')}; there are column, columns, template, constant, split, join, replace and default`
          : 'must be the name of a column, a template, or an object such as { column: Keywords, split: "|" }',
    },
  )
  .superRefine((value, { addIssue }) => {
    const sources = (['column', 'columns', 'template', 'constant'] as const).filter(
      (name) => value[name] !== undefined,
    );
    if (sources.length > 1)
      addIssue({ code: 'custom', message: `has several sources (${sources.join(', ')}); leave one of them` });
    if (sources.length === 0)
      addIssue({ code: 'custom', message: 'has no source; give it a column, columns, a template or a constant' });
  });

/**
 * A mapping as a person writes it in YAML: `file: Image URL` names a column, `public_id: "{{sku}}"` is a template,
 * `tags: { column: Keywords, split: "|" }` says more; `context` and `metadata` hold keys of their own, which may stand at
 * the top too as `context.alt`. Every fault is told at once, by the name of what it is about.
 */
export const mappingSchema = z
  .record(z.string(), z.unknown(), 'A mapping has a line for each parameter, such as "file: Image URL".')
  .transform((written, context): Mapping => {
    const parts = {
      parameters: new Map<string, MappedValue>(),
      context: new Map<string, MappedValue>(),
      metadata: new Map<string, MappedValue>(),
    };
    const fault = (target: string, words: string): void =>
      void context.issues.push({ code: 'custom', message: words, path: [target], input: written });

    const read = (target: string, value: unknown): void => {
      const { group, key } = splitTarget(target);
      const unknown = group === 'parameters' ? parameterFault(key) : undefined;
      if (unknown !== undefined) return fault(target, unknown);
      if (parts[group].has(key)) return fault(target, `${target} is given twice; leave one of them.`);
      const parsed = readValue(value);
      if (parsed.success) parts[group].set(key, parsed.data);
      else
        for (const issue of parsed.error.issues)
          fault(target, `${[target, ...issue.path].join('.')} ${issue.message}.`);
    };
    for (const [target, value] of Object.entries(written)) {
      if ((target === 'context' || target === 'metadata') && isGroup(value)) {
        for (const [key, one] of Object.entries(value)) read(targetOf(target, key), one);
      } else read(target, value);
    }
    return {
      parameters: Object.fromEntries(parts.parameters),
      context: Object.fromEntries(parts.context),
      metadata: Object.fromEntries(parts.metadata),
    };
  });

const words = new Set(['column', 'columns', 'template', 'constant', 'split', 'join', 'replace', 'default']);

/** `context: { alt: Title }`, and not `context: { column: Pairs }`, which fills the whole parameter. */
function isGroup(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const isDetailed = Object.keys(value).some((key) => words.has(key)) && detailed.safeParse(value).success;
  return !isDetailed;
}

function readValue(value: unknown): z.ZodSafeParseResult<MappedValue> {
  const short = z.union([z.string(), z.number()]).safeParse(value);
  if (!short.success) return detailed.safeParse(value);
  const written = String(short.data);
  return detailed.safeParse(isTemplate(written) ? { template: written } : { column: written });
}

/** A target and what fills it, as `--map` and `--set` give them. */
export interface MapPair {
  /** `tags`, `context.alt`. */
  target: string;
  value: MappedValue;
}

/**
 * Reads `--map`: `tags=Keywords` names a column, `public_id={{sku}}` is a template.
 *
 * @throws Error in words for a person.
 */
export function parseMapPair(pair: string): MapPair {
  const { target, value } = splitPair(pair, { flag: '--map', example: 'tags=Keywords' });
  return { target, value: isTemplate(value) ? { template: value } : { column: value } };
}

/**
 * Reads `--set`: `folder=archive` is the same for every row.
 *
 * @throws Error in words for a person.
 */
export function parseSetPair(pair: string): MapPair {
  const { target, value } = splitPair(pair, { flag: '--set', example: 'folder=archive' });
  return { target, value: { constant: value } };
}

function splitPair(
  pair: string,
  { flag, example }: { flag: string; example: string },
): { target: string; value: string } {
  const at = pair.indexOf('=');
  const target = pair.slice(0, Math.max(at, 0)).trim();
  const value = pair.slice(at + 1).trim();
  if (at < 0 || target === '' || value === '') {
    throw new Error(`${flag} "${pair}" is not of the form ${example}.`);
  }
  const { group, key } = splitTarget(target);
  const fault =
    group === 'parameters'
      ? parameterFault(key)
      : key === ''
        ? `${flag} "${pair}" names no key of ${group}.`
        : undefined;
  if (fault !== undefined) throw new Error(fault);
  return { target, value };
}

/** Pairs as a mapping; of several for one target the last counts. Undefined when there are none. */
export function mappingOfPairs(pairs: readonly MapPair[]): Mapping | undefined {
  if (pairs.length === 0) return undefined;
  const parts = {
    parameters: new Map<string, MappedValue>(),
    context: new Map<string, MappedValue>(),
    metadata: new Map<string, MappedValue>(),
  };
  for (const { target, value } of pairs) {
    const { group, key } = splitTarget(target);
    parts[group].set(key, value);
  }
  return {
    parameters: Object.fromEntries(parts.parameters),
    context: Object.fromEntries(parts.context),
    metadata: Object.fromEntries(parts.metadata),
  };
}
