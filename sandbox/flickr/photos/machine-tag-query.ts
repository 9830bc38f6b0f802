import type { Photo } from '../store/photo';
import { cleanTag, machineTagOf } from '../store/tags';

type Matcher = (photo: Photo) => boolean;

const form = /^(\*|[a-z]\w*)?:(?:(\*|[a-z]\w*)?(?:=(.*))?)?$/is;

/**
 * Photos by machine tag: `ns:pred=value`, and with parts left out or `*`: `ns:`, `ns:pred=`, `*:pred=value`,
 * `*:*=value`. Undefined when nothing was asked.
 */
export function machineTagMatcher(queries: readonly string[], all: boolean): Matcher | undefined {
  if (queries.length === 0) return undefined;
  const matchers = queries.map(matcherOf);
  return (photo) => (all ? matchers.every((matches) => matches(photo)) : matchers.some((matches) => matches(photo)));
}

function matcherOf(query: string): Matcher {
  const parts = form.exec(query.replaceAll('"', ''));
  if (!parts) return () => false;
  const [namespace, predicate, value] = [open(parts[1]), open(parts[2]), open(parts[3])];
  const wanted = value === undefined ? undefined : cleanTag(value);
  return ({ tags }) =>
    tags.some(({ raw, isMachine }) => {
      const tag = isMachine ? machineTagOf(raw) : undefined;
      if (!tag) return false;
      if (namespace !== undefined && tag.namespace !== namespace.toLowerCase()) return false;
      if (predicate !== undefined && tag.predicate !== predicate.toLowerCase()) return false;
      return wanted === undefined || tag.value === wanted;
    });
}

/** A part that says something. */
function open(part: string | undefined): string | undefined {
  return part === undefined || part === '' || part === '*' ? undefined : part;
}
