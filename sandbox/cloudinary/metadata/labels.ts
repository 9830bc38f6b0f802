import { isJsonObject, type JsonObject, type JsonValue } from '../../frame/json';
import type { Params } from '../params';

/** `a=1|b=2` with `=`, `|` and `\` escaped by a backslash (Cloudinary upload API reference, context). */
export function parsePairs(text: string): [string, string][] {
  return splitUnescaped(text, '|')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...rest] = splitUnescaped(pair, '=');
      return [unescape(name).trim(), unescape(rest.join('='))];
    });
}

/** The context a call sends: pairs as text, or an object; undefined when none is sent. */
export function contextParam(params: Params): Record<string, string> | undefined {
  const value = params.value('context');
  if (value === undefined || value === null) return undefined;
  if (isJsonObject(value)) {
    const custom = isJsonObject(value.custom) ? value.custom : value;
    return Object.fromEntries(Object.entries(custom).map(([name, item]) => [name, asText(item)]));
  }
  return Object.fromEntries(parsePairs(params.exactText('context') ?? ''));
}

/** The structured metadata a call sends, lists still as text: pairs, or an object. */
export function metadataParam(params: Params): JsonObject | undefined {
  const value = params.value('metadata');
  if (value === undefined || value === null) return undefined;
  if (isJsonObject(value)) return value;
  const text = params.exactText('metadata') ?? '';
  return Object.fromEntries(parsePairs(text));
}

/** Tags as sent: with commas, or a list; each once, without space around. */
export function tagsParam(params: Params, name = 'tags'): string[] | undefined {
  if (!params.has(name)) return undefined;
  const text = params.exactText(name) ?? '';
  return [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let current = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === '\\' && i + 1 < text.length) current += char + (text[++i] ?? '');
    else if (char === separator) {
      parts.push(current);
      current = '';
    } else current += char;
  }
  return [...parts, current];
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
