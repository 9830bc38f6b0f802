import type { FailureKind } from '../core/failure';

/**
 * Words of the errors the old scripts kept, those of Cloudinary's and Google's Python SDKs and of `requests`, and what
 * kind of failure each is. The first that fits counts.
 */
const words: [RegExp, FailureKind][] = [
  [/rate limit|too many requests|\b4(?:20|29)\b|quota.{0,20}exceeded.{0,20}(?:minute|second|user)/i, 'RateLimited'],
  [/storage (?:limit|quota)|over quota|plan limit|no space left|insufficient.?space/i, 'QuotaExceeded'],
  [
    /invalid signature|unknown api.?key|must supply api|invalid cloud|unauthori[sz]ed|\b40[13]\b|authenticat|forbidden|insufficient.?permissions|invalid_grant|expired/i,
    'AuthFailed',
  ],
  [/not.?found|\b404\b|no such file|does not exist/i, 'NotFound'],
  [/already exists|\b409\b/i, 'Conflict'],
  [
    /invalid image|unsupported|too large|maximum is|empty file|not a valid|corrupt|cannot identify|resource.+invalid|truncated/i,
    'InvalidAsset',
  ],
  [
    /ssl|timed? ?out|timeout|connection|reset|broken pipe|max retries|temporar|handshake|\b5\d\d\b|eof|no results/i,
    'Transient',
  ],
];

/** The failure kind of an error of the old scripts, by its words. */
export function oldErrorKind(error: string): FailureKind {
  return words.find(([pattern]) => pattern.test(error))?.[1] ?? 'Unexpected';
}
