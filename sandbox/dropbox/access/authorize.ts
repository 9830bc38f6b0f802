import { textAnswer, type Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import type { Account } from '../account';
import { app, scopes as allScopes } from './app';

/**
 * `GET /oauth2/authorize`: the person says yes at once, or no when the settings say so, and is sent back; without a
 * `redirect_uri` the code is shown (Dropbox developers, "OAuth Guide").
 */
export function authorize(account: Account, { query }: Exchange): Answer {
  const refuse = (text: string): Answer => textAnswer(400, `<html><body>${text}</body></html>`);
  if (query.get('client_id') !== app.key) return refuse('Invalid client_id');
  if (query.get('response_type') !== 'code') return refuse('Invalid response_type');
  const redirectUri = query.get('redirect_uri') ?? undefined;
  const challenge = query.get('code_challenge') ?? undefined;
  if (challenge !== undefined && query.get('code_challenge_method') !== 'S256') {
    return refuse('Invalid code_challenge_method');
  }
  const asked = (query.get('scope') ?? '').split(' ').filter(Boolean);
  const unknown = asked.find((scope) => !allScopes.includes(scope));
  if (unknown !== undefined) return refuse(`Invalid scope ${unknown}`);
  const state = query.get('state');
  if (account.settings.denyConsent) {
    if (redirectUri === undefined) return refuse('The person said no');
    const denial = { error: 'access_denied', error_description: 'The user chose not to give your app access' };
    return redirect(redirectUri, denial, state);
  }
  const code = account.tokens.giveCode({
    ...(challenge === undefined ? {} : { challenge }),
    ...(redirectUri === undefined ? {} : { redirectUri }),
    isOffline: query.get('token_access_type') === 'offline',
    scopes: asked.length === 0 ? allScopes : asked,
  });
  if (redirectUri !== undefined) return redirect(redirectUri, { code }, state);
  return textAnswer(200, `<html><body>Access code: <code>${code}</code></body></html>`);
}

function redirect(target: string, parameters: Record<string, string>, state: string | null): Answer {
  if (!URL.canParse(target)) return textAnswer(400, '<html><body>Invalid redirect_uri</body></html>');
  const url = new URL(target);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (state !== null) url.searchParams.set('state', state);
  return { status: 302, headers: { Location: url.href } };
}
