import { errorFacts } from '../../core/error-facts';
import type { FailureDetails, FailureKind } from '../../core/failure';
import { connectionCodes } from '../connection-codes';
import { ProviderError } from '../provider-error';
import { DropboxCallError } from './call-error';
import { serviceOf, type DropboxSettings } from './settings';

type Account = Pick<DropboxSettings, 'quota' | 'who'>;

/** What Node's fetch calls its own connection errors. */
const fetchCode = /^UND_ERR_\w+$/;

/** What the tags of an endpoint's own error mean (Dropbox API v2, `files` and `sharing`), the first that is there. */
const meanings: readonly (readonly [tag: string, kind: FailureKind, words: string])[] = [
  ['too_many_write_operations', 'RateLimited', ''],
  ['too_many_requests', 'RateLimited', ''],
  ['not_found', 'NotFound', 'it is not there (any more)'],
  ['shared_link_not_found', 'NotFound', 'the shared link, or what it led to, is not there any more'],
  ['conflict', 'Conflict', 'something else is there already'],
  ['insufficient_space', 'QuotaExceeded', 'the account is full. Make room in it, then resume'],
  ['not_file', 'InvalidAsset', 'it is a folder, not a file'],
  ['not_folder', 'InvalidAsset', 'it is a file, not a folder'],
  ['unsupported_file', 'InvalidAsset', 'such a document cannot be downloaded; export it as a file in Dropbox'],
  ['unsupported_content_type', 'InvalidAsset', 'such a document cannot be downloaded; export it as a file in Dropbox'],
  ['restricted_content', 'InvalidAsset', 'Dropbox does not give it out: there is a legal restriction on it'],
  ['locked', 'InvalidAsset', 'it is locked; unlock it in Dropbox, then retry'],
  ['disallowed_name', 'InvalidAsset', 'Dropbox allows nothing of that name; rename it, then retry'],
  ['malformed_path', 'InvalidAsset', 'Dropbox takes no such path; rename it, then retry'],
  ['no_write_permission', 'InvalidAsset', 'this account may not write there'],
  ['access_restricted', 'InvalidAsset', 'this account may not write there'],
  ['team_folder', 'InvalidAsset', 'that is a team folder, which cannot be changed'],
  ['payload_too_large', 'InvalidAsset', 'it is more than Dropbox takes in one request'],
  ['too_large', 'InvalidAsset', 'it is more than Dropbox takes in one file'],
  ['content_hash_mismatch', 'Transient', 'it was damaged on the way'],
  ['reset', 'Transient', 'the listing must begin again'],
  ['shared_link_access_denied', 'InvalidAsset', 'the shared link does not let this account in; ask its owner'],
  ['shared_link_is_directory', 'InvalidAsset', 'the shared link leads to a folder, not to a file'],
  ['unsupported_link_type', 'InvalidAsset', 'what the shared link leads to cannot be downloaded'],
];

const signIn = 'Run `ferry auth login dropbox`, then resume.';

/**
 * Turns a failed call into a kind. Statuses and tags are those of Dropbox's HTTP documentation ("Errors by status code")
 * and of the API's own specification.
 * @param now The clock that `Retry-After` is counted from.
 */
