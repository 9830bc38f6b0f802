import { Readable } from 'node:stream';
import type { CallOptions } from '../provider';
import { ProviderError } from '../provider-error';
import { wholeBytes } from './first-look';
import { reachOfHead } from './judge';
import { providerErrorOfReach, shown } from './url-failure';
import { ifRangeOf, versionOf } from './version';
import type { WebAnswer, WebClient, WebRequest } from './web-client';

interface Opening extends Pick<WebRequest, 'allowPrivate'> {
  url: string;
  start: number;
  /** Length and version that the content had at first. */
  bytes: number;
  version?: string;
}

/**
 * Opens a connection that gives a URL's content from a byte on. A server without ranges sends the whole; what lies
 * before is read and dropped.
 * @throws {ProviderError} `Transient` when the content is another by now.
 */
export async function openUrlAt(client: WebClient, opening: Opening, options: CallOptions): Promise<Readable> {
  const { url, start, version, allowPrivate } = opening;
  const condition = ifRangeOf(version);
  const headers: Record<string, string> =
    start === 0 ? {} : { range: `bytes=${start}-`, ...(condition !== undefined && { 'if-range': condition }) };
  const answer = await client.ask({ url, allowPrivate, headers }, options);
  try {
    checkSame(answer, opening);
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
  if (start === 0 || answer.status === 206) return answer.body;
  return withoutBeginning(answer.body, start);
}

function checkSame(answer: WebAnswer, { url, start, bytes, version }: Opening): void {
  const changed = new ProviderError('Transient', `${shown(url)} was changed meanwhile.`);
  if (answer.status === 416) throw changed;
  const reach = reachOfHead(answer);
  if (reach.category !== 'ok') throw providerErrorOfReach({ ...reach, category: reach.category }, url);
  const found = versionOf(answer);
  if (version !== undefined && found !== undefined && found !== version) throw changed;
  const whole = wholeBytes(answer);
  if (whole !== undefined && whole !== bytes) throw changed;
  const from = /^bytes (\d+)-/.exec(answer.header('content-range') ?? '')?.[1];
  if (answer.status === 206 && Number(from) !== start) {
    throw new ProviderError('Transient', `${shown(url)} gave other bytes than those asked for.`);
  }
}

function withoutBeginning(body: Readable, bytes: number): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    let left = bytes;
    for await (const piece of body as AsyncIterable<Buffer>) {
      if (piece.length > left) yield piece.subarray(left);
      left = Math.max(0, left - piece.length);
    }
  }
  const rest = Readable.from(pieces(), { objectMode: false });
  rest.once('close', () => body.destroy());
  return rest;
}
