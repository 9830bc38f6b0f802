import type { Answer } from '../frame/answer';
import type { Exchange } from '../frame/exchange';
import { isJsonObject, parseJson, textOf, type JsonValue } from '../frame/json';
import { authenticate, meter } from './access/authenticate';
import type { Account } from './account';
import { badInput, tooManyWrites } from './api-error';
import { routes } from './routes';

/** Answers a call below `/2/`; `fn` is what follows. */
export async function answerApi(account: Account, exchange: Exchange, fn: string): Promise<Answer> {
  const route = routes.get(fn);
  if (!route) throw badInput(fn, 'Unknown API function: ' + JSON.stringify(fn));
  meter(account);
  const grant = authenticate(account, exchange, fn, route.scope);
  const text = route.style === 'rpc' ? await bodyText(exchange) : headerText(exchange);
  const argument = parsed(fn, text, route.style);
  await exchange.describe({ subject: subjectOf(argument), text });
  if (route.writes === true) enterWrite(account, exchange);
  return route.handler({ account, exchange, fn, argument, grant });
}

function enterWrite(account: Account, exchange: Exchange): void {
  const { writesAtOnce } = account.settings;
  const atOnce = account.context.log.enterLane('dropbox', 'write', exchange);
  if (writesAtOnce !== null && atOnce > writesAtOnce) throw tooManyWrites();
}

async function bodyText(exchange: Exchange): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of exchange.body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The argument of a content call: in a header, in ASCII, or in the query. */
function headerText(exchange: Exchange): string {
  return exchange.header('dropbox-api-arg') ?? exchange.query.get('arg') ?? '';
}

function parsed(fn: string, text: string, style: 'rpc' | 'content'): JsonValue | undefined {
  if (text === '' || text === 'null') return undefined;
  const value = /[^\x20-\x7e]/.test(text) && style === 'content' ? undefined : parseJson(text);
  if (value !== undefined) return value;
  const where = style === 'rpc' ? 'request body' : 'HTTP header "Dropbox-API-Arg"';
  throw badInput(fn, `${where}: could not decode input as JSON`);
}

/** The path or link a call is about, for faults and the request log. Links are as good as secrets: they are left out. */
function subjectOf(argument: JsonValue | undefined): string | undefined {
  if (!isJsonObject(argument)) return undefined;
  const commit = isJsonObject(argument.commit) ? argument.commit : {};
  const path = argument.path ?? argument.from_path ?? commit.path;
  return path === undefined || path === null ? undefined : textOf(path);
}
