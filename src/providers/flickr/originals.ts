import { md5Checksum } from '../md5';
import { Readable } from 'node:stream';
import { ProviderError } from '../provider-error';
import type { Content } from '../provider';
import { resumingStream } from '../resuming-stream';
import { verifiedStream } from '../verified-stream';
import { sizesSchema } from './answers';
import { FlickrCallError } from './call-error';
import { service } from './classify';
import type { FlickrClient } from './client';
import { lengthOfOriginal, openOriginal } from './images';
import type { PhotoFacts } from './photo-facts';

/** So many addresses are remembered, each of a few hundred bytes: they spare a call for each download. */
const mostAddresses = 20_000;

interface Wanted {
  id: string;
  /** Secret of the original that is meant. */
  fingerprint: string;
  /** For words. */
  name: string;
  md5?: string;
  bytes?: number;
  /** What it is that the photo has other content by now; absent: a conflict with what was planned. */
  changed?: 'Conflict' | 'Transient';
}

/** The originals of an account's photos. */
export class Originals {
  /** Never leaves this process: who knows an address of an original can fetch it. */
  private readonly addresses = new Map<string, string>();
  private readonly lengths = new Map<string, number>();

  constructor(private readonly client: FlickrClient) {}

  /** Remembers what a listing says of where an original is. */
  remember({ id, originalSecret, originalUrl, media }: PhotoFacts): void {
    // Of a film a listing names its still.
    if (originalSecret === undefined || originalUrl === undefined || media === 'video') return;
    remember(this.addresses, keyOf(id, originalSecret), originalUrl);
  }

  /** How long a photo's original is; asked for once. @throws as `content` does. */
  async bytes(wanted: Omit<Wanted, 'md5'>, signal: AbortSignal): Promise<number> {
    const key = keyOf(wanted.id, wanted.fingerprint);
    const known = wanted.bytes ?? this.lengths.get(key);
    if (known !== undefined) return known;
    const url = await this.addressOf(wanted, signal);
    const bytes = await lengthOfOriginal(url, { apiUrl: this.client.apiUrl, signal }).catch((error: unknown) =>
      this.unlessChanged(error, wanted, signal),
    );
    remember(this.lengths, key, bytes);
    return bytes;
  }

  /**
   * The original of a photo, checked against its MD5 where that is known.
   * @throws {ProviderError} `Conflict` when it has other content by now, `NotFound` when it is gone.
   */
  async content(wanted: Wanted, signal: AbortSignal): Promise<Content> {
    const { fingerprint, name, md5 } = wanted;
    const { apiUrl } = this.client;
    const url = await this.addressOf(wanted, signal);
    const bytes = await this.bytes(wanted, signal);
    const transient = (words: string): ProviderError =>
      new ProviderError('Transient', `Flickr: ${name} ${words}.`, { service });
    const openAt = (start: number): Promise<Readable> =>
      openOriginal(url, start, { apiUrl, signal }).catch((error: unknown) => {
        const isShorter = error instanceof FlickrCallError && error.httpStatus === 416;
        if (isShorter) throw transient('is shorter than it was said to be');
        return this.unlessChanged(error, { ...wanted, changed: 'Transient' }, signal);
      });
    return {
      bytes,
      fingerprint,
      ...(md5 === undefined ? {} : { md5 }),
      async open(start = 0) {
        if (start >= bytes && bytes > 0) return Readable.from([]);
        const stream = await resumingStream({ start, bytes, openAt });
        if (start > 0 || md5 === undefined) return stream;
        const mismatch = (): Error => transient('was damaged on its way');
        return verifiedStream(stream, { checksum: md5Checksum(), expected: md5, mismatch });
      },
    };
  }

  private async addressOf(wanted: Wanted, signal: AbortSignal): Promise<string> {
    const key = keyOf(wanted.id, wanted.fingerprint);
    const known = this.addresses.get(key);
    if (known !== undefined) return known;
    const url = await this.find(wanted, signal);
    remember(this.addresses, key, url);
    return url;
  }

  /** An address ends with its photo, and with the content it had: which it was is asked for. */
  private async unlessChanged(error: unknown, wanted: Wanted, signal: AbortSignal): Promise<never> {
    const isGone = error instanceof FlickrCallError && (error.httpStatus === 404 || error.httpStatus === 410);
    if (isGone) await this.find(wanted, signal);
    throw error;
  }

  private async find({ id, fingerprint, name, changed = 'Conflict' }: Wanted, signal: AbortSignal): Promise<string> {
    const answer = sizesSchema.parse(await this.client.call('flickr.photos.getSizes', { photo_id: id }, signal));
    const { size } = answer.sizes;
    const labelled = (label: string): string | undefined => size.find((one) => one.label === label)?.source;
    const url = labelled('Video Original') ?? labelled('Original');
    if (url === undefined) {
      const words = `Flickr: the original of ${name} may not be read. Allow downloads in the account's settings, or go Pro.`;
      throw new ProviderError('InvalidAsset', words, { service });
    }
    // `<id>_<secret>_o.jpg` (Flickr, "Photo Image URLs").
    const secret = /_([0-9a-z]+)_o\.\w+$/i.exec(new URL(url).pathname)?.[1];
    if (secret === undefined || secret === fingerprint) return url;
    throw new ProviderError(changed, `Flickr: ${name} has other content by now.`, { service });
  }
}

function remember<T>(known: Map<string, T>, key: string, value: T): void {
  const [oldest] = known.size >= mostAddresses ? known.keys() : [];
  if (oldest !== undefined) known.delete(oldest);
  known.set(key, value);
}

function keyOf(id: string, fingerprint: string): string {
  return `${id} ${fingerprint}`;
}
