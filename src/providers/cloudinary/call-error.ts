/** Which of Cloudinary's two APIs a call went to: they are metered apart. */
export type CloudinaryApi = 'admin' | 'upload';

interface CallErrorFields {
  api: CloudinaryApi;
  message: string;
  httpStatus?: number;
  /** Node's code of a connection error: `ECONNREFUSED`. */
  code?: string;
  /** ISO instant at which the Admin quota resets, as the last successful answer said. */
  rememberedReset?: string;
}

/**
 * A call that Cloudinary refused or did not answer, reduced to what is safe to keep: the SDK's own rejection is a plain
 * object with the credentials in `request_options.auth`.
 */
export class CloudinaryCallError extends Error {
  override readonly name = 'CloudinaryCallError';
  readonly api: CloudinaryApi;
  readonly httpStatus?: number;
  readonly code?: string;
  readonly rememberedReset?: string;

  constructor({ api, message, httpStatus, code, rememberedReset }: CallErrorFields) {
    super(message);
    this.api = api;
    this.httpStatus = httpStatus;
    this.code = code;
    this.rememberedReset = rememberedReset;
  }
}

/**
 * Takes what matters out of an SDK rejection: Admin errors are `{request_options, query_params, error}`, upload errors
 * `{message, http_code}` or wrapped once, connection errors Node's own (seen with cloudinary 2.11).
 */
export function callErrorOf(api: CloudinaryApi, rejection: unknown, rememberedReset?: string): CloudinaryCallError {
  const inner = isRecord(rejection) && isRecord(rejection.error) ? rejection.error : rejection;
  const fields = isRecord(inner) ? inner : {};
  const message = isRecord(fields.message) ? fields.message.message : fields.message;
  return new CloudinaryCallError({
    api,
    message: typeof message === 'string' && message !== '' ? message : 'no reason given',
    httpStatus: typeof fields.http_code === 'number' ? fields.http_code : undefined,
    code: typeof fields.code === 'string' ? fields.code : undefined,
    rememberedReset,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
