import type { Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import { identify, requirePermission } from '../access/identify';
import { firstValues, readSignedRequest } from '../access/signed-request';
import type { Account } from '../account';
import { ApiError, common } from '../api-error';
import { tooManyRequests } from '../pages';
import { formatOf, refusal, success, type Format } from './format';
import { methods } from './methods';

/** Answers a call of `/services/rest`. */
export async function answerRest(account: Account, exchange: Exchange): Promise<Answer> {
  const request = await readSignedRequest(exchange, account.spool);
  for (const { piece } of request.files) await account.spool.drop(piece);
  const values = firstValues(request.parameters);
  const name = values.get('method') ?? '';
  const method = methods.get(name);
  exchange.route = `${exchange.method} ${method ? name : 'unknown'}`;
  await exchange.describe({ ...subjectOf(values), text: bodyText(request.parameters) });
  if (!account.calls.take()) return tooManyRequests();
  let format: Format = { kind: 'xml' };
  try {
    format = formatOf(values);
    const caller = identify(account, request);
    if (!method) throw common.unknownMethod(name);
    if (method.needs !== undefined) requirePermission(caller, method.needs);
    const result = await method.handler({ account, caller, values });
    await account.settle();
    return success(format, result);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return refusal(format, error);
  }
}

/** What a call is about, for faults and the request log. */
function subjectOf(values: Map<string, string>): { subject?: string } {
  const subject = values.get('photo_id') ?? values.get('photoset_id') ?? values.get('title');
  return subject === undefined ? {} : { subject };
}

/** Everything a request says, for faults that look at bodies: what is in the query counts as well. */
export function bodyText(parameters: readonly (readonly [string, string])[]): string {
  return parameters.map(([name, value]) => `${name}=${value}`).join('&');
}
