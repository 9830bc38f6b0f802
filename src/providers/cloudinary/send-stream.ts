import type { UploadApiErrorResponse, UploadApiOptions, UploadApiResponse, v2 } from 'cloudinary';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import type { AgentLease } from './agent-pool';
import { callErrorOf } from './call-error';

/**
 * Sends a stream through the SDK's `upload_stream`. Settles once: with the answer, with the service's error, with what
 * the stream failed with, or with an abort; in every case but the first the connection is cut, so that a half-sent
 * file is never taken for a whole one.
 */
export function sendStream(
  sdk: typeof v2,
  body: Readable,
  options: UploadApiOptions,
  lease: AgentLease,
  signal: AbortSignal,
): Promise<UploadApiResponse> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (act: () => void): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const onAbort = (): void => fail(new DOMException('The upload was aborted.', 'AbortError'));
    const fail = (error: Error): void =>
      settle(() => {
        lease.discard();
        body.destroy();
        reject(error);
      });
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });

    // Promises are off because a stream call returns the stream: nobody could catch the promise's rejection.
    const request = sdk.uploader.upload_stream(
      { ...options, disable_promises: true },
      (error: UploadApiErrorResponse | undefined, answer: UploadApiResponse | undefined) => {
        if (error !== undefined || answer === undefined) return fail(callErrorOf('upload', error));
        settle(() => {
          body.destroy();
          resolve(answer);
        });
      },
    );
    pipeline(body, request, (error) => {
      // An early answer of the service closes the stream too; then the callback above has spoken, or will.
      if (error !== null && error !== undefined && body.errored === error) fail(error);
    });
  });
}
