import { createHash } from 'node:crypto';
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
}

/** The originals of an account's photos. */
export class Originals {
  /** Never leaves this process: who knows an address of an original can fetch it. */
  private readonly addresses = new Map<string, string>();

  constructor(private readonly client: FlickrClient) {}

  /** Remembers what a listing says of where an original is. */
  remember({ id, originalSecret, originalUrl, media }: PhotoFacts): void {
    // Of a film a listing names its still.
    if (originalSecret === undefined || originalUrl === undefined || media === 'video') return;
    const [oldest] = this.addresses.size >= mostAddresses ? this.addresses.keys() : [];
    if (oldest !== undefined) this.addresses.delete(oldest);
    this.addresses.set(keyOf(id, originalSecret), originalUrl);
  }

  /**
   * The original of a photo, checked against its MD5 where that is known.
   * @throws {ProviderError} `Conflict` when it has other content by now, `NotFound` when it is gone.
   */
  async content({ id, fingerprint, name, md5, bytes: known }: Wanted, signal: AbortSignal): Promise<Content> {
    const { apiUrl } = this.client;
    const url = this.addresses.get(keyOf(id, fingerprint)) ?? (await this.find({ id, fingerprint, name }, signal));
    const bytes = known ?? (await lengthOfOriginal(url, { apiUrl, signal }));
    const transient = (words: string): ProviderError =>
      new ProviderError('Transient', `Flickr: ${name} ${words}.`, { service });
    const openAt = (start: number): Promise<Readable> =>
      openOriginal(url, start, { apiUrl, signal }).catch((error: unknown) => {
        const isShorter = error instanceof FlickrCallError && error.httpStatus === 416;
        throw isShorter ? transient('is shorter than it was said to be') : error;
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

  private async find({ id, fingerprint, name }: Wanted, signal: AbortSignal): Promise<string> {
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
    throw new ProviderError('Conflict', `Flickr: ${name} has other content by now.`, { service });
  }
}

function keyOf(id: string, fingerprint: string): string {
  return `${id} ${fingerprint}`;
}

function md5Checksum() {
  const hash = createHash('md5');
  return { update: (piece: Buffer) => hash.update(piece), digest: () => hash.digest('hex') };
}
