import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type {
  Content,
  Destination,
  PutAnswer,
  PutRequest,
  SessionStore,
  StoredAsset,
} from '../../src/providers/provider';

export const never = new AbortController().signal;

/** Bytes like no others. */
export function someBytes(length: number): Buffer {
  return randomBytes(length);
}

export function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** Content that lies in memory, handed out in pieces. */
export function contentOf(bytes: Buffer): Content {
  return {
    bytes: bytes.length,
    fingerprint: md5(bytes),
    open: async (start = 0) => Readable.from(pieces(bytes.subarray(start)), { objectMode: false }),
  };
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += 16_384) yield bytes.subarray(start, start + 16_384);
}

/** Content whose stream gives half of itself and then does something else. */
export function halfOf(bytes: number, then: () => Promise<void>): Content {
  async function* half(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(Math.floor(bytes / 2), 7);
    await then();
  }
  return { bytes, fingerprint: 'half', open: async () => Readable.from(half(), { objectMode: false }) };
}

/** How far an upload is, in memory. */
export class MemorySession implements SessionStore {
  at: { uploadId: string; nextByte: number } | undefined;
  async find() {
    return this.at;
  }
  async record(session: { uploadId: string; nextByte: number }) {
    this.at = session;
  }
  async forget() {
    this.at = undefined;
  }
}

/** A request to store content as it is. */
export function putRequest(path: string, content: Content, more: Partial<PutRequest> = {}): PutRequest {
  return {
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    resourceType: 'raw',
    content,
    ifExists: 'keep',
    attributes: { tags: [], context: {}, metadata: {}, eager: [] },
    session: new MemorySession(),
    onProgress: () => undefined,
    ...more,
  };
}

export function put(
  destination: Destination,
  path: string,
  bytes: Buffer,
  more?: Partial<PutRequest>,
): Promise<PutAnswer> {
  return destination.put(putRequest(path, contentOf(bytes), more), { signal: never });
}

/** Lists a root to its end: the pages as they come. */
export async function listPages(destination: Destination, root: string): Promise<StoredAsset[][]> {
  const all: StoredAsset[][] = [];
  let cursor: string | undefined;
  do {
    const page = await destination.list({ root, cursor }, { signal: never });
    all.push(page.entries);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

/** What a call failed with. @throws when it did not fail. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('the call did not fail');
}
