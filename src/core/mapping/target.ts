import type { Mapping } from './mapping';

/** Splits what a mapping fills, `context.alt` or `tags`, into the part of the mapping and the name there. */
export function splitTarget(target: string): { group: keyof Mapping; key: string } {
  const [, group, key] = /^(context|metadata)\.(.*)$/s.exec(target) ?? [];
  if (key !== undefined && (group === 'context' || group === 'metadata')) return { group, key };
  return { group: 'parameters', key: target };
}

/** What a part of a mapping and a name in it are called together: `context.alt`, `tags`. */
export function targetOf(group: keyof Mapping, key: string): string {
  return group === 'parameters' ? key : `${group}.${key}`;
}
