import { errorFacts } from '../../core/error-facts';
import type { FailureDetails, FailureKind } from '../../core/failure';
import { connectionCodes } from '../connection-codes';
import { ProviderError } from '../provider-error';
import { callErrorOf, DriveCallError } from './call-error';
import type { GoogleDriveSettings } from './settings';

/** The quota of a user's requests (Drive API, "Usage limits"). */
export function requestQuota(who: string): string {
  return `google-drive:${who}`;
}

/** The 750 GB a user may upload in a day. */
export function dailyUploadQuota(who: string): string {
  return `google-drive:${who}:daily-upload`;
}

type Meaning = { kind: FailureKind; words: string };

/** Reasons that say all there is to say (Drive API, "Resolve errors"); the others are told by status. */
const reasons: Record<string, Meaning> = {
  storageQuotaExceeded: { kind: 'QuotaExceeded', words: 'the Drive is full: make room, then resume' },
  insufficientParentPermissions: {
    kind: 'AuthFailed',
    words:
      'this user may not write there: make it an editor of the folder, or a content manager of the Shared Drive, then resume',
  },
  teamDriveFileLimitExceeded: { kind: 'QuotaExceeded', words: 'the Shared Drive holds as many files as it may' },
  numChildrenInNonRootLimitExceeded: { kind: 'QuotaExceeded', words: 'the folder holds as many files as it may' },
  downloadQuotaExceeded: {
    kind: 'InvalidAsset',
    words: 'it was downloaded too often and Google gives it out to nobody for a day; try it again tomorrow',
  },
  cannotDownloadFile: { kind: 'InvalidAsset', words: 'its owner does not let it be downloaded' },
  cannotDownloadAbusiveFile: {
    kind: 'InvalidAsset',
    words: 'Google takes it for malware; only its owner may download it',
  },
  fileNotDownloadable: { kind: 'InvalidAsset', words: 'it is a Google document: there is no file to download' },
  insufficientFilePermissions: { kind: 'InvalidAsset', words: 'this user may not do that with it' },
  exportSizeLimitExceeded: { kind: 'InvalidAsset', words: 'it is too big to be exported' },
  appNotAuthorizedToFile: {
    kind: 'AuthFailed',
    words: 'the sign-in does not reach it: ferry auth login google --access write',
  },
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: {
    kind: 'AuthFailed',
    words: 'the sign-in does not allow that: ferry auth login google --access write',
  },
  insufficientPermissions: {
    kind: 'AuthFailed',
    words: 'the sign-in does not allow that: ferry auth login google --access write',
  },
  accessNotConfigured: {
    kind: 'AuthFailed',
    words:
      'the Drive API is not switched on in the Google Cloud project of these credentials: switch it on, then resume',
  },
  domainPolicy: { kind: 'AuthFailed', words: "the domain's administrators do not allow Drive apps" },
};

/**
 * Turns a failed call into a kind, by the reasons and texts of the Drive API ("Resolve errors", "Usage limits") and of
 * Google's OAuth 2.0 endpoints.
 * @param now The clock, for limits that name no reset.
 */
