import { Readable } from 'node:stream';
import { ProviderError } from '../provider-error';
import type { Content } from '../provider';
import { resumingStream } from '../resuming-stream';
import { verifiedStream } from '../verified-stream';
import { DropboxCallError } from './call-error';
import type { DropboxClient, Download } from './client';
import { ContentHash } from './content-hash';

interface ContentRequest {
  fn: 'files/download' | 'sharing/get_shared_link_file';
  argument: unknown;
  /** For words. */
  name: string;
  /** Without a revision the first connection tells it; there must be one of the two. */
  file: { size: number; rev?: string; content_hash?: string };
  client: DropboxClient;
  signal: AbortSignal;
}

/**
 * A file's content: a download that goes on where its connection broke, and that is checked against Dropbox's own
 * checksum where that is told and the whole is read.
 */
export function openContent({ fn, argument, name, file, client, signal }: ContentRequest): Content {
  const { size: bytes, content_hash: expected } = file;
  let { rev } = file;
  const transient = (words: string): ProviderError =>
    new ProviderError('Transient', `${name} ${words}.`, { service: client.service });

  /** Each connection tells the revision it gives, so that no two are put together. */
  async function connect(start: number): Promise<Readable> {
    const download = await client.download({ fn, argument, start }, signal).catch((error: unknown) => {
      // A range behind the end: the file has become shorter.
      throw error instanceof DropboxCallError && error.httpStatus === 416 ? transient('was changed meanwhile') : error;
    });
    rev ??= revisionOf(download);
    if (rev !== undefined && revisionOf(download) === rev) return download.stream;
    download.stream.destroy();
    throw transient('was changed meanwhile');
  }

  return {
    bytes,
    fingerprint: expected ?? rev ?? '',
    async open(start = 0) {
      if (start >= bytes && bytes > 0) return Readable.from([]);
      const stream = await resumingStream({ start, bytes, openAt: connect });
      if (start > 0 || expected === undefined) return stream;
      const mismatch = (): Error => transient('was damaged on its way from Dropbox');
      return verifiedStream(stream, { checksum: new ContentHash(), expected, mismatch });
    },
  };
}

function revisionOf({ result }: Download): string | undefined {
  const rev = typeof result === 'object' && result !== null && 'rev' in result ? result.rev : undefined;
  return typeof rev === 'string' ? rev : undefined;
}
