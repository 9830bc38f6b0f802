import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { errorFacts } from '../../core/error-facts';
import type { CallOptions, Content } from '../provider';
import { ProviderError } from '../provider-error';
import { reachOfHead } from './judge';
import { providerErrorOfReach, shown } from './url-failure';
import type { WebClient, WebRequest } from './web-client';

interface SpoolOptions extends Pick<WebRequest, 'allowPrivate'> {
  client: WebClient;
  scratchDir: string;
  mostScratchBytes?: number;
}

/**
 * Downloads content whose length is not told, or that comes encoded, to a file in the scratch folder, and gives it from
 * there. A download that breaks leaves no file; it begins anew with the next attempt.
 */
export async function spooledContent(
  url: string,
  { client, scratchDir, mostScratchBytes = 20 * 1024 ** 3, allowPrivate }: SpoolOptions,
  { signal }: CallOptions,
): Promise<Content> {
  const answer = await client.ask({ url, allowPrivate }, { signal });
  const reach = reachOfHead(answer);
  if (reach.category !== 'ok') {
    answer.body.destroy();
    throw providerErrorOfReach({ ...reach, category: reach.category }, url);
  }
  const decoder = decoderOf(answer.header('content-encoding'), url);
  const path = join(scratchDir, `${randomUUID()}.download`);
  const hash = createHash('md5');
  let bytes = 0;
  async function* measured(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > mostScratchBytes) throw tooLong(url, mostScratchBytes);
      hash.update(piece);
      yield piece;
    }
  }
  try {
    await pipeline(answer.body, decoder, measured, createWriteStream(path, { flags: 'wx' }), { signal });
  } catch (error) {
    await rm(path, { force: true });
    throw kindOfSpoolFailure(error, { url, scratchDir });
  }
  const md5 = hash.digest('hex');
  return { bytes, md5, fingerprint: md5, open: async (start = 0) => createReadStream(path, { start }) };
}

function decoderOf(encoding: string | undefined, url: string): Duplex {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return new PassThrough();
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      throw new ProviderError(
        'InvalidAsset',
        `${shown(url)} comes encoded as ${encoding ?? ''}, which ferry cannot read.`,
      );
  }
}

function tooLong(url: string, mostBytes: number): ProviderError {
  const words = `does not tell its length and is longer than ${mostBytes} bytes, the most that is kept in between.`;
  return new ProviderError('InvalidAsset', `${shown(url)} ${words}`);
}

/** Failures of our own disk and of the encoding are told apart from those of the connection, which pass. */
function kindOfSpoolFailure(error: unknown, { url, scratchDir }: { url: string; scratchDir: string }): unknown {
  const { code = '', path } = errorFacts(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ProviderError('QuotaExceeded', `The disk of ${scratchDir} is full.`, { nextStep: 'Make room there.' });
  }
  if (path !== undefined) return new ProviderError('Unexpected', `${scratchDir} cannot be written to (${code}).`);
  if (code.startsWith('Z_')) {
    return new ProviderError('InvalidAsset', `${shown(url)} is not encoded the way it says (${code}).`);
  }
  return error;
}
