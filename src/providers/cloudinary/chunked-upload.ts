import { randomBytes } from 'node:crypto';
import type { UploadApiOptions, UploadApiResponse } from 'cloudinary';
import { ProviderError } from '../provider-error';
import type { PutRequest } from '../provider';
import type { CloudinaryClient } from './client';
import { passOn } from './pass-on';

/** One request may hold 100 MB (Cloudinary support, "file size limits"); what is bigger goes in chunks. */
export const chunkedAboveBytes = 100_000_000;
/** The SDK's own chunk size. All chunks but the last must be larger than 5 MB. */
const chunkBytes = 20_000_000;

/**
 * Uploads in chunks under one `X-Unique-Upload-Id`. How far it is, is written down after each chunk, so an attempt
 * after a crash goes on with the next one. An upload that Cloudinary has forgotten starts again.
 */
export async function uploadInChunks(
  client: CloudinaryClient,
  request: Pick<PutRequest, 'content' | 'session' | 'onProgress'>,
  options: UploadApiOptions,
  signal: AbortSignal,
): Promise<UploadApiResponse> {
  const { content, session, onProgress } = request;
  const begun = await session.find();
  const uploadId = begun?.uploadId ?? randomBytes(16).toString('hex');
  let start = begun?.nextByte ?? 0;
  for (;;) {
    const end = Math.min(start + chunkBytes, content.bytes);
    const isLast = end === content.bytes;
    const answer = await client.upload(
      passOn(await content.open(start), { bytes: end - start }),
      {
        ...options,
        x_unique_upload_id: uploadId,
        content_range: `bytes ${start}-${end - 1}/${content.bytes}`,
      },
      signal,
    );
    onProgress(end);
    if (isLast) {
      await session.forget();
      // A service that lost a chunk answers `done: false` and stores nothing: never take that for success.
      if (typeof answer.public_id === 'string' && answer.asset_id !== undefined) return answer;
      throw new ProviderError('Transient', 'Cloudinary did not put the chunks together; they are sent again.', {
        service: `Cloudinary account ${client.cloudName}`,
      });
    }
    start = end;
    await session.record({ uploadId, nextByte: start });
  }
}
