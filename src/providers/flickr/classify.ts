import { errorFacts } from '../../core/error-facts';
import type { FailureDetails, FailureKind } from '../../core/failure';
import { connectionCodes } from '../connection-codes';
import { ProviderError } from '../provider-error';
import { FlickrCallError } from './call-error';
import type { FlickrSettings } from './settings';

type Account = Pick<FlickrSettings, 'quota' | 'imageQuota'>;
type Meaning = readonly [kind: FailureKind, words: string];

/** In words for a person; every failure names it. */
export const service = 'Flickr';

/** What Node's fetch calls its own connection errors. */
const fetchCode = /^UND_ERR_\w+$/;

/** The image host names no instant; it lets go again soon. */
const imagePauseMs = 30_000;

const signIn = 'Run `ferry auth login flickr`, then resume';

/** Codes that mean the same for every method (Flickr API, "Error Codes" of each method). */
const commonMeanings: Readonly<Record<number, Meaning>> = {
  0: ['Transient', 'it is out of service for a while'],
  95: ['Unexpected', 'it wants an encrypted connection'],
  96: ['AuthFailed', `the signature is refused: FLICKR_API_SECRET or the token's secret is another's. ${signIn}`],
  97: ['AuthFailed', `the signature is missing. ${signIn}`],
  98: ['AuthFailed', `the consent was taken back or has ended. ${signIn}`],
  100: [
    'AuthFailed',
    'the API key is not known or was switched off. See https://www.flickr.com/services/apps/by/me, set FLICKR_API_KEY and FLICKR_API_SECRET, sign in again, then resume',
  ],
  105: ['Transient', 'it is out of service for a while'],
  106: ['Transient', 'it could not write that just now'],
};

/** Codes of uploads and of replacing content (Flickr API, "Uploading Photos", "Replacing Photos"). */
const uploadMeanings: Readonly<Record<number, Meaning>> = {
  1: ['NotFound', 'the photo whose content was to be replaced is not there any more'],
  2: ['Transient', 'no photo arrived'],
  3: ['Transient', 'the upload failed there'],
  4: ['InvalidAsset', 'an empty file is no photo'],
  5: ['InvalidAsset', 'the content is no photo or film that Flickr takes'],
  6: ['QuotaExceeded', 'the account holds as much as it may. Make room, or go Pro, then resume'],
  7: ['QuotaExceeded', 'the account holds as many films as it may. Make room, then resume'],
  8: ['InvalidAsset', 'the file is bigger than Flickr takes (200 MB a photo, 1 GB a film)'],
  9: ['Conflict', 'a photo of this very content is in the account already'],
  14: ['QuotaExceeded', 'the account may upload no more for now. Go on later, or go Pro, then resume'],
};

/** Codes of single methods that mean more than that something is not there. */
const methodMeanings: Readonly<Record<string, Meaning>> = {
  'flickr.photosets.create 1': ['InvalidAsset', 'an album needs a title'],
  'flickr.photosets.create 3': [
    'InvalidAsset',
    'the account has as many albums as it may. Delete or merge some on Flickr',
  ],
  'flickr.photosets.addPhoto 10': ['InvalidAsset', 'the album is at its limit: it takes no more photos. Split it'],
};

/** What OAuth endpoints answer (OAuth 1.0a, "Problem Reporting"). */
const oauthMeanings: Readonly<Record<string, Meaning>> = {
  signature_invalid: [
    'AuthFailed',
    'the signature is refused: FLICKR_API_SECRET is not the secret of FLICKR_API_KEY. See https://www.flickr.com/services/apps/by/me',
  ],
  consumer_key_unknown: [
    'AuthFailed',
    'the API key is not known. See https://www.flickr.com/services/apps/by/me and set FLICKR_API_KEY',
  ],
  timestamp_refused: ['AuthFailed', "this machine's clock is wrong. Set it right, then resume"],
  nonce_used: ['Transient', 'a request arrived twice'],
  token_rejected: ['AuthFailed', `the token is not known any more. ${signIn}`],
  token_expired: ['AuthFailed', `the token has ended. ${signIn}`],
  token_used: ['AuthFailed', 'the code was used before. Sign in again'],
  verifier_invalid: ['AuthFailed', 'the code is not the one it showed: it was mistyped. Sign in again'],
  permission_unknown: ['AuthFailed', 'nobody has said yes on its page yet. Sign in again'],
};

