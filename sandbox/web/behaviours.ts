import { setTimeout as delay } from 'node:timers/promises';
import { textAnswer, type Answer } from '../frame/answer';
import { byteRangeOf } from '../frame/byte-range';
import type { Exchange } from '../frame/exchange';
import { Router } from '../frame/router';
import { bytesNamed, pictureNamed } from './content';
import { brokenBody, stallingBody, unmeasuredBody } from './faulty-bodies';
import { sendContent } from './send-content';
import type { Tries } from './tries';

/** A request to the source. */
export interface WebCall {
  exchange: Exchange;
  /** What stands behind the template's names. */
  params: Record<string, string>;
  /** How often each address was asked for. */
  tries: Tries;
}

export type Behaviour = (call: WebCall) => Promise<Answer>;

/** What each kind of path does. Templates are below `/web/`. */
export const behaviours = new Router<Behaviour>()
  .add('GET', 'pictures/*name', (call) => sendPicture(call))
  .add('GET', 'bytes/:count/*name', async ({ exchange, params }) =>
    sendContent(exchange, bytesNamed(Number(params.count), params.name ?? '')),
  )
  .add('GET', 'status/:code/*name', async ({ params }) => statusPage(Number(params.code)))
  .add('GET', 'html/*name', async () => page(200, 'Not what you were looking for'))
  .add('GET', 'empty/*name', async () => ({ status: 200, headers: { 'Content-Type': 'image/jpeg' }, body: '' }))
  .add('GET', 'slow/:ms/*name', async (call) => {
    await delay(Math.min(Number(call.params.ms), longestMs));
    return sendPicture(call);
  })
  .add('GET', 'never/*name', ({ exchange }) => untilGone(exchange))
  .add('GET', 'stall/*name', (call) => halved(call, stallingBody))
  .add('GET', 'redirect/:hops/*name', async (call) => {
    const hops = Number(call.params.hops);
    const name = call.params.name ?? '';
    return hops > 0 ? redirect(`/web/redirect/${hops - 1}/${encodeURI(name)}`) : sendPicture(call);
  })
  .add('GET', 'loop', async () => redirect('/web/loop'))
  .add('GET', 'to', async ({ exchange }) => redirect(exchange.query.get('url') ?? '/web/loop'))
  .add('GET', 'no-head/*name', async (call) =>
    call.exchange.method === 'HEAD' ? page(405, 'Method Not Allowed') : sendPicture(call),
  )
  .add('GET', 'head-lies/*name', async (call) => (call.exchange.method === 'HEAD' ? page(200, '') : sendPicture(call)))
  .add('GET', 'cut/*name', (call) => halved(call, brokenBody))
  .add('GET', 'octet/*name', (call) => sendPicture(call, 'application/octet-stream'))
  .add('GET', 'no-length/*name', async ({ exchange, params }) => {
    const picture = await pictureNamed(params.name ?? '', exchange.query);
    return { status: 200, headers: { 'Content-Type': picture.contentType }, body: unmeasuredBody(picture) };
  })
  .add('GET', 'flaky/:times/*name', (call) => failingFirst(call, { status: 503 }))
  .add('GET', 'limited/:times/*name', (call) => failingFirst(call, { status: 429, headers: { 'Retry-After': '1' } }));

/** Longest time a path can make a client wait; a test that is left behind does not hold the program. */
const longestMs = 10 * 60_000;

async function sendPicture({ exchange, params }: WebCall, contentType?: string): Promise<Answer> {
  return sendContent(exchange, await pictureNamed(params.name ?? '', exchange.query), contentType);
}

/** Half of what was asked for, under the length of all of it; a range from there on gets half of the rest. */
async function halved({ exchange, params }: WebCall, endOf: typeof brokenBody): Promise<Answer> {
  const content = await pictureNamed(params.name ?? '', exchange.query);
  const answer = sendContent(exchange, content);
  if (exchange.method === 'HEAD' || answer.status >= 300) return answer;
  const range = answer.status === 206 ? byteRangeOf(exchange.header('range'), content.bytes) : undefined;
  const { start, end } = typeof range === 'object' ? range : { start: 0, end: content.bytes - 1 };
  return { ...answer, body: endOf(content.read(start, Math.floor((start + end) / 2)), exchange) };
}

/** The failure so many times for this very address, HEAD and GET together, then the picture. */
async function failingFirst(call: WebCall, failure: Answer): Promise<Answer> {
  const { exchange, params, tries } = call;
  const isOver = tries.count(exchange.path) > Number(params.times);
  if (isOver) return sendPicture(call);
  return { ...page(failure.status, 'Not now'), headers: { 'Content-Type': 'text/html', ...failure.headers } };
}

function statusPage(status: number): Answer {
  if (status === 204 || status === 304) return { status };
  return page(status >= 200 && status <= 599 ? status : 400, `Status ${status}`);
}

function page(status: number, words: string): Answer {
  const text =
    words === '' ? '' : `<!doctype html><html><head><title>${words}</title></head><body>${words}</body></html>`;
  return textAnswer(status, text, 'text/html; charset=utf-8');
}

function redirect(location: string): Answer {
  return { status: 302, headers: { Location: location } };
}

/** Says nothing until the client has given up. */
async function untilGone(exchange: Exchange): Promise<Answer> {
  const { response } = exchange;
  if (!response.destroyed) await new Promise((resolve) => response.once('close', resolve));
  return { status: 204 };
}
