import { errorFacts } from '../../core/error-facts';

interface CallErrorFields {
  message: string;
  httpStatus?: number;
  /** Tags of the API's error from the outside in: `path`, `conflict`, `file`. */
  tags?: string[];
  retryAfterSeconds?: number;
  /** The scope a token lacks. */
  requiredScope?: string;
  correctOffset?: number;
  /** Node's code of a connection error: `ECONNREFUSED`. */
  code?: string;
}

/** A call that Dropbox refused or did not answer, reduced to what is safe to keep. */
export class DropboxCallError extends Error {
  override readonly name = 'DropboxCallError';
  readonly httpStatus?: number;
  readonly tags: readonly string[];
  readonly retryAfterSeconds?: number;
  readonly requiredScope?: string;
  readonly correctOffset?: number;
  readonly code?: string;

  constructor({ message, tags = [], ...fields }: CallErrorFields) {
    super(message);
    this.tags = tags;
    this.httpStatus = fields.httpStatus;
    this.retryAfterSeconds = fields.retryAfterSeconds;
    this.requiredScope = fields.requiredScope;
    this.correctOffset = fields.correctOffset;
    this.code = fields.code;
  }

  /** True when the error has all these tags. */
  is(...tags: string[]): boolean {
    return tags.every((tag) => this.tags.includes(tag));
  }
}

/** True for a refusal of a call by these tags. */
export function isRefusedFor(error: unknown, ...tags: string[]): error is DropboxCallError {
  return error instanceof DropboxCallError && error.is(...tags);
}

interface Refusal {
  status: number;
  retryAfter: string | null;
  /** The body: JSON as a value, anything else as text. */
  body: unknown;
}

/**
 * Takes what matters out of an answer that is not 2xx (Dropbox HTTP documentation, "Errors by status code"). For
 * `files/upload` the reason stands beside the tag (`files.UploadWriteFailed`), elsewhere below it.
 */
export function refusalError({ status, retryAfter, body }: Refusal): DropboxCallError {
  const fields = isRecord(body) ? body : {};
  const error = isRecord(fields.error) ? fields.error : {};
  const tags = tagsOf(error);
  const summary = typeof fields.error_summary === 'string' ? fields.error_summary.replace(/[/.]+$/, '') : undefined;
  const header = Number(retryAfter ?? Number.NaN);
  const seconds = Number.isFinite(header) ? header : error.retry_after;
  const innermost = innermostOf(error);
  return new DropboxCallError({
    httpStatus: status,
    message: summary ?? oauthWords(fields) ?? plainWords(body),
    tags: tags.length > 0 ? tags : (summary?.split('/') ?? oauthTags(fields)),
    retryAfterSeconds: typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : undefined,
    requiredScope: typeof error.required_scope === 'string' ? error.required_scope : undefined,
    correctOffset: typeof innermost.correct_offset === 'number' ? innermost.correct_offset : undefined,
  });
}

/** The same for what the SDK rejects with: `DropboxResponseError` has status, headers and body (dropbox 10.34). */
export function callErrorOf(rejection: unknown): DropboxCallError {
  if (rejection instanceof DropboxCallError) return rejection;
  if (!isRecord(rejection) || typeof rejection.status !== 'number') return connectionError(rejection);
  const { status, headers, error } = rejection;
  return refusalError({ status, retryAfter: headerOf(headers, 'retry-after'), body: error });
}

/** A call that got no answer: Node's fetch hides the code in the cause. */
export function connectionError(error: unknown): DropboxCallError {
  const outer = errorFacts(error);
  const cause = isRecord(error) ? error.cause : undefined;
  const inner = cause === undefined ? outer : errorFacts(cause);
  return new DropboxCallError({ message: inner.message, code: inner.code ?? outer.code ?? nameAsCode(outer) });
}

/** What fetch throws when a connection breaks is a TypeError with these words; anything else is a fault of ours. */
function nameAsCode({ name, message }: { name: string; message: string }): string | undefined {
  if (name === 'TimeoutError') return 'ETIMEDOUT';
  return name === 'TypeError' && /^(fetch failed|terminated)$/.test(message) ? 'ECONNRESET' : undefined;
}

function step(at: Record<string, unknown>): unknown {
  const tag = at['.tag'];
  return isRecord(at.reason) ? at.reason : typeof tag === 'string' ? at[tag] : undefined;
}

function tagsOf(error: Record<string, unknown>): string[] {
  const tags: string[] = [];
  for (let at: unknown = error; isRecord(at); at = step(at)) {
    if (typeof at['.tag'] === 'string') tags.push(at['.tag']);
  }
  return tags;
}

function innermostOf(error: Record<string, unknown>): Record<string, unknown> {
  let at = error;
  for (let next = step(at); isRecord(next); next = step(at)) at = next;
  return at;
}

/** The token endpoint's own form (RFC 6749, 5.2): `{"error":"invalid_grant","error_description":"..."}`. */
function oauthTags({ error }: Record<string, unknown>): string[] {
  return typeof error === 'string' ? [error] : [];
}

function oauthWords({ error, error_description: words }: Record<string, unknown>): string | undefined {
  if (typeof error !== 'string') return undefined;
  return typeof words === 'string' ? words : error;
}

/** Plain text is the API's own word; pages of proxies are not worth showing. */
function plainWords(body: unknown): string {
  if (typeof body !== 'string' || body.trim() === '' || /^\s*</.test(body)) return 'no reason given';
  return body.trim().slice(0, 500);
}

function headerOf(headers: unknown, name: string): string | null {
  if (!isRecord(headers) || typeof headers.get !== 'function') return null;
  const value: unknown = (headers as { get(name: string): unknown }).get(name);
  return typeof value === 'string' ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
