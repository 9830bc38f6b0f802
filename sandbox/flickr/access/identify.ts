import type { Account } from '../account';
import { common, type ApiError } from '../api-error';
import { app, includesPermission, type Permission } from './app';
import { OAuthProblem } from './oauth-problem';
import { firstValues, type SignedRequest } from './signed-request';
import { verifySignature } from './verify';

/** Who calls: the person's app with a permission, or somebody who has a key and nothing else. */
export interface Caller {
  permission?: Permission;
}

/**
 * Says who calls the API or uploads.
 *
 * @throws {ApiError} 96, 97, 98 or 100; {@link OAuthProblem} instead where the setting `refusalForm` is `text`.
 */
export function identify(account: Account, request: SignedRequest): Caller {
  const values = firstValues(request.parameters);
  const isSigned = ['oauth_consumer_key', 'oauth_signature', 'oauth_token'].some((name) => values.has(name));
  if (!isSigned) return anonymous(values.get('api_key'));
  try {
    return signedIn(account, request);
  } catch (error) {
    if (!(error instanceof OAuthProblem)) throw error;
    account.context.log.count('flickr', error.problem);
    throw account.settings.refusalForm === 'text' ? error : codeOf(error, values);
  }
}

/** @throws {ApiError} 99 when the caller may not do what needs `needed`. */
export function requirePermission({ permission }: Caller, needed: Permission): void {
  if (includesPermission(permission, needed)) return;
  throw permission === undefined ? common.notLoggedIn() : common.insufficient(needed, permission);
}

function signedIn(account: Account, request: SignedRequest): Caller {
  const token = verifySignature(account, request, (named) => {
    const access = account.tokens.access(named);
    if (!access) throw new OAuthProblem('token_rejected');
    return access.secret;
  });
  const access = token === undefined ? undefined : account.tokens.access(token);
  return access ? { permission: access.permission } : {};
}

function anonymous(key: string | undefined): Caller {
  if (key === undefined || !/^[0-9a-f]{32}$/.test(key)) throw common.invalidKey('Key has invalid format');
  if (key !== app.key) throw common.invalidKey('Key not found');
  return {};
}

function codeOf({ problem }: OAuthProblem, values: Map<string, string>): ApiError {
  if (problem === 'consumer_key_unknown') return common.invalidKey('Key not found');
  if (problem === 'token_rejected') return common.invalidToken();
  if (problem !== 'parameter_absent') return common.invalidSignature();
  return values.has('oauth_consumer_key') ? common.missingSignature() : common.invalidKey('Key has invalid format');
}
