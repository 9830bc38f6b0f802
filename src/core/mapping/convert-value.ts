import { redactedUrl } from '../redact';
import type { MappedValue } from './mapping';
import type { ParameterValue } from './parameter-value';
import { parsePairs } from './parse-pairs';
import { joined, type RowValue } from './read-value';
import type { UploadParameter } from './upload-parameters';

interface Conversion {
  parameter: UploadParameter;
  mapped: MappedValue;
  value: RowValue;
}

const yes = new Set(['true', '1', 'yes']);
const no = new Set(['false', '0', 'no']);

/** A row's value in the form its parameter takes, or what is wrong with it. */
export function convertValue({
  parameter,
  mapped,
  value,
}: Conversion): { value: ParameterValue } | { problem: string } {
  const { name, kind, choices } = parameter;
  const text = joined(value, mapped);
  switch (kind) {
    case 'flag': {
      const word = text.toLowerCase();
      if (yes.has(word)) return { value: true };
      if (no.has(word)) return { value: false };
      return { problem: `${name} is ${shown(text)}; write true or false` };
    }
    case 'number': {
      const number = Number(text);
      return Number.isFinite(number) ? { value: number } : { problem: `${name} is ${shown(text)}; write a number` };
    }
    case 'json':
      return isJson(text) ? { value: text } : { problem: `${name} is not JSON; write it as in {"key": "value"}` };
    case 'pairs': {
      const pairs = parsePairs(text);
      return pairs === undefined
        ? { problem: `${name} is ${shown(text)}; write key=value, several of them with | between` }
        : { value: pairs };
    }
    case 'list':
      return listOf(parameter, mapped, value);
    case 'text':
      return choices === undefined || choices.includes(text)
        ? { value: text }
        : { problem: `${name} is ${shown(text)}; write one of ${choices.join(', ')}` };
  }
}

/** A list is cut by its own separator where the mapping says nothing else. */
function listOf({ name, separator = ',' }: UploadParameter, mapped: MappedValue, { parts, isList }: RowValue) {
  const isOneText = !isList && mapped.join !== undefined;
  const cut = isOneText ? [parts.join(mapped.join)] : parts;
  const items = isList ? cut : cut.flatMap((part) => part.split(separator));
  const members = [...new Set(items.map((item) => item.trim()))].filter((item) => item !== '');
  const broken = members.find((item) => item.includes(separator));
  if (broken === undefined) return { value: members };
  const mark = separator === '\n' ? 'a line break' : `"${separator}"`;
  return {
    problem: `${name} has ${mark} within ${shown(broken)}, and Cloudinary parts ${name} there; take it out with replace`,
  };
}

/**
 * What is wrong with a pair of context or metadata. The SDK escapes `=` and `|` by a backslash and nothing else
 * (cloudinary 2.11, `encode_context`): some values would come to an end elsewhere than they do.
 */
export function pairFault(name: string, value: string | string[]): string | undefined {
  for (const text of [value].flat()) {
    if (/\\(?:[=|]|$)/.test(text))
      return `${name} has a backslash that Cloudinary would take for its own; take it out with replace`;
  }
  if (Array.isArray(value) && value.some((text) => /["\\]/.test(text))) {
    return `${name} is a list with a quote (") or a backslash in it, which cannot be sent; take it out with replace`;
  }
  return keyFault(name);
}

/** What is wrong with a key of context or metadata: the SDK sends keys as they are. */
export function keyFault(name: string): string | undefined {
  const key = name.replace(/^(context|metadata)\./, '');
  return key === '' || /[=|\\]/.test(key)
    ? `${name} has no name that can be sent: it may not be empty nor have =, | or \\ in it`
    : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Any text may stand in a cell.
    return false;
  }
}

/** A cell as it may stand in a message: not longer than a few words, and nothing in it that lets somebody in. */
function shown(text: string): string {
  const safe = redactedUrl(text);
  return `"${safe.length > 40 ? `${safe.slice(0, 40)}...` : safe}"`;
}
