import { createHash } from 'node:crypto';
import { jsonAnswer, type Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import { isJsonObject, parseJson } from '../../frame/json';
import { sameText } from '../access/signature';
import type { Account } from '../account';
import { ApiError, badRequest } from '../api-error';
import { Params } from '../params';
import { parseSearch } from '../search/query';
import { runSearch } from '../search/run';

/** A search as a delivery URL: `/<cloud>/search/<signature>/<ttl>/<base64 query>[/<cursor>]`. */
export interface SearchUrl {
  cloud: string;
  signature: string;
  ttl: string;
  query: string;
  cursor: string | undefined;
}

/** Takes such a URL apart; undefined when it is none. */
export function parseSearchUrl(exchange: Exchange): SearchUrl | undefined {
  const parts = /^(?:\/res)?\/([^/]+)\/search\/([0-9a-f]{64})\/(\d+)\/([^/]+)(?:\/([^/]+))?$/.exec(exchange.path);
  if (!parts) return undefined;
  const [, cloud = '', signature = '', ttl = '', query = '', cursor] = parts;
  return { cloud, signature, ttl, query, cursor };
}

/** Runs it, if it is signed with the account's secret (Cloudinary Search API reference, `to_url`). */
export function answerSearchUrl(account: Account, url: SearchUrl): Answer {
  const right = createHash('sha256').update(`${url.ttl}${url.query}${account.apiSecret}`).digest('hex');
  if (!sameText(right, url.signature)) throw new ApiError(401, 'Invalid Signature');
  const query = parseJson(Buffer.from(url.query, 'base64').toString('utf8'));
  if (!isJsonObject(query)) throw badRequest('Invalid search query');
  const params = new Params(Object.entries(query));
  if (url.cursor !== undefined) params.set('next_cursor', url.cursor);
  const headers = { 'Cache-Control': `public, max-age=${url.ttl}` };
  return jsonAnswer(200, runSearch(account, parseSearch(params)), headers);
}
