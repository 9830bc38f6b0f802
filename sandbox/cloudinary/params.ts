import type { ReceivedBody } from '../frame/request-body';
import { isJsonObject, parseJson, type JsonValue } from '../frame/json';

/** Parameters of a call, whichever way they came: `a=1`, `a[]=1&a[]=2`, `a[0]=1`, or JSON. */
export class Params {
  private readonly values = new Map<string, JsonValue>();

  constructor(fields: Iterable<readonly [string, JsonValue]> = []) {
    for (const [name, value] of fields) this.add(name, value);
  }

  /** Query and body together; what is in both counts as it stands in the body. */
  static of(body: ReceivedBody, query?: URLSearchParams): Params {
    const params = new Params(query);
    for (const [name, value] of new Params(body.fields).values) params.set(name, value);
    return params;
  }

  /** The names there are, without brackets. */
  names(): string[] {
    return [...this.values.keys()];
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  value(name: string): JsonValue | undefined {
    return this.values.get(name);
  }

  set(name: string, value: JsonValue): void {
    this.values.set(name, value);
  }

  /** The value as text; undefined when absent or empty. */
  text(name: string): string | undefined {
    const text = this.exactText(name);
    return text === '' ? undefined : text;
  }

  /** The value as text, empty included: an empty value clears things. */
  exactText(name: string): string | undefined {
    const value = this.values.get(name);
    if (value === undefined || value === null) return undefined;
    if (Array.isArray(value)) return value.map(plain).join(',');
    return plain(value);
  }

  /** The values of a list: repeated keys, a JSON array, or one text with commas. */
  list(name: string): string[] {
    const value = this.values.get(name);
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map(plain);
    return plain(value).split(',').filter(Boolean);
  }

  /** As `list`, but commas are ordinary characters. */
  items(name: string): string[] {
    const value = this.values.get(name);
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value.map(plain) : [plain(value)];
  }

  /** A flag: `true`, `1` and `yes` are true. */
  flag(name: string, otherwise = false): boolean {
    const text = this.text(name);
    return text === undefined ? otherwise : /^(true|1|yes|t|y)$/i.test(text);
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    const value = text === undefined ? NaN : Number(text);
    return Number.isFinite(value) ? value : undefined;
  }

  /** Everything, as one object. */
  toObject(): Record<string, JsonValue> {
    return Object.fromEntries(this.values);
  }

  private add(rawName: string, value: JsonValue): void {
    const brackets = /^([^[\]]+)\[(\d*)\]$/.exec(rawName);
    if (!brackets) {
      const before = this.values.get(rawName);
      const repeated = before !== undefined && !isJsonObject(before) && typeof value === 'string';
      this.values.set(rawName, repeated ? [before, value].flat() : value);
      return;
    }
    const name = brackets[1] ?? rawName;
    const before = this.values.get(name);
    this.values.set(name, [...(Array.isArray(before) ? before : []), value].flat());
  }
}

function plain(value: JsonValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A parameter that is JSON, sent as text or as such. */
export function jsonParam(params: Params, name: string): JsonValue | undefined {
  const value = params.value(name);
  return typeof value === 'string' ? parseJson(value) : value;
}
