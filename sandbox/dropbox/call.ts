import type { z } from 'zod';
import type { Answer } from '../frame/answer';
import type { Exchange } from '../frame/exchange';
import type { JsonValue } from '../frame/json';
import type { Grant } from './access/tokens';
import type { Account } from './account';
import { badInput } from './api-error';

/** One call of the API: who, what, with which argument. */
export interface Call {
  account: Account;
  exchange: Exchange;
  /** As in error texts: `files/list_folder`. */
  fn: string;
  argument: JsonValue | undefined;
  grant: Grant;
}

export type CallHandler = (call: Call) => Answer | Promise<Answer>;

/** The argument as the endpoint wants it. @throws {ApiError} 400 in the API's own words. */
export function argumentOf<T>({ fn, argument }: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(argument ?? null);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw badInput(fn, `request body: ${field === '' ? '' : `${field}: `}${issue?.message ?? 'not as expected'}`);
}

/** A union argument that has no values of its own: `"add"` or `{".tag":"add"}`. */
export function tagOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('.tag' in value)) return undefined;
  return typeof value['.tag'] === 'string' ? value['.tag'] : undefined;
}
