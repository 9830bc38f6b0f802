import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ProviderError } from '../provider-error';
import type { Content } from '../provider';

interface File {
  content: Content;
  /** Shown to nobody: the title says what a photo is called. Letters, digits and a dot. */
  name: string;
  /** Media type. */
  type: string;
  /** MD5 that the content must have, hex. */
  md5: string;
  onProgress(sentBytes: number): void;
}

/**
 * A form with one file, as a stream: nothing of the file is held in memory. What reading the file failed with is kept
 * apart, because fetch tells it as a broken connection.
 */
export class MultipartForm {
  readonly contentType: string;
  readonly bytes: number;
  /** What reading the content failed with. */
  failed: unknown;
  private readonly before: Buffer;
  private readonly after: Buffer;
  private stream: Readable | undefined;

  constructor(
    fields: Iterable<readonly [string, string]>,
    private readonly file: File,
  ) {
    const boundary = `ferry-${randomBytes(16).toString('hex')}`;
    const parts = [...fields].map(
      ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="photo"; filename="${file.name}"\r\ncontent-type: ${file.type}\r\n\r\n`;
    this.before = Buffer.from(parts.join('') + head);
    this.after = Buffer.from(`\r\n--${boundary}--\r\n`);
    this.contentType = `multipart/form-data; boundary=${boundary}`;
    this.bytes = this.before.length + file.content.bytes + this.after.length;
  }

  /** The whole form. It breaks off before its end where the content is not what it should be: then nothing is stored. */
  async *body(): AsyncGenerator<Buffer> {
    yield this.before;
    try {
      yield* this.pieces();
    } catch (error) {
      this.failed = error;
      throw error;
    }
    yield this.after;
  }

  /** Lets go of the content, even of one that says nothing. */
  close(): void {
    this.stream?.destroy();
  }

  private async *pieces(): AsyncGenerator<Buffer> {
    const { content, md5, onProgress } = this.file;
    this.stream = await content.open();
    const hash = createHash('md5');
    let sent = 0;
    for await (const piece of this.stream as AsyncIterable<Buffer>) {
      hash.update(piece);
      sent += piece.length;
      if (sent > content.bytes) break;
      onProgress(sent);
      yield piece;
    }
    if (sent === content.bytes && hash.digest('hex') === md5) return;
    throw new ProviderError('Transient', 'The file was changed while it was sent to Flickr; it is looked at anew.');
  }
}
