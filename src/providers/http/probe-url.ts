import type { Reach } from '../../core/reach';
import type { CallOptions } from '../provider';
import { firstLook, wholeBytes } from './first-look';
import { isVague, reachOfFailure, reachOfHead, reachOfLook, type WantedContent } from './judge';
import type { WebAnswer, WebClient } from './web-client';
import { webFailureOf } from './web-failure';

/** How a URL is probed. */
export interface ProbeOptions {
  client: WebClient;
  /** `image`: what is no picture is `not-an-image`. */
  media: WantedContent;
  /** Addresses outside of the public internet may be asked; they are `refused` otherwise. */
  allowPrivate?: boolean;
  /** For each request; 20 s by default. Waiting for the host's pace does not count. */
  timeoutMs?: number;
}

/** A HEAD that is answered so says nothing of the URL: the server may not know the method, or not for us. */
const headRefusals = new Set([204, 205, 400, 403, 405, 501]);

/**
 * Asks what a URL gives, reading as little of it as can be: by HEAD and, where that is refused or leaves something open,
 * by a GET for the first bytes, of which no more are read than are needed to tell a picture. Whatever it comes to is a
 * `Reach`; nothing is tried again.
 *
 * @throws only the reason of the caller's signal.
 */
export async function probeUrl(url: string, options: ProbeOptions, { signal }: CallOptions): Promise<Reach> {
  const { client, media, allowPrivate, timeoutMs = 20_000 } = options;
  const wanted = { url, allowPrivate, timeoutMs };
  try {
    const answer = await client.ask({ ...wanted, method: 'HEAD' }, { signal });
    answer.body.destroy();
    if (!isOpen(answer, media)) return reachByHead(answer);
    return await reachOfLook(await firstLook(client, wanted, { signal }), media);
  } catch (error) {
    signal.throwIfAborted();
    return reachOfFailure(webFailureOf(error, 'the host'));
  }
}

/** Whether the answer to a HEAD leaves open what a GET would give. */
function isOpen(answer: WebAnswer, media: WantedContent): boolean {
  const { category, contentType } = reachOfHead(answer);
  if (headRefusals.has(answer.status)) return true;
  if (category !== 'ok') return false;
  const bytes = wholeBytes(answer);
  if (bytes === undefined || bytes === 0 || isVague(contentType)) return true;
  return media === 'image' && contentType?.startsWith('image/') !== true;
}

function reachByHead(answer: WebAnswer): Reach {
  const bytes = wholeBytes(answer);
  const reach = reachOfHead(answer);
  return reach.category === 'ok' && bytes !== undefined ? { ...reach, bytes } : reach;
}