export function classifyGoogleDrive(
  error: unknown,
  { who }: Pick<GoogleDriveSettings, 'who'>,
  now: Date = new Date(),
): ProviderError {
  if (!(error instanceof DriveCallError)) return withoutAnswer(error);
  const { status, reason, message, code } = error;
  const fail = (kind: FailureKind, words: string, details: FailureDetails = {}): ProviderError =>
    new ProviderError(kind, `Google Drive: ${words}.`, { service: 'Google Drive', ...details });

  if (status === undefined) {
    if (code !== undefined && connectionCodes.has(code)) return fail('Transient', `it cannot be reached (${code})`);
    return brokenConnection.test(message)
      ? fail('Transient', `the connection broke (${message})`)
      : fail('Unexpected', message);
  }
  if (reason === 'invalid_grant' && /JWT|account not found/i.test(message)) {
    return fail(
      'AuthFailed',
      `the key of the service account is refused (${message.replace(/\.$/, '')}). Set this machine's clock right, or make a new key in the console`,
    );
  }
  if (reason === 'invalid_grant') {
    return fail('AuthFailed', 'the consent has expired or was taken back. Sign in again: ferry auth login google');
  }
  if (reason === 'invalid_client' || reason === 'unauthorized_client') {
    return fail(
      'AuthFailed',
      `Google does not know these credentials (${reason}). Download the file anew from the console`,
    );
  }
  const limit = limitOf(error, who, now);
  if (limit !== undefined) return fail('RateLimited', limit.words, limit.details);
  if (reason === 'storageQuotaExceeded' && /service accounts/i.test(message)) {
    return fail(
      'QuotaExceeded',
      'a service account has no room of its own: choose a folder in a Shared Drive, or sign in as a person (ferry auth login google), then resume',
    );
  }
  const meaning = reason === undefined ? undefined : reasons[reason];
  if (meaning !== undefined) return fail(meaning.kind, meaning.words);
  if (status === 401) return fail('AuthFailed', `the credentials are refused (${message}). ferry doctor tries them`);
  if (status === 403) return fail('InvalidAsset', `it is refused: ${message}`);
  if (status === 404) {
    return fail(
      'NotFound',
      `${message.replace(/\.$/, '')}: it is gone, or not shared with ${who}, or its link carries a resource key that is missing here`,
    );
  }
  if (status === 410) return fail('NotFound', 'it is gone');
  if (status === 409) return fail('Conflict', message);
  if (status === 408 || status >= 500) return fail('Transient', `it answered ${status}`);
  if (status === 413) return fail('InvalidAsset', 'it is too big');
  if (status === 400) return fail('InvalidAsset', message);
  return fail('Unexpected', `it answered ${status}: ${message}`);
}

const brokenConnection = /socket|network|timeout|premature|ended early|terminated|aborted/i;

/** What a stream under way failed with, or a fault of ours. */
function withoutAnswer(error: unknown): ProviderError {
  const { code, message } = callErrorOf(error);
  const isConnection = (code !== undefined && connectionCodes.has(code)) || brokenConnection.test(message);
  if (!isConnection) {
    const { name, message: words } = errorFacts(error);
    return new ProviderError('Unexpected', `Unexpected ${name}: ${words}`);
  }
  const words = `Google Drive: the connection broke (${code ?? message}).`;
  return new ProviderError('Transient', words, { service: 'Google Drive' });
}

/** The very words with which the 750 GB a day are refused; its reason is that of any other limit. */
const dailyUploadWords = 'User rate limit exceeded.';
const hourMs = 3_600_000;

function limitOf(
  { status, reason, message }: DriveCallError,
  who: string,
  now: Date,
): { words: string; details: FailureDetails } | undefined {
  const quota = requestQuota(who);
  if (reason === 'dailyLimitExceeded' || reason === 'dailyLimitExceededUnreg') {
    return { words: "the project's calls of today are used up", details: { quota, resetAt: pacificMidnight(now) } };
  }
  if (message === dailyUploadWords) {
    // Google names no instant: it is tried once an hour.
    const resetAt = new Date(now.getTime() + hourMs).toISOString();
    return {
      words: 'the 750 GB that a user may upload in a day are used up',
      details: { quota: dailyUploadQuota(who), resetAt },
    };
  }
  if (status === 429 || reason === 'userRateLimitExceeded' || reason === 'rateLimitExceeded') {
    return { words: 'too many requests', details: { quota } };
  }
  return undefined;
}

/** Daily quotas begin anew at midnight in California (Google Cloud, "Quotas"). */
function pacificMidnight(now: Date): string {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  const part = Object.fromEntries(clock.formatToParts(now).map(({ type, value }) => [type, Number(value)]));
  const passedMs = ((part.hour ?? 0) * 3600 + (part.minute ?? 0) * 60 + (part.second ?? 0)) * 1000;
  return new Date(now.getTime() - now.getMilliseconds() - passedMs + 24 * hourMs).toISOString();
}
