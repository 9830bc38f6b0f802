import type { Readable } from 'node:stream';

/** What goes back over the wire. A stream is sent as it comes, everything else with its length. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string | Readable;
}

/** A JSON answer as the imitated services send it. */
export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** A page of HTML or plain text, as proxies in front of the services send it. */
export function textAnswer(status: number, text: string, contentType = 'text/html'): Answer {
  return { status, headers: { 'Content-Type': contentType }, body: text };
}
