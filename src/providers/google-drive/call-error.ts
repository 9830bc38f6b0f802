import { z } from 'zod';
import { errorFacts } from '../../core/error-facts';

interface CallErrorFields {
  message: string;
  status?: number;
  /** Google's word for it: `userRateLimitExceeded` (Drive API, "Resolve errors"). */
  reason?: string;
  /** Node's code of a connection error. */
  code?: string;
}

/** A call that Google refused or did not answer, reduced to what is safe to keep: no request, no header, no token. */
export class DriveCallError extends Error {
  override readonly name = 'DriveCallError';
  readonly status?: number;
  readonly reason?: string;
  readonly code?: string;

  constructor({ message, status, reason, code }: CallErrorFields) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.code = code;
  }
}

const apiError = z.object({
  error: z.object({
    message: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
    status: z.string().optional(),
  }),
});
const tokenError = z.object({ error: z.string(), error_description: z.string().optional() });

/** What an answer with an error status says. @param body JSON, or its text, or nothing of the kind. */
export function refusal(status: number, body: unknown): DriveCallError {
  const json = typeof body === 'string' ? parsed(body) : body;
  const api = apiError.safeParse(json);
  if (api.success) {
    const { message, errors, status: word } = api.data.error;
    return new DriveCallError({ status, reason: errors?.[0]?.reason ?? word, message: message ?? `status ${status}` });
  }
  const token = tokenError.safeParse(json);
  if (token.success) {
    const { error: reason, error_description: message = reason } = token.data;
    return new DriveCallError({ status, reason, message });
  }
  return new DriveCallError({ status, message: `status ${status}` });
}

const word = z.string().optional().catch(undefined);
const rejection = z.object({
  status: z.number().optional().catch(undefined),
  code: word,
  message: word,
  response: z.object({ status: z.number(), data: z.unknown().optional() }).optional().catch(undefined),
  cause: z.object({ code: word }).optional().catch(undefined),
});

/**
 * Takes what matters out of a rejection of googleapis: a GaxiosError, whose `config` holds the bearer token (seen with
 * gaxios 7.3), or the error of a connection.
 */
export function callErrorOf(error: unknown): DriveCallError {
  const found = rejection.safeParse(error);
  const fields: Partial<z.output<typeof rejection>> = found.success ? found.data : {};
  const status = fields.response?.status ?? fields.status;
  if (status !== undefined) return refusal(status, fields.response?.data ?? fields.message);
  const code = fields.code ?? fields.cause?.code;
  return new DriveCallError({ code, message: code ?? errorFacts(error).message });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
