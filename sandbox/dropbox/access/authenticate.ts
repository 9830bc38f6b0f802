import type { Exchange } from '../../frame/exchange';
import type { Account } from '../account';
import { ApiError, badInput, tooManyRequests, unauthorized } from '../api-error';
import { textAnswer } from '../../frame/answer';
import { app } from './app';
import type { Grant } from './tokens';

/** Who calls, and whether that may be (Dropbox HTTP documentation, "Authentication" and "Errors by status code"). */
export function authenticate(account: Account, exchange: Exchange, fn: string, scope: string | undefined): Grant {
  const token = /^Bearer (.+)$/i.exec(exchange.header('authorization') ?? '')?.[1];
  if (token === undefined) {
    throw badInput(fn, 'Must provide HTTP header "Authorization" or URL parameter "authorization".');
  }
  const grant = account.tokens.use(token);
  if (grant === 'malformed') throw badInput(fn, 'The given OAuth 2 access token is malformed.');
  if (grant === 'expired') throw unauthorized('expired_access_token');
  if (grant === 'invalid') throw unauthorized('invalid_access_token');
  if (scope === undefined) return grant;
  const { appLacksScopes, missingScopes } = account.settings;
  if (appLacksScopes.includes(scope)) {
    const text = `Error in call to API function "${fn}": Your app (ID: ${app.id}) is not permitted to access this endpoint because it does not have the required scope '${scope}'. The owner of the app can enable the scope for the app using the Permissions tab on the App Console.`;
    throw new ApiError(textAnswer(400, text, 'text/plain; charset=utf-8'));
  }
  if (missingScopes.includes(scope) || !grant.scopes.includes(scope)) {
    throw unauthorized('missing_scope', { required_scope: scope });
  }
  return grant;
}

/** Counts one call against the limit, if there is one. */
export function meter(account: Account): void {
  const { callsLeft, resetAt, limitForm } = account.settings;
  if (callsLeft === null) return;
  const until = resetAt === null ? Date.now() + 300_000 : Date.parse(resetAt);
  if (until <= Date.now()) account.settings = { ...account.settings, callsLeft: null, resetAt: null };
  else if (callsLeft > 0) account.settings = { ...account.settings, callsLeft: callsLeft - 1 };
  else throw new ApiError(tooManyRequests(Math.max(1, Math.ceil((until - Date.now()) / 1000)), limitForm));
}
