import { textAnswer, type Answer } from '../../frame/answer';
import type { Account } from '../account';
import { OAuthProblem, parameterAbsent } from './oauth-problem';
import { firstValues, type SignedRequest } from './signed-request';
import { verifySignature } from './verify';

/** `/services/oauth/request_token`: begins a sign-in. @throws {OAuthProblem} */
export async function requestToken(account: Account, request: SignedRequest): Promise<Answer> {
  const callback = firstValues(request.parameters).get('oauth_callback');
  if (callback === undefined || callback === '') throw parameterAbsent('oauth_callback');
  verifySignature(account, request, () => {
    throw new OAuthProblem('token_rejected');
  });
  const { token, secret } = account.tokens.begin(callback);
  await account.journal.flush();
  return formAnswer({ oauth_callback_confirmed: 'true', oauth_token: token, oauth_token_secret: secret });
}

/** Pairs as the sign-in answers them: a form as text. */
export function formAnswer(pairs: Record<string, string>): Answer {
  const text = Object.entries(pairs).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return textAnswer(200, text.join('&'), 'text/plain; charset=utf-8');
}
