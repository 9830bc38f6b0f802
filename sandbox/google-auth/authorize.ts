import { textAnswer, type Answer } from '../frame/answer';
import { client } from './identities';
import type { AuthSettings } from './settings';
import type { Tokens } from './tokens';

/** `GET /o/oauth2/v2/auth`: the person says yes at once, or no when the settings say so, and is sent back. */
export function authorize(tokens: Tokens, settings: AuthSettings, query: URLSearchParams): Answer {
  const refuse = (text: string): Answer => textAnswer(400, `<html><body>Error 400: ${text}</body></html>`);
  if (query.get('client_id') !== client.id) return refuse('invalid_client');
  if (query.get('response_type') !== 'code') return refuse('unsupported_response_type');
  const redirectUri = query.get('redirect_uri') ?? '';
  // A desktop app may be sent to any port of this machine (Google Identity, "OAuth 2.0 for Mobile and Desktop Apps").
  if (!URL.canParse(redirectUri) || !/^(127\.0\.0\.1|localhost|\[::1\])$/.test(new URL(redirectUri).hostname)) {
    return refuse('redirect_uri_mismatch');
  }
  const scopes = (query.get('scope') ?? '').split(' ').filter(Boolean);
  if (scopes.length === 0) return refuse('invalid_scope');
  const challenge = query.get('code_challenge') ?? undefined;
  if (challenge !== undefined && query.get('code_challenge_method') !== 'S256') return refuse('invalid_request');
  const back = new URL(redirectUri);
  const state = query.get('state');
  if (state !== null) back.searchParams.set('state', state);
  if (settings.denyConsent) {
    back.searchParams.set('error', 'access_denied');
  } else {
    const isOffline = query.get('access_type') === 'offline';
    const code = tokens.giveCode({ scopes, redirectUri, isOffline, ...(challenge === undefined ? {} : { challenge }) });
    back.searchParams.set('code', code);
    back.searchParams.set('scope', scopes.join(' '));
  }
  return { status: 302, headers: { Location: back.href } };
}
