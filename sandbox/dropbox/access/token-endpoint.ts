import { createHash } from 'node:crypto';
import { jsonAnswer, type Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import { readBody } from '../../frame/request-body';
import { textOf } from '../../frame/json';
import type { Account } from '../account';
import { app, person } from './app';

/**
 * `POST /oauth2/token`: a code or a refresh token for an access token. The SDK sends everything in the query string,
 * others in a form; both are taken, and neither is ever logged.
 */
export async function tokenEndpoint(account: Account, exchange: Exchange): Promise<Answer> {
  const body = await readBody(exchange, account.spool);
  const fields = new Map([...exchange.query, ...body.fields.map(([name, value]) => [name, textOf(value)] as const)]);
  const basic = /^Basic (.+)$/i.exec(exchange.header('authorization') ?? '')?.[1];
  const [basicKey, basicSecret] = basic === undefined ? [] : Buffer.from(basic, 'base64').toString().split(':');
  const key = fields.get('client_id') ?? basicKey;
  const secret = fields.get('client_secret') ?? basicSecret;
  if (key !== app.key) return refuse('invalid_client', 'Invalid client_id');
  if (secret !== undefined && secret !== app.secret)
    return refuse('invalid_client', 'Invalid client_id or client_secret');
  const answer =
    fields.get('grant_type') === 'authorization_code'
      ? tradeCode(account, fields, secret !== undefined)
      : fields.get('grant_type') === 'refresh_token'
        ? refresh(account, fields)
        : refuse('unsupported_grant_type', 'Unsupported grant_type');
  await account.journal.flush();
  return answer;
}

function tradeCode(account: Account, fields: Map<string, string>, hasSecret: boolean): Answer {
  const code = account.tokens.takeCode(fields.get('code') ?? '');
  if (!code) return refuse('invalid_grant', "code doesn't exist or has expired");
  if (code.redirectUri !== fields.get('redirect_uri')) return refuse('invalid_grant', 'redirect_uri mismatch');
  if (code.challenge !== undefined) {
    const verifier = fields.get('code_verifier') ?? '';
    if (createHash('sha256').update(verifier).digest('base64url') !== code.challenge) {
      return refuse('invalid_grant', 'invalid code verifier');
    }
  } else if (!hasSecret) return refuse('invalid_client', 'No auth function available for given request');
  const refreshToken = code.isOffline ? account.tokens.consent(code.scopes) : undefined;
  return granted(account, code.scopes, refreshToken, refreshToken === undefined ? {} : { refresh_token: refreshToken });
}

function refresh(account: Account, fields: Map<string, string>): Answer {
  const refreshToken = fields.get('refresh_token') ?? '';
  const consent = account.tokens.consentOf(refreshToken);
  if (!consent) return refuse('invalid_grant', 'refresh token is invalid or revoked');
  const asked = fields.get('scope')?.split(' ').filter(Boolean) ?? consent.scopes;
  return granted(
    account,
    asked.filter((scope) => consent.scopes.includes(scope)),
    refreshToken,
  );
}

function granted(account: Account, scopes: string[], refreshToken?: string, more: object = {}): Answer {
  const { token } = account.tokens.give(scopes, refreshToken);
  return jsonAnswer(200, {
    access_token: token,
    token_type: 'bearer',
    expires_in: account.settings.tokenSeconds,
    ...more,
    scope: scopes.join(' '),
    uid: '100001',
    account_id: person.account_id,
  });
}

function refuse(error: string, description: string): Answer {
  return jsonAnswer(400, { error, error_description: description });
}
