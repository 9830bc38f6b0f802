import { md5Checksum } from '../md5';
import { Readable } from 'node:stream';
import { errorFacts } from '../../core/error-facts';
import { ProviderError } from '../provider-error';
import type { Content } from '../provider';
import { resumingStream } from '../resuming-stream';
import { verifiedStream } from '../verified-stream';

/** Longest wait for the first byte: a transformation of a film may have to be made first. */
const answerTimeoutMs = 120_000;

interface Original {
  /** For words: the asset as the report calls it. */
  name: string;
  /** `pdf`, `zip`, `jpg`: what people would call it. */
  format?: string;
  /** Made anew for each request, and never kept. */
  url(): string;
  cloudName: string;
  signal: AbortSignal;
}

/** What a delivery says of what it delivers. */
interface Delivered {
  bytes: number;
  etag?: string;
  /** MD5 in hex: Cloudinary's etag of an original. */
  md5?: string;
}

/** Asks how long an asset is and what checksum it has, without its bytes. @throws {ProviderError} */
export async function lookAtOriginal(original: Original): Promise<Delivered> {
  const response = await request(original, { range: 'bytes=0-0' });
  await response.body?.cancel();
  return deliveredBy(response);
}

interface OriginalContent extends Original {
  bytes: number;
  fingerprint: string;
  md5?: string;
  /** False for transformed assets: what is delivered has no checksum that is known before. */
  isOriginal: boolean;
  /** The account's own record of an original's MD5: a call of the Admin API, for deliveries that come without an etag. */
  md5OfRecord(): Promise<string | undefined>;
}

/**
 * An asset's bytes as a download that goes on where its connection broke. Length and etag of each connection must be the
 * expected ones, and what is read whole must have the etag as its MD5. Cloudinary sends an etag with every original: one
 * that comes without has been through other hands, and is held against the account's record.
 */
export function originalContent({
  bytes,
  fingerprint,
  md5,
  isOriginal,
  md5OfRecord,
  ...original
}: OriginalContent): Content {
  let expected = md5;
  let seen: string | undefined;

  async function connect(start: number): Promise<Readable> {
    const response = await request(original, start === 0 ? {} : { range: `bytes=${start}-` });
    const found = deliveredBy(response);
    const isSame =
      found.bytes === bytes &&
      (expected === undefined || found.md5 === undefined || found.md5 === expected) &&
      (start === 0 || seen === undefined || found.etag === seen);
    if (!isSame || (start > 0 && response.status !== 206)) {
      await response.body?.cancel();
      throw transient(original, 'was changed meanwhile');
    }
    seen = found.etag;
    if (isOriginal) expected ??= found.md5;
    if (isOriginal && expected === undefined && found.etag === undefined) {
      expected = await md5OfRecord().catch(async (error: unknown) => {
        await response.body?.cancel();
        throw error;
      });
    }
    return Readable.from(piecesOf(response, original), { objectMode: false });
  }

  return {
    bytes,
    fingerprint,
    md5,
    async open(start = 0) {
      if (start >= bytes && bytes > 0) return Readable.from([]);
      const stream = await resumingStream({ start, bytes, openAt: connect });
      if (start > 0 || expected === undefined) return stream;
      const mismatch = (): Error => transient(original, 'was damaged on its way from Cloudinary');
      return verifiedStream(stream, { checksum: md5Checksum(), expected, mismatch });
    },
  };
}

async function* piecesOf(response: Response, original: Original): AsyncGenerator<Buffer> {
  try {
    for await (const piece of response.body ?? []) yield Buffer.from(piece as Uint8Array);
  } catch {
    if (original.signal.aborted) throw new DOMException('The download was aborted.', 'AbortError');
    throw transient(original, 'broke off while it was downloaded');
  }
}

async function request(original: Original, headers: Record<string, string>): Promise<Response> {
  const { signal } = original;
  signal.throwIfAborted();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), answerTimeoutMs);
  try {
    const response = await fetch(original.url(), {
      // What a CDN packs for the way has another length and is no range of the original.
      headers: { 'accept-encoding': 'identity', ...headers },
      signal: AbortSignal.any([signal, late.signal]),
    });
    if (response.ok) return response;
    await response.body?.cancel();
    throw refusal(original, response);
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    if (signal.aborted) throw new DOMException('The download was aborted.', 'AbortError');
    // Not the error itself: its message may hold the URL.
    const code = errorFacts((error as { cause?: unknown }).cause).code ?? (late.signal.aborted ? 'no answer' : 'broke');
    throw transient(original, `could not be downloaded (${code})`);
  } finally {
    clearTimeout(timer);
  }
}

/** Free accounts deliver these only when that is allowed (Cloudinary documentation, "Media delivery", PDF and ZIP). */
const notDelivered = /^(pdf|zip)$/i;

/** What a refused download means; the reason is in `X-Cld-Error` (Cloudinary documentation, "Error handling"). */
function refusal(original: Original, { status, headers }: Response): ProviderError {
  const { cloudName, name } = original;
  const service = serviceOf(original);
  const reason = (headers.get('x-cld-error') ?? `status ${status}`).replace(/\.$/, '');
  if (status === 404 || status === 410) {
    return new ProviderError('NotFound', `${name} cannot be downloaded: Cloudinary has no bytes of it (${reason}).`);
  }
  if (status === 416) return transient(original, 'was changed meanwhile');
  if (status === 420 || status === 429) {
    const quota = `cloudinary:${cloudName}:delivery`;
    return new ProviderError('RateLimited', 'Cloudinary asks for fewer downloads at once.', {
      quota,
      slowDown: true,
      service,
    });
  }
  if ((status === 401 || status === 403) && notDelivered.test(original.format ?? '')) {
    const words = `${name} cannot be downloaded: this account does not deliver PDF and ZIP files (${reason}). Allow them in the console (Settings, Security), then retry.`;
    return new ProviderError('NotFound', words, { service });
  }
  if (status >= 500 || status === 408 || status === 423)
    return transient(original, `could not be downloaded (${reason})`);
  return new ProviderError('InvalidAsset', `${name} cannot be downloaded: ${reason}.`, { service });
}

function deliveredBy({ headers }: Response): Delivered {
  const total = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] ?? headers.get('content-length');
  const etag = headers.get('etag') ?? undefined;
  const md5 = /^(?:W\/)?"?([0-9a-f]{32})"?$/.exec(etag ?? '')?.[1];
  return { bytes: total === null ? NaN : Number(total), etag, md5 };
}

function transient(original: Original, words: string): ProviderError {
  return new ProviderError('Transient', `${original.name} ${words}.`, { service: serviceOf(original) });
}

function serviceOf({ cloudName }: Original): string {
  return `Cloudinary account ${cloudName}`;
}
