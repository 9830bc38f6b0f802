import { createHash } from 'node:crypto';
import { jsonAnswer, type Answer } from '../frame/answer';
import { client } from './identities';
import { readAssertion } from './service-assertion';
import type { AuthSettings } from './settings';
import type { Grant, Tokens } from './tokens';

/** What the token endpoint reaches. */
export interface TokenDesk {
  tokens: Tokens;
  publicKey: string;
  settings: AuthSettings;
}

/** `POST /token` (Google Identity, "Using OAuth 2.0 for Web Server Applications"). */
export function tokenEndpoint(desk: TokenDesk, form: URLSearchParams): Answer {
  const kind = form.get('grant_type');
  if (kind === 'urn:ietf:params:oauth:grant-type:jwt-bearer') return tradeAssertion(desk, form);
  if (form.get('client_id') !== client.id) return refuse('invalid_client', 'The OAuth client was not found.', 401);
  if (form.get('client_secret') !== client.secret)
    return refuse('invalid_client', 'The provided client secret is invalid.', 401);
  if (kind === 'authorization_code') return tradeCode(desk, form);
  if (kind === 'refresh_token') return refresh(desk, form);
  return refuse('unsupported_grant_type', `Invalid grant_type: ${kind ?? ''}`);
}

function tradeAssertion(desk: TokenDesk, form: URLSearchParams): Answer {
  const asked = readAssertion(form.get('assertion') ?? '', desk.publicKey);
  if ('error' in asked) return refuse(asked.error, asked.description);
  return granted(desk, desk.tokens.give(asked));
}

function tradeCode(desk: TokenDesk, form: URLSearchParams): Answer {
  const code = desk.tokens.takeCode(form.get('code') ?? '');
  if (!code) return refuse('invalid_grant', 'Malformed auth code.');
  if (code.redirectUri !== form.get('redirect_uri')) return refuse('redirect_uri_mismatch', 'Bad Request');
  if (code.challenge !== undefined) {
    const verifier = form.get('code_verifier');
    if (verifier === null) return refuse('invalid_grant', 'Missing code verifier.');
    if (createHash('sha256').update(verifier).digest('base64url') !== code.challenge) {
      return refuse('invalid_grant', 'Invalid code verifier.');
    }
  }
  const refreshToken = desk.tokens.consent(code.scopes);
  const consent = desk.tokens.consentOf(refreshToken);
  if (!consent) return refuse('invalid_grant', 'Bad Request');
  return granted(desk, desk.tokens.give(consent, refreshToken), code.isOffline ? { refresh_token: refreshToken } : {});
}

function refresh(desk: TokenDesk, form: URLSearchParams): Answer {
  const refreshToken = form.get('refresh_token') ?? '';
  const consent = desk.tokens.consentOf(refreshToken);
  if (!consent) return refuse('invalid_grant', 'Token has been expired or revoked.');
  return granted(desk, desk.tokens.give(consent, refreshToken));
}

function granted({ settings }: TokenDesk, { token, scopes }: Grant, more: object = {}): Answer {
  return jsonAnswer(200, {
    access_token: token,
    expires_in: settings.statedTokenSeconds ?? settings.tokenSeconds,
    ...more,
    scope: scopes.join(' '),
    token_type: 'Bearer',
  });
}

function refuse(error: string, description: string, status = 400): Answer {
  return jsonAnswer(status, { error, error_description: description });
}
