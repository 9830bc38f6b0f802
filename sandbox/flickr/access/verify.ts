import type { Account } from '../account';
import { app } from './app';
import { baseString, baseUrl, hmacSha1 } from './base-string';
import { OAuthProblem, parameterAbsent } from './oauth-problem';
import { firstValues, type SignedRequest } from './signed-request';

/** Hosts of the real service. Clients sign for them even where a transport sends the request here. */
const realHosts = ['api.flickr.com', 'up.flickr.com', 'www.flickr.com'];

/** What signs besides the app's secret. Nothing for a request that comes before there is a token. */
export type SecretOf = (token: string) => string;

/**
 * Checks that the app signed a request, at about this time, and once (RFC 5849, 3.2).
 *
 * @param secretOf The secret of the request's token; throws for a token that does not serve.
 * @returns The token, undefined when the request names none.
 * @throws {OAuthProblem} What is wrong with it.
 */
export function verifySignature(account: Account, request: SignedRequest, secretOf: SecretOf): string | undefined {
  const values = firstValues(request.parameters);
  const key = values.get('oauth_consumer_key');
  if (key === undefined) throw parameterAbsent('oauth_consumer_key');
  if (key !== app.key) throw new OAuthProblem('consumer_key_unknown');
  const signature = required(values, 'oauth_signature');
  if (required(values, 'oauth_signature_method') !== 'HMAC-SHA1') throw new OAuthProblem('signature_method_rejected');
  if ((values.get('oauth_version') ?? '1.0') !== '1.0') throw new OAuthProblem('version_rejected');
  const nonce = required(values, 'oauth_nonce');
  const timestamp = timely(required(values, 'oauth_timestamp'), account.settings.timestampToleranceSeconds);
  // An empty token stands for none (RFC 5849, 3.1).
  const token = values.get('oauth_token') || undefined;
  checkSignature(request, signature, token === undefined ? '' : secretOf(token));
  const once = { key, token: token ?? '', timestamp, nonce };
  if (!account.nonces.take(once, account.settings.timestampToleranceSeconds)) throw new OAuthProblem('nonce_used');
  return token;
}

function required(values: Map<string, string>, name: string): string {
  const value = values.get(name);
  if (value === undefined || value === '') throw parameterAbsent(name);
  return value;
}

function timely(text: string, toleranceSeconds: number): number {
  const timestamp = Number(text);
  const isTimely = /^\d+$/.test(text) && Math.abs(timestamp - Date.now() / 1000) <= toleranceSeconds;
  if (!isTimely) throw new OAuthProblem('timestamp_refused');
  return timestamp;
}

/** The signature may be for the address of the real service or for the address here. */
function checkSignature(request: SignedRequest, signature: string, tokenSecret: string): void {
  const { method, path, host, parameters } = request;
  const urls = [...realHosts.map((real) => baseUrl('https', real, path)), baseUrl('http', host, path)];
  const texts = urls.map((url) => baseString(method, url, parameters));
  if (texts.some((text) => hmacSha1(text, app.secret, tokenSecret) === signature)) return;
  const shown = path.startsWith('/services/oauth/') ? texts[2] : path === '/services/rest' ? texts[0] : texts[1];
  throw new OAuthProblem('signature_invalid', `debug_sbs=${shown ?? ''}`);
}