/** Methods for which consent to write is not enough. */
const deletingMethods = /^flickr\.photos\.delete$/;
/** Methods that need consent to read only. */
const readingMethods = /\.(get\w+|search|login|echo|checkToken)$/;

/**
 * Turns a failed call into a kind, by the codes of the Flickr API's own pages and by what is seen on the wire: limits are
 * HTML with status 429 and no instant, maintenance is HTML with status 200.
 * @param now The clock that pauses are counted from.
 */
export function classifyFlickr(error: unknown, account: Account, now: Date = new Date()): ProviderError {
  if (!(error instanceof FlickrCallError)) {
    const { name, message } = errorFacts(error);
    return new ProviderError('Unexpected', `Unexpected ${name}: ${message}`);
  }
  const { httpStatus: status, code, message } = error;
  const fail = (kind: FailureKind, words: string, details: FailureDetails = {}): ProviderError =>
    new ProviderError(kind, `Flickr: ${words}.`, { service, ...details });

  if (status === 429) return limitMet(error, account, now);
  const meaning = meaningOf(error);
  if (meaning !== undefined) return fail(...meaning);
  if (status === undefined) {
    if (code !== undefined && (connectionCodes.has(code) || fetchCode.test(code))) {
      return fail('Transient', `it cannot be reached (${code})`);
    }
    return fail('Unexpected', message);
  }
  if (status === 408 || status >= 500) return fail('Transient', `it answered ${status}`);
  if (error.isPage) return fail('Transient', `it answered with a page instead of data (${status})`);
  if (status === 404 || status === 410) return fail('NotFound', 'it is not there any more');
  if (error.part === 'images' && status === 403) return fail('InvalidAsset', 'it does not give out the original');
  if (status === 401) return fail('AuthFailed', `the credentials are refused. ${signIn}`);
  return fail('Unexpected', error.flickrCode === undefined ? `it answered ${status}: ${message}` : wordsOf(error));
}

function meaningOf(error: FlickrCallError): Meaning | undefined {
  const { flickrCode: code, method = '', part, oauthProblem } = error;
  if (oauthProblem !== undefined) {
    return oauthMeanings[oauthProblem] ?? ['AuthFailed', `the sign-in failed (${oauthProblem}). Sign in again`];
  }
  if (code === undefined) return undefined;
  if (code === 99) return ['AuthFailed', missingPermission(error)];
  const common = commonMeanings[code];
  if (common !== undefined) return common;
  if (part === 'upload') return uploadMeanings[code];
  const own = methodMeanings[`${method} ${code}`];
  if (own !== undefined) return own;
  // Below 95 codes are the method's own; those of the methods used here that are left say what is not there.
  return code < 95 && /not found|not in set|no such/i.test(error.message) ? ['NotFound', wordsOf(error)] : undefined;
}

function missingPermission({ method = '', part }: FlickrCallError): string {
  const needed = deletingMethods.test(method)
    ? 'delete'
    : part === 'api' && readingMethods.test(method)
      ? 'read'
      : 'write';
  return `the sign-in does not allow that (it needs the permission to ${needed}). Run \`ferry auth login flickr --access ${needed === 'read' ? 'read' : 'delete'}\`, then resume`;
}

function wordsOf({ message, flickrCode, method }: FlickrCallError): string {
  const where = method === undefined ? '' : ` by ${method}`;
  return `${message.replace(/[.\s]+$/, '')} (code ${flickrCode ?? 0}${where})`;
}

function limitMet(
  { part, retryAfterSeconds }: FlickrCallError,
  { quota, imageQuota }: Account,
  now: Date,
): ProviderError {
  const instant = (ms: number): string => new Date(now.getTime() + ms).toISOString();
  if (part === 'images') {
    const resetAt = instant(retryAfterSeconds === undefined ? imagePauseMs : retryAfterSeconds * 1000);
    const words = 'Flickr gives out no more originals for a moment.';
    return new ProviderError('RateLimited', words, { quota: imageQuota, resetAt, service });
  }
  const reset = retryAfterSeconds === undefined ? {} : { resetAt: instant(retryAfterSeconds * 1000) };
  return new ProviderError('RateLimited', 'Flickr takes no more calls for now.', { quota, ...reset, service });
}