export function classifyDropbox(error: unknown, account: Account, now: Date = new Date()): ProviderError {
  if (!(error instanceof DropboxCallError)) {
    const { name, message } = errorFacts(error);
    return new ProviderError('Unexpected', `Unexpected ${name}: ${message}`);
  }
  const service = serviceOf(account);
  const { httpStatus: status, message, code } = error;
  const fail = (kind: FailureKind, words: string, details: FailureDetails = {}): ProviderError =>
    new ProviderError(kind, words, { service, ...details });

  if (status === undefined) {
    if (code !== undefined && (connectionCodes.has(code) || fetchCode.test(code)))
      return fail('Transient', `Dropbox cannot be reached (${code}).`);
    return fail('Unexpected', `Dropbox: ${message}`);
  }
  if (status === 429) return rateLimited(error, account, now);
  if (status === 401) return fail('AuthFailed', unauthorized(error));
  if (error.is('invalid_grant')) {
    return fail(
      'AuthFailed',
      `Dropbox does not take the consent any more (it was revoked, or is another app's). ${signIn}`,
    );
  }
  if (error.is('invalid_client')) {
    return fail(
      'AuthFailed',
      'Dropbox does not know the app: check DROPBOX_APP_KEY and DROPBOX_APP_SECRET (App Console, Settings).',
    );
  }
  if (status === 400) return badRequest(message, fail);
  if (status === 403)
    return fail(
      'AuthFailed',
      `Dropbox refuses access: ${message}. Ask the team's admin, or sign in to another account.`,
    );
  if (status === 409) return refused(error, account, now, fail);
  if (status === 404 || status === 410) return fail('NotFound', `Dropbox: the link is not there any more (${status}).`);
  if (status === 408 || status >= 500) return fail('Transient', `Dropbox answered ${status}: ${message}.`);
  return fail('Unexpected', `Dropbox answered ${status}: ${message}`);
}

type Fail = (kind: FailureKind, words: string, details?: FailureDetails) => ProviderError;

function refused(error: DropboxCallError, account: Account, now: Date, fail: Fail): ProviderError {
  const found = meanings.find(([tag]) => error.is(tag));
  if (found === undefined) return fail('Unexpected', `Dropbox refuses: ${error.message}.`);
  const [, kind, words] = found;
  return kind === 'RateLimited'
    ? rateLimited(error, account, now)
    : fail(kind, `Dropbox: ${words} (${error.message}).`);
}

function badRequest(message: string, fail: Fail): ProviderError {
  const scope = /required scope '([\w.]+)'/.exec(message)?.[1];
  if (scope !== undefined) return fail('AuthFailed', missingScope(scope));
  if (/access token is malformed|Authorization/i.test(message)) {
    return fail('AuthFailed', `The Dropbox access token is not one: check DROPBOX_TOKEN. ${signIn}`);
  }
  return fail('InvalidAsset', `Dropbox: ${message}`);
}

function missingScope(scope: string): string {
  return `The Dropbox app may not do this: it lacks the permission ${scope}. Tick it on the Permissions tab of the App Console, press Submit, then sign in again with \`ferry auth login dropbox\`.`;
}

function unauthorized(error: DropboxCallError): string {
  if (error.is('missing_scope')) return missingScope(error.requiredScope ?? 'it needs');
  if (error.is('user_suspended')) return 'The Dropbox account is suspended. Sign in to another one.';
  if (error.is('expired_access_token')) {
    return `The Dropbox access token has ended; tokens made in the App Console live for 4 hours. ${signIn}`;
  }
  return `Dropbox refuses the access token (${error.message}). ${signIn}`;
}

/**
 * Limits are counted by user, are not published, and rejected calls count too: an instant is waited for when Dropbox says
 * one. It says none for parallel writes that contend for one account: there, fewer at once is what helps.
 */
function rateLimited(error: DropboxCallError, { quota, who }: Account, now: Date): ProviderError {
  const service = serviceOf({ who });
  if (error.is('too_many_write_operations')) {
    const words = 'Dropbox asks for fewer writes at once: they contend for the account.';
    return new ProviderError('RateLimited', words, { quota, slowDown: true, service });
  }
  if (error.retryAfterSeconds === undefined) {
    return new ProviderError('RateLimited', 'Dropbox asks for fewer calls.', { quota, slowDown: true, service });
  }
  const resetAt = new Date(now.getTime() + error.retryAfterSeconds * 1000).toISOString();
  return new ProviderError('RateLimited', `Dropbox takes no more calls until ${resetAt}.`, { quota, resetAt, service });
}
