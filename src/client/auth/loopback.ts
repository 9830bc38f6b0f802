import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerNames } from './sign-in-port';

/** Where the browser comes back to after a person said yes or no (RFC 8252, 7.3). */
export interface Loopback {
  redirectUri: string;
  /** The code the browser brought. @throws {SignInRefusedError} when the person or the service said no. */
  code(state: string, names?: AnswerNames): Promise<string>;
  close(): void;
}

/** The person or the service said no in the browser. */
export class SignInRefusedError extends Error {
  override readonly name = 'SignInRefusedError';
}

/** RFC 6749, 4.1.2. */
const oauth2Names: AnswerNames = { state: 'state', code: 'code' };

/**
 * Reads the address a browser ended at; `undefined`: it belongs to another sign-in, or holds no code.
 * @throws {SignInRefusedError} with what the service said.
 */
export function codeOf(address: URL, state: string, names: AnswerNames = oauth2Names): string | undefined {
  const { searchParams: found } = address;
  if (found.get(names.state) !== state) return undefined;
  const refusal = found.get('error') ?? found.get('oauth_problem');
  if (refusal !== null) throw new SignInRefusedError(found.get('error_description') ?? refusal);
  return found.get(names.code) ?? undefined;
}

/** Listens on this machine alone for the browser to come back. @param port 0: any that is free. */
export async function listenForCode(port: number): Promise<Loopback> {
  let settle: { resolve(code: string): void; reject(error: Error): void } | undefined;
  let expected: { state: string; names?: AnswerNames } | undefined;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const address = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (address.searchParams.size === 0) return answer(response, 404, 'Nothing is here.');
    try {
      const code = expected === undefined ? undefined : codeOf(address, expected.state, expected.names);
      if (code === undefined) return answer(response, 400, 'This answer belongs to another sign-in. Start again.');
      answer(response, 200, 'Signed in. You can close this window and go back to the terminal.');
      settle?.resolve(code);
    } catch (error) {
      answer(response, 200, 'Not signed in. Go back to the terminal.');
      settle?.reject(error as Error);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    redirectUri: `http://127.0.0.1:${bound}/`,
    code: (state, names) => {
      expected = { state, names };
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>ferry</title><p>${words}</p></html>`);
}
