import type { JsonObject } from '../../frame/json';
import type { Permission } from '../access/app';
import type { Caller } from '../access/identify';
import type { Account } from '../account';

/** One call of the API: who, and with which parameters. */
export interface Call {
  account: Account;
  caller: Caller;
  values: ReadonlyMap<string, string>;
}

/** A method of the API, what it needs, and what it does. Throws ApiError for refusals. */
export interface Method {
  /** Absent: a key is enough. */
  needs?: Permission;
  handler: (call: Call) => JsonObject | Promise<JsonObject>;
}

/** A parameter; nothing is the same as an empty one. */
export function valueOf({ values }: Call, name: string): string {
  return values.get(name) ?? '';
}

/** True for `1`. */
export function isSet(call: Call, name: string): boolean {
  return valueOf(call, name) === '1';
}

/** Texts between commas, trimmed. */
export function listOf(call: Call, name: string): string[] {
  return valueOf(call, name)
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** True when the person calls, who sees everything there is. */
export function isOwner({ caller }: Call): boolean {
  return caller.permission !== undefined;
}
