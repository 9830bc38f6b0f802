import { jsonAnswer, type Answer } from '../frame/answer';

/** A refusal in the service's own words. */
export class ApiError extends Error {
  constructor(readonly answer: Answer) {
    super(`Google Drive answers ${answer.status}`);
    this.name = 'ApiError';
  }
}

interface Refusal {
  status: number;
  reason: string;
  message: string;
  /** Text at the top, where it is not that of the error below. */
  topMessage?: string;
  domain?: string;
  location?: string;
  locationType?: string;
  /** The word of newer Google APIs: `UNAUTHENTICATED`. */
  word?: string;
  details?: unknown[];
}

/** Writes a refusal as Drive does (Drive API, "Resolve errors"). */
export function refusalAnswer(refusal: Refusal): Answer {
  const { status: code, reason, message, topMessage = message, domain = 'global', word, details } = refusal;
  const { location, locationType } = refusal;
  const error = { message, domain, reason, ...(location === undefined ? {} : { location, locationType }) };
  return jsonAnswer(code, {
    error: {
      code,
      message: topMessage,
      errors: [error],
      ...(word === undefined ? {} : { status: word }),
      ...(details === undefined ? {} : { details }),
    },
  });
}

/** A refusal to throw. */
export function refusal(fields: Refusal): ApiError {
  return new ApiError(refusalAnswer(fields));
}

/** Gone, not shared, no flag for shared drives, no resource key: all the same answer. `.` stands for a folder in `q`. */
export function notFound(id: string): ApiError {
  const message = `File not found: ${id}.`;
  return refusal({ status: 404, reason: 'notFound', message, location: 'fileId', locationType: 'parameter' });
}

/** A parameter that makes no sense. */
export function invalidParameter(location: string, message = 'Invalid Value', reason = 'invalid'): ApiError {
  return refusal({ status: 400, reason, message, location, locationType: 'parameter' });
}

/** This user may not do that, or nobody may. */
export function forbidden(reason: string, message: string, location?: string): ApiError {
  const where = location === undefined ? {} : { location, locationType: 'parameter' };
  return refusal({ status: 403, reason, message, ...where });
}

/** How a limit on requests is written: all of these are seen (Drive API, "Usage limits"). */
export type LimitForm = 'userRateLimitExceeded' | 'rateLimitExceeded' | 'tooManyRequests' | 'dailyLimitExceeded';

const limitAnswers: Record<LimitForm, Refusal> = {
  userRateLimitExceeded: {
    status: 403,
    reason: 'userRateLimitExceeded',
    message:
      'User Rate Limit Exceeded. Rate of requests for user exceed configured project quota, you may consider re-evaluating expected per-user traffic to the API and adjust project quota limits accordingly. You may monitor aggregate quota usage and adjust limits in the API Console: https://console.developers.google.com/apis/api/drive.googleapis.com/quotas?project=765432101234',
    domain: 'usageLimits',
  },
  rateLimitExceeded: {
    status: 403,
    reason: 'rateLimitExceeded',
    message: 'Rate Limit Exceeded',
    domain: 'usageLimits',
  },
  tooManyRequests: { status: 429, reason: 'rateLimitExceeded', message: 'Rate Limit Exceeded', domain: 'usageLimits' },
  dailyLimitExceeded: {
    status: 403,
    reason: 'dailyLimitExceeded',
    message: 'Daily Limit Exceeded',
    domain: 'usageLimits',
  },
};

/** Too many requests. Nothing is said about when to come again. */
export function limitExceeded(form: LimitForm): Answer {
  return refusalAnswer(limitAnswers[form]);
}

/** What a user may upload in a day is used up: told from other limits by these very words only. */
export function dailyUploadExceeded(): ApiError {
  const message = 'User rate limit exceeded.';
  return refusal({ status: 403, reason: 'userRateLimitExceeded', message, domain: 'usageLimits' });
}

/** An access token that does not serve. */
export function unauthenticated(): Answer {
  return refusalAnswer({
    status: 401,
    reason: 'authError',
    message: 'Invalid Credentials',
    topMessage:
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    location: 'Authorization',
    locationType: 'header',
    word: 'UNAUTHENTICATED',
  });
}

/** No access token at all. */
export function loginRequired(): ApiError {
  return refusal({
    status: 401,
    reason: 'required',
    message: 'Login Required.',
    topMessage:
      'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    location: 'Authorization',
    locationType: 'header',
    word: 'UNAUTHENTICATED',
  });
}

/** A token whose consent does not cover the call. */
export function insufficientScopes(): ApiError {
  return refusal({
    status: 403,
    reason: 'insufficientPermissions',
    message: 'Insufficient Permission',
    topMessage: 'Request had insufficient authentication scopes.',
    word: 'PERMISSION_DENIED',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
        domain: 'googleapis.com',
        metadata: { service: 'drive.googleapis.com' },
      },
    ],
  });
}
