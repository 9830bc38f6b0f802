import type { Readable } from 'node:stream';
import { refusal } from '../api-error';

/** The two parts of a `multipart/related` body: metadata as text, and the bytes as they come. */
export interface RelatedParts {
  metadata: string;
  contentType: string;
  media: AsyncIterable<Buffer>;
}

const lineEnd = Buffer.from('\r\n\r\n');

/** Reads a body of metadata and media (RFC 2387, as "Multipart upload" of the Drive API has it). @throws 400 */
export async function readRelated(body: Readable, contentType: string): Promise<RelatedParts> {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) throw malformed();
  const chunks = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const reader = new Reader(chunks);
  const delimiter = Buffer.from(`--${mark}`);
  await reader.until(delimiter);
  await reader.until(lineEnd);
  const metadata = (await reader.until(Buffer.concat([Buffer.from('\r\n'), delimiter]))).toString('utf8');
  const heads = (await reader.until(lineEnd)).toString('latin1');
  const type = /^content-type:\s*(.+?)\s*$/im.exec(heads)?.[1] ?? 'application/octet-stream';
  return { metadata, contentType: type, media: reader.rest(Buffer.from(`\r\n--${mark}--`)) };
}

class Reader {
  private held: Buffer = Buffer.alloc(0);

  constructor(private readonly chunks: AsyncIterator<Buffer>) {}

  /** What comes before a mark; goes on behind it. */
  async until(mark: Buffer): Promise<Buffer> {
    for (;;) {
      const at = this.held.indexOf(mark);
      if (at >= 0) {
        const before = this.held.subarray(0, at);
        this.held = this.held.subarray(at + mark.length);
        return before;
      }
      if (!(await this.more())) throw malformed();
    }
  }

  /** Everything up to the closing mark, without holding more of it than the mark is long. */
  async *rest(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.held.indexOf(mark);
      if (at >= 0) {
        if (at > 0) yield this.held.subarray(0, at);
        while (await this.more()) this.held = Buffer.alloc(0);
        return;
      }
      const safe = this.held.length - mark.length;
      if (safe > 0) {
        yield this.held.subarray(0, safe);
        this.held = this.held.subarray(safe);
      }
      if (!(await this.more())) throw malformed();
    }
  }

  private async more(): Promise<boolean> {
    const next = await this.chunks.next();
    if (next.done === true) return false;
    this.held = Buffer.concat([this.held, next.value]);
    return true;
  }
}

function malformed(): Error {
  return refusal({ status: 400, reason: 'badContent', message: 'Malformed multipart body.' });
}
