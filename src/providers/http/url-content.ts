import { Readable } from 'node:stream';
import { createHash } from 'node:crypto';
import type { Reach } from '../../core/reach';
import { mediaByName } from '../../core/media-by-name';
import { sniff } from '../../images/sniff';
import type { CallOptions, Content } from '../provider';
import { ProviderError } from '../provider-error';
import { resumingStream } from '../resuming-stream';
import { openUrlAt } from './open-url-at';
import { firstLook, isEncoded, type FirstLook } from './first-look';
import { reachOfLook, type WantedContent } from './judge';
import { spooledContent } from './spooled-content';
import { providerErrorOf, providerErrorOfReach } from './url-failure';
import { versionOf } from './version';
import type { WebClient, WebRequest } from './web-client';

/** How a URL's content is got. */
export interface UrlContentOptions extends Pick<WebRequest, 'allowPrivate'> {
  client: WebClient;
  /**
   * `image`: anything but a picture fails. By default a web page fails where the URL's name is that of a picture, and
   * everything else is taken.
   */
  media?: WantedContent;
  /** Content whose length nobody tells is kept in a file here first. Whoever gives the folder empties it. */
  scratchDir: string;
  /** Most bytes that such a file may have; 20 GiB by default. */
  mostScratchBytes?: number;
}

/**
 * The content behind a URL. Its length and version are found out by a request for its first bytes; opened, it is a
 * download that goes on where its connection broke, of that same version or not at all.
 *
 * @throws {ProviderError} here and while it is read: `NotFound` for 404 and 410; `RateLimited` with the quota
 * `http:<host>` for 429; `Transient` for 5xx, 408, timeouts and broken connections, and when it has changed meanwhile;
 * `InvalidAsset` for everything that stays as it is.
 */
export async function urlContent(url: string, options: UrlContentOptions, { signal }: CallOptions): Promise<Content> {
  const { client, allowPrivate } = options;
  const wanted = { url, allowPrivate };
  try {
    const look = await firstLook(client, wanted, { signal });
    const reach = await judged(look, { url, media: options.media });
    if (reach.category !== 'ok') throw providerErrorOfReach({ ...reach, category: reach.category }, url);
    const { bytes } = look;
    if (bytes === undefined || isEncoded(look.answer)) return await spooledContent(url, options, { signal });
    const version = versionOf(look.answer);
    const openAt = (start: number): Promise<Readable> =>
      openUrlAt(client, { ...wanted, bytes, version, start }, { signal });
    return {
      bytes,
      fingerprint: version ?? `${bytes} ${createHash('sha256').update(look.head).digest('hex')}`,
      open: async (start = 0) => {
        if (start >= bytes) return Readable.from([]);
        const stream = await resumingStream({ start, bytes, openAt }).catch((error: unknown) => {
          throw inKinds(error, url, signal);
        });
        return failingInKinds(stream, url, signal);
      },
    };
  } catch (error) {
    throw inKinds(error, url, signal);
  }
}

interface Judging extends Pick<UrlContentOptions, 'media'> {
  url: string;
}

async function judged(look: FirstLook, { url, media }: Judging): Promise<Reach> {
  const reach = await reachOfLook(look, media ?? 'any');
  if (reach.category !== 'ok' || media !== undefined || mediaByName(new URL(url).pathname).media !== 'image')
    return reach;
  const { mime, format } = await sniff(look.head);
  return mime === 'text/html' ? { ...reach, category: 'not-an-image', contentType: mime, reason: format } : reach;
}

function inKinds(error: unknown, url: string, signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : error instanceof ProviderError ? error : providerErrorOf(error, url);
}

/** The same stream, which breaks with failures that have a kind. */
function failingInKinds(stream: Readable, url: string, signal: AbortSignal): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      for await (const piece of stream) yield piece as Buffer;
    } catch (error) {
      throw inKinds(error, url, signal);
    }
  }
  const translated = Readable.from(pieces(), { objectMode: false });
  // Not in the generator: of a stream that nobody has begun to read it would never run.
  translated.once('close', () => stream.destroy());
  return translated;
}
