import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { formatBytes } from '../core/format';
import type { TransferOperation } from '../core/operation';
import type { TransferSpec } from '../core/spec';
import { ImageTooLargeError, ImageUnreadableError } from '../images/image-error';
import { shrink } from '../images/shrink';
import type { Content } from '../providers/provider';
import { ProviderError } from '../providers/provider-error';

/**
 * Hands content on as it is, or, when it is an image above the job's `--shrink-over`, a smaller JPEG made of it, which
 * is gone afterwards.
 */
export async function withinSize<T>(
  scratchDir: string,
  spec: TransferSpec,
  operation: TransferOperation,
  content: Content,
  signal: AbortSignal,
  use: (content: Content, note?: string) => Promise<T>,
): Promise<T> {
  const limit = spec.transfer.shrinkOverBytes;
  const isVector = operation.format === 'svg';
  if (limit === undefined || operation.resourceType !== 'image' || content.bytes <= limit || isVector)
    return use(content);
  await mkdir(scratchDir, { recursive: true });
  const inputPath = join(scratchDir, `${randomBytes(8).toString('hex')}.original`);
  const outputPath = `${inputPath}.jpg`;
  try {
    await pipeline(await content.open(), createWriteStream(inputPath), { signal });
    const { width, height } = await shrink({ inputPath, outputPath, maxBytes: limit, signal }).catch(
      (error: unknown) => {
        if (!(error instanceof ImageTooLargeError || error instanceof ImageUnreadableError)) throw error;
        throw new ProviderError('InvalidAsset', error.message);
      },
    );
    const small = await fileContent(outputPath, content.fingerprint, limit);
    const note = `shrunk from ${formatBytes(content.bytes)} to ${formatBytes(small.bytes)}, ${width} x ${height}`;
    return await use(small, note);
  } finally {
    await rm(inputPath, { force: true });
    await rm(outputPath, { force: true });
  }
}

async function fileContent(file: string, fingerprint: string, limit: number): Promise<Content> {
  const { size } = await stat(file);
  return {
    bytes: size,
    fingerprint: createHash('md5').update(`${fingerprint} below ${limit}`).digest('hex'),
    open: (start = 0) => Promise.resolve(createReadStream(file, { start })),
  };
}
