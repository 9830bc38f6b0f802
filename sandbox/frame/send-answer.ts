import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { Answer } from './answer';
import type { Exchange } from './exchange';

/** Sends an answer; with `cutAfterBytes` the connection breaks after that much of the body. */
export async function sendAnswer(exchange: Exchange, answer: Answer, cutAfterBytes?: number): Promise<void> {
  const { response } = exchange;
  if (exchange.abandoned) {
    letGo(answer.body);
    return;
  }
  const { body } = answer;
  const headers: Record<string, string> = { ...answer.headers };
  if (!(body instanceof Readable)) headers['Content-Length'] ??= String(Buffer.byteLength(body ?? ''));
  response.writeHead(answer.status, headers);
  if (exchange.method === 'HEAD') {
    letGo(body);
    response.end();
  } else if (cutAfterBytes !== undefined) {
    await sendSome(response, body, cutAfterBytes);
  } else if (body instanceof Readable) {
    await pipeline(body, response).catch(() => response.destroy());
  } else {
    response.end(body);
  }
  if (!response.closed) await finished(response).catch(() => undefined);
}

/** Lets go of a body that nobody reads. A file is opened a moment later, and may be gone by then: nobody minds. */
function letGo(body: Answer['body']): void {
  if (!(body instanceof Readable)) return;
  body.once('error', () => undefined);
  body.destroy();
}

async function sendSome(response: ServerResponse, body: Answer['body'], limit: number): Promise<void> {
  let left = limit;
  const source = body instanceof Readable ? body : Readable.from([Buffer.from(body ?? '')]);
  response.flushHeaders();
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const part = chunk.subarray(0, left);
    left -= part.length;
    if (part.length > 0) await new Promise<void>((resolve) => response.write(part, () => resolve()));
    if (left <= 0) break;
  }
  response.socket?.destroy();
}
