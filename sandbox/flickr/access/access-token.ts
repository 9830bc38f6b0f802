import type { Answer } from '../../frame/answer';
import type { Account } from '../account';
import { person } from './app';
import { OAuthProblem, parameterAbsent } from './oauth-problem';
import { formAnswer } from './request-token';
import { firstValues, type SignedRequest } from './signed-request';
import { verifySignature } from './verify';

/** `/services/oauth/access_token`: trades a consent for a token; it can be traded once. @throws {OAuthProblem} */
export async function accessToken(account: Account, request: SignedRequest): Promise<Answer> {
  const values = firstValues(request.parameters);
  for (const name of ['oauth_token', 'oauth_verifier']) if (!values.get(name)) throw parameterAbsent(name);
  const token = verifySignature(account, request, (named) => pending(account, named).secret);
  const { consent, ...begun } = pending(account, token ?? '');
  if (!consent) throw new OAuthProblem('permission_unknown');
  const bare = (code = ''): string => code.replaceAll('-', '');
  if (bare(consent.verifier) !== bare(values.get('oauth_verifier'))) throw new OAuthProblem('verifier_invalid');
  account.tokens.end(begun);
  const access = account.tokens.give(consent.permission);
  await account.journal.flush();
  return formAnswer({
    fullname: person.fullName,
    oauth_token: access.token,
    oauth_token_secret: access.secret,
    user_nsid: person.nsid,
    username: person.username,
  });
}

function pending(account: Account, token: string): NonNullable<ReturnType<Account['tokens']['request']>> {
  const request = account.tokens.request(token);
  if (!request) throw new OAuthProblem('token_rejected');
  return request;
}
