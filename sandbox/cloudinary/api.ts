import { jsonAnswer, type Answer } from '../frame/answer';
import type { Exchange } from '../frame/exchange';
import { BodyTooLarge, MalformedBody, readBody } from '../frame/request-body';
import { authenticateAdmin, authenticateUpload } from './access/authenticate';
import type { Account } from './account';
import { ApiError, badRequest, errorAnswer } from './api-error';
import type { CallHandler } from './call';
import { download } from './delivery/download';
import { Params } from './params';
import { routes } from './routes';
import { handleUpload } from './upload/handler';

/** `POST upload`, `GET resources/search`: an Upload API call by its name, an Admin API call by its template. */
export function apiRouteName(method: string, path: string): string {
  const template = routes.find(method, path)?.template ?? 'unknown';
  return `${method} ${template.replace(/^:resource_type\//, '')}`;
}

/** Answers a call of the Upload or the Admin API; `path` is what follows `/v1_1/<cloud>/`. */
export async function answerApi(account: Account, exchange: Exchange, path: string): Promise<Answer> {
  const match = routes.find(exchange.method, path);
  if (!match) throw new ApiError(404, `Not found: ${exchange.method} ${path}`);
  const route = match.handler;
  if (route.api === 'file') return handleUpload(account, exchange, match.params.resource_type ?? 'image');
  if (route.api === 'download') return download(account, exchange, match.params.resource_type ?? 'image');
  if (route.api === 'upload') {
    const params = await readParams(account, exchange);
    authenticateUpload(account, exchange, params, false);
    return answerCall(account, exchange, params, match.params, route.handler);
  }
  return answerAdmin(account, exchange, match.params, route.handler);
}

/** Admin calls count against the hourly quota, and say in their headers what is left of it. */
async function answerAdmin(
  account: Account,
  exchange: Exchange,
  path: Record<string, string>,
  handler: CallHandler,
): Promise<Answer> {
  const params = await readParams(account, exchange);
  authenticateAdmin(account, exchange);
  let answer: Answer;
  try {
    account.quota.take();
    answer = await answerCall(account, exchange, params, path, handler);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    answer = errorAnswer(error);
  }
  return { ...answer, headers: { ...answer.headers, ...account.quota.headers() } };
}

async function answerCall(
  account: Account,
  exchange: Exchange,
  params: Params,
  path: Record<string, string>,
  handler: CallHandler,
): Promise<Answer> {
  const result = await handler({ account, exchange, params, path });
  await account.assets.settle();
  return jsonAnswer(200, result);
}

async function readParams(account: Account, exchange: Exchange): Promise<Params> {
  try {
    const body = await readBody(exchange, account.spool, account.settings.requestMaxBytes);
    for (const file of body.files) await account.spool.drop(file.piece);
    const params = Params.of(body, exchange.query);
    const subject = params.text('public_id') ?? params.text('from_public_id');
    await exchange.describe({ text: body.text, ...(subject === undefined ? {} : { subject }) });
    return params;
  } catch (error) {
    if (error instanceof BodyTooLarge) throw new ApiError(413, 'Request entity too large');
    if (error instanceof MalformedBody) throw badRequest(error.message);
    throw error;
  }
}
