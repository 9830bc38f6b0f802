import type { Answer } from '../frame/answer';
import type { Exchange } from '../frame/exchange';
import { isJsonObject, parseJson, type JsonObject } from '../frame/json';
import type { Identity } from '../google-auth/identities';
import type { Account } from './account';
import { notFound, refusal } from './api-error';
import type { Access } from './store/access';
import type { Item } from './store/item';

/** One call of the API by somebody who is known. */
export interface Call {
  account: Account;
  exchange: Exchange;
  query: URLSearchParams;
  /** What the route's template names. */
  params: Record<string, string>;
  who: Identity;
  access: Access;
  resourceKeys: Map<string, string>;
}

export type CallHandler = (call: Call) => Promise<Answer> | Answer;

/** True for `true`. */
export function flag({ query }: Pick<Call, 'query'>, name: string): boolean {
  return query.get(name) === 'true';
}

/** The item of an id, as far as this caller may know of it. `root` is the caller's My Drive. @throws 404 */
export function itemNamed(call: Call, id: string, { shownAs = id }: { shownAs?: string } = {}): Item {
  const { account, access, who, resourceKeys } = call;
  const item = id === 'root' ? account.store.topOf(who.email) : account.store.get(id);
  if (!item || access.roleOf(item) === undefined || !access.hasKey(item, resourceKeys)) throw notFound(shownAs);
  const knowsDrives = flag(call, 'supportsAllDrives') || flag(call, 'supportsTeamDrives');
  if (item.driveId !== undefined && !knowsDrives) throw notFound(shownAs);
  return item;
}

/** The body as a JSON object; none is an empty one. @throws 400 */
export async function jsonBody({ exchange }: Pick<Call, 'exchange'>): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of exchange.body as AsyncIterable<Buffer>) chunks.push(chunk);
  return parseMetadata(Buffer.concat(chunks).toString('utf8'));
}

/** Metadata as a JSON object. @throws 400 */
export function parseMetadata(text: string): JsonObject {
  if (text.trim() === '') return {};
  const value = parseJson(text);
  if (isJsonObject(value)) return value;
  throw refusal({ status: 400, reason: 'parseError', message: 'Parse Error' });
}
