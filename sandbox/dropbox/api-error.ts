import { jsonAnswer, textAnswer, type Answer } from '../frame/answer';
import type { JsonObject } from '../frame/json';

/** A refusal in the service's own words. */
export class ApiError extends Error {
  constructor(readonly answer: Answer) {
    super(`Dropbox answers ${answer.status}`);
    this.name = 'ApiError';
  }
}

let refusals = 0;

/** `path/not_found/..`: tags, then a number of dots that varies, which clients must not rely on. */
function summaryOf(tags: string[]): string {
  refusals += 1;
  return `${tags.join('/')}/${'.'.repeat(refusals % 4)}`;
}

/** A union value of the API: `{".tag":"path","path":{".tag":"not_found"}}` for the tags `path`, `not_found`. */
export function union(...tags: string[]): JsonObject {
  const [tag = 'other', ...rest] = tags;
  return rest.length === 0 ? { '.tag': tag } : { '.tag': tag, [tag]: union(...rest) };
}

/** An endpoint's own error (Dropbox HTTP documentation, "Errors by status code": 409). */
export function endpointError(tags: string[], error: JsonObject = union(...tags)): ApiError {
  return new ApiError(jsonAnswer(409, { error_summary: summaryOf(tags), error }));
}

/** Bad input: 400 with plain text. */
export function badInput(fn: string, text: string): ApiError {
  return new ApiError(textAnswer(400, `Error in call to API function "${fn}": ${text}`, 'text/plain; charset=utf-8'));
}

/** A token that does not serve: `expired_access_token`, `invalid_access_token`, `missing_scope`. */
export function unauthorized(tag: string, more: JsonObject = {}): ApiError {
  return new ApiError(jsonAnswer(401, { error_summary: summaryOf([tag]), error: { '.tag': tag, ...more } }));
}

/** How a 429 is written: all three forms are seen. */
export type LimitForm = 'json' | 'text' | 'bare';

/** Too many requests; `seconds` are in `Retry-After` and in the body, unless the form is `bare`. */
export function tooManyRequests(seconds: number, form: LimitForm): Answer {
  const headers = { 'Retry-After': String(seconds) };
  if (form === 'text') return { ...textAnswer(429, 'too_many_requests', 'text/plain'), headers };
  return limitAnswer('too_many_requests', form === 'bare' ? undefined : seconds);
}

/** Parallel writes into one namespace are in each other's way; nothing is said about when to come again. */
export function tooManyWrites(): ApiError {
  return new ApiError(limitAnswer('too_many_write_operations'));
}

function limitAnswer(reason: string, seconds?: number): Answer {
  const error = { reason: { '.tag': reason }, ...(seconds === undefined ? {} : { retry_after: seconds }) };
  const headers: Record<string, string> = seconds === undefined ? {} : { 'Retry-After': String(seconds) };
  return jsonAnswer(429, { error_summary: summaryOf([reason]), error }, headers);
}
