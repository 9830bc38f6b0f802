import { textAnswer, type Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import { textOf } from '../../frame/json';
import { readBody } from '../../frame/request-body';
import type { Account } from '../account';
import { permissionNamed, type Permission } from './app';
import type { RequestToken } from './tokens';

/**
 * `/services/oauth/authorize`: the page on which a person says yes or no. `answer=yes` or `answer=no` is the click, as
 * a form or in the address; by the setting `consent` the person answers without being asked.
 */
export async function authorize(account: Account, exchange: Exchange): Promise<Answer> {
  const values = new Map(exchange.query);
  if (exchange.method === 'POST') {
    for (const [name, value] of (await readBody(exchange, account.spool)).fields) values.set(name, textOf(value));
  }
  const request = account.tokens.request(values.get('oauth_token') ?? '');
  if (!request) return page(404, 'Oops! Flickr does not recognise the oauth_token: it is unknown, used or too old.');
  const permission = permissionNamed(values.get('perms') ?? 'read');
  if (!permission) return page(400, 'Oops! The permissions asked for are none of read, write and delete.');
  const { consent } = account.settings;
  const answer = values.get('answer') ?? (consent === 'ask' ? undefined : consent);
  if (answer === undefined) return page(200, form(request, permission));
  const reply = answer === 'yes' ? consented(account, request, permission) : denied(account, request);
  await account.journal.flush();
  return reply;
}

function consented(account: Account, request: RequestToken, permission: Permission): Answer {
  const verifier = account.tokens.consent(request, permission);
  const { callback, token } = request;
  if (callback === 'oob') return page(200, `<p>Type this code into the app:</p><p><code>${verifier}</code></p>`);
  if (!URL.canParse(callback)) return page(400, 'Oops! The oauth_callback is no address.');
  const back = new URL(callback);
  back.searchParams.set('oauth_token', token);
  back.searchParams.set('oauth_verifier', verifier);
  return { status: 302, headers: { Location: back.href } };
}

/** Nobody is sent back: the app waits until its own patience ends. */
function denied(account: Account, request: RequestToken): Answer {
  account.tokens.end(request);
  return page(200, '<p>The app was not authorized. You can close this window.</p>');
}

function form({ token }: RequestToken, permission: Permission): string {
  return `<form method="post" action="/services/oauth/authorize">
<p>An app wants to link to the account Ferry Sandbox, with the permission to <b>${permission}</b>.</p>
<input type="hidden" name="oauth_token" value="${token}"><input type="hidden" name="perms" value="${permission}">
<button name="answer" value="yes">OK, I'll authorize it</button> <button name="answer" value="no">No thanks</button>
</form>`;
}

function page(status: number, body: string): Answer {
  return textAnswer(status, `<!doctype html><html><title>Flickr: Authorize</title><body>${body}</body></html>`);
}
