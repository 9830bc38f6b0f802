import { jsonAnswer, type Answer } from '../frame/answer';

/** An error in the service's own words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** `{"error":{"message"}}` with the message again in `X-Cld-Error` (Cloudinary Admin API reference, errors). */
export function errorAnswer(error: ApiError): Answer {
  const headers = { 'X-Cld-Error': headerSafe(error.message), ...error.headers };
  return jsonAnswer(error.status, { error: { message: error.message } }, headers);
}

/** Header values are Latin-1 without control characters. */
export function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, '?');
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, message);
}

export function notFound(what: string): ApiError {
  return new ApiError(404, `Resource not found - ${what}`);
}

export function missingParameter(name: string): ApiError {
  return badRequest(`Missing required parameter - ${name}`);
}
