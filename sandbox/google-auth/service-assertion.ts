import { createVerify } from 'node:crypto';
import { isJsonObject, parseJson, textOf, type JsonObject } from '../frame/json';
import { identityOf, serviceAccount } from './identities';

const audience = 'https://oauth2.googleapis.com/token';
const longestLifeSeconds = 3600;
const clockSkewSeconds = 300;

/** What an assertion asks for, or why it is refused, in Google's words. */
export type Assertion = { email: string; scopes: string[] } | { error: string; description: string };

/** Checks an assertion that a service account signed (Google Identity, "Using OAuth 2.0 for Server to Server"). */
export function readAssertion(assertion: string, publicKey: string): Assertion {
  const [head = '', body = '', signature = ''] = assertion.split('.');
  const header = decoded(head);
  const claims = decoded(body);
  if (!header || !claims) return invalid('Invalid JWT: Failed audience check.');
  if (header.alg !== 'RS256' || claims.iss !== serviceAccount.email) return invalid('Invalid grant: account not found');
  const isGenuine = createVerify('RSA-SHA256').update(`${head}.${body}`).verify(publicKey, signature, 'base64url');
  if (!isGenuine) return invalid('Invalid JWT Signature.');
  if (claims.aud !== audience) return invalid('Invalid JWT: Failed audience check.');
  const [issuedAt, expiresAt, now] = [Number(claims.iat), Number(claims.exp), Date.now() / 1000];
  const isTimely =
    issuedAt < now + clockSkewSeconds &&
    expiresAt > now - clockSkewSeconds &&
    expiresAt - issuedAt <= longestLifeSeconds;
  if (!isTimely) {
    return invalid(
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    );
  }
  const scopes = textOf(claims.scope).split(' ').filter(Boolean);
  if (scopes.length === 0)
    return { error: 'invalid_scope', description: 'Invalid OAuth scope or ID token audience provided.' };
  const email = claims.sub === undefined ? serviceAccount.email : textOf(claims.sub);
  if (identityOf(email)) return { email, scopes };
  return {
    error: 'unauthorized_client',
    description:
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
  };
}

function invalid(description: string): Assertion {
  return { error: 'invalid_grant', description };
}

function decoded(part: string): JsonObject | undefined {
  const value = parseJson(Buffer.from(part, 'base64url').toString('utf8'));
  return isJsonObject(value) ? value : undefined;
}
