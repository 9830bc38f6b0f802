import { createHash } from 'node:crypto';
import type { files } from 'dropbox';
import type { Readable } from 'node:stream';
import type { PutRequest } from '../provider';
import type { DropboxClient } from './client';
import { ContentHash } from './content-hash';

/** A file that is at Dropbox now, with what is known of the bytes that were sent. */
export interface Uploaded {
  file: files.FileMetadata;
  /** Hash of what was sent; absent where it was sent in parts, each of which Dropbox has checked. */
  sentHash?: string;
  sentMd5?: string;
}

/** Sends a file in one request (`files/upload`). */
export async function uploadWhole(
  client: DropboxClient,
  { content, onProgress }: PutRequest,
  commit: object,
  signal: AbortSignal,
): Promise<Uploaded> {
  let stream: Readable | undefined;
  let hash = new ContentHash();
  let md5 = createHash('md5');
  async function* pieces(): AsyncGenerator<Buffer> {
    stream?.destroy();
    [hash, md5] = [new ContentHash(), createHash('md5')];
    stream = await content.open();
    let sent = 0;
    for await (const piece of stream as AsyncIterable<Buffer>) {
      hash.update(piece);
      md5.update(piece);
      sent += piece.length;
      onProgress(sent);
      yield piece;
    }
  }
  try {
    const call = { fn: 'files/upload', argument: commit, bytes: content.bytes, body: pieces } as const;
    const file = (await client.upload(call, signal)) as files.FileMetadata;
    return { file, sentHash: hash.digest(), sentMd5: md5.digest('hex') };
  } finally {
    stream?.destroy();
  }
}
