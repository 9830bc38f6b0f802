import type { Exchange } from '../../frame/exchange';
import { textOf } from '../../frame/json';
import { readBody, type ReceivedFile } from '../../frame/request-body';
import type { Spool } from '../../frame/spool';
import type { Parameter } from './base-string';

/** A request as the service understands it: what it says, and the file it brings. */
export interface SignedRequest {
  method: string;
  /** Path as it was sent. */
  path: string;
  /** `Host` as it was sent. */
  host: string;
  /** Everything that is signed: of the query, the header `Authorization`, and the body but for the part `photo`. */
  parameters: Parameter[];
  files: ReceivedFile[];
}

const fileField = 'photo';

/** Reads a request to its end; files go to the spool as they come. */
export async function readSignedRequest(exchange: Exchange, spool: Spool): Promise<SignedRequest> {
  const body = exchange.method === 'POST' ? await readBody(exchange, spool) : undefined;
  const fields = (body?.fields ?? []).map(([name, value]): Parameter => [name, textOf(value)]);
  return {
    method: exchange.method,
    path: exchange.rawPath,
    host: exchange.header('host') ?? '',
    parameters: [
      ...exchange.query,
      ...authorizationParameters(exchange.header('authorization')),
      ...fields.filter(([name]) => name !== fileField),
    ],
    files: body?.files ?? [],
  };
}

/** The first value of each name. */
export function firstValues(parameters: readonly Parameter[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of parameters) if (!values.has(name)) values.set(name, value);
  return values;
}

/** `OAuth realm="...", oauth_token="..."` (RFC 5849, 3.5.1); the realm is not signed. */
function authorizationParameters(header: string | undefined): Parameter[] {
  const list = /^OAuth\s+(.*)$/is.exec(header ?? '')?.[1];
  if (list === undefined) return [];
  return [...list.matchAll(/([^\s,="]+)\s*=\s*"([^"]*)"/g)]
    .map(([, name = '', value = '']): Parameter => [decode(name), decode(value)])
    .filter(([name]) => name.toLowerCase() !== 'realm');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // What cannot be decoded is taken as it stands: its signature cannot be right.
    return text;
  }
}
