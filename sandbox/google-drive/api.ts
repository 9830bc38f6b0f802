import type { Answer } from '../frame/answer';
import type { Exchange } from '../frame/exchange';
import { identityOf, person, type Identity } from '../google-auth/identities';
import type { Grant } from '../google-auth/tokens';
import type { Account } from './account';
import { ApiError, insufficientScopes, limitExceeded, loginRequired, refusal, unauthenticated } from './api-error';
import type { Call } from './call';
import { routes, sessionRoutes } from './routes';
import { Access, resourceKeysOf } from './store/access';

const writeScopes = ['drive', 'drive.file'].map((name) => `https://www.googleapis.com/auth/${name}`);
const readScopes = [...writeScopes, 'https://www.googleapis.com/auth/drive.readonly'];

/** Answers a call of Drive API v3. */
export async function answerApi(account: Account, exchange: Exchange): Promise<Answer> {
  // Faults may break the body before anybody reads it; whoever reads it then meets the error.
  exchange.body.on('error', () => undefined);
  meter(account);
  const path = exchange.path.replace(/^\/|\/$/g, '');
  const session = sessionRoutes.find(exchange.method, path);
  if (session) {
    const begun = account.sessions.get(exchange.query.get('upload_id') ?? '');
    const who = identityOf(begun?.email ?? '') ?? person;
    return session.handler(callOf(account, exchange, who, session.params));
  }
  const route = routes.find(exchange.method, path);
  const grant = authenticate(account, exchange);
  if (!route) throw refusal({ status: 404, reason: 'notFound', message: 'Not Found' });
  const allowed = route.handler.needs === 'write' ? writeScopes : readScopes;
  if (!grant.scopes.some((scope) => allowed.includes(scope))) throw insufficientScopes();
  const who = identityOf(grant.email);
  if (!who) throw new ApiError(unauthenticated());
  if (exchange.method === 'GET')
    await exchange.describe({ subject: route.params.id, text: exchange.query.get('q') ?? '' });
  return route.handler.handler(callOf(account, exchange, who, route.params));
}

/** The route of a request, for the request log. */
export function routeNameOf({ method, path, query }: Exchange): string {
  const plain = path.replace(/^\/|\/$/g, '');
  if (sessionRoutes.find(method, plain)) return `${method} upload session`;
  const template = routes.find(method, plain)?.template ?? plain;
  const name = template.replace(/drive\/v3\//, '');
  if (query.get('alt') === 'media') return `${method} ${name} media`;
  return template.startsWith('upload/') ? `${method} ${name} ${query.get('uploadType') ?? ''}` : `${method} ${name}`;
}

function callOf(account: Account, exchange: Exchange, who: Identity, params: Record<string, string>): Call {
  const access = new Access(account.store, who);
  const resourceKeys = resourceKeysOf(exchange.header('x-goog-drive-resource-keys'));
  return { account, exchange, query: exchange.query, params, who, access, resourceKeys };
}

function authenticate(account: Account, exchange: Exchange): Grant {
  const token = /^Bearer (.+)$/i.exec(exchange.header('authorization') ?? '')?.[1];
  if (token === undefined) throw loginRequired();
  const grant = account.auth.tokens.use(token);
  if (!grant) throw new ApiError(unauthenticated());
  return grant;
}

/** Counts one call against the limit, if there is one. */
function meter(account: Account): void {
  const { callsLeft, resetAt, limitForm } = account.settings;
  if (callsLeft === null) return;
  if (resetAt !== null && Date.parse(resetAt) <= Date.now()) {
    account.settings = { ...account.settings, callsLeft: null, resetAt: null };
  } else if (callsLeft > 0) {
    account.settings = { ...account.settings, callsLeft: callsLeft - 1 };
  } else {
    throw new ApiError(limitExceeded(limitForm));
  }
}
