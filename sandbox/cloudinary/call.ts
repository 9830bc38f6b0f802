import type { Exchange } from '../frame/exchange';
import type { Account } from './account';
import type { Params } from './params';

/** A call of the Admin API, or of the Upload API without a file, after its caller was recognised. */
export interface Call {
  account: Account;
  exchange: Exchange;
  params: Params;
  /** What the names in the route's template stand for. */
  path: Record<string, string>;
}

/** What a call answers with status 200. */
export type CallResult = Record<string, unknown> | unknown[];

export type CallHandler = (call: Call) => CallResult | Promise<CallResult>;
