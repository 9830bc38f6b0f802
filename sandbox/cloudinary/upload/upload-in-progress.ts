/** A chunk that came in whole; `end` is its last byte. */
export interface UploadPart {
  start: number;
  end: number;
  md5: string;
  /** Name of its file in the account's chunk folder. */
  file: string;
}

/** An upload in chunks, kept until its last chunk is there, and a while longer so that a lost answer can be had again. */
export interface UploadInProgress {
  id: string;
  resourceType: string;
  publicId?: string;
  startedAt: string;
  parts: UploadPart[];
  /** Length of the whole, once a chunk has said it. */
  total?: number;
  /** The answer of the finished upload, and the chunk that finished it. */
  finished?: { answer: Record<string, unknown>; last: { start: number; end: number; md5: string } };
}

/** Bytes there without a gap from the start: where a client goes on. */
export function contiguousBytes(upload: UploadInProgress): number {
  let offset = 0;
  for (const part of upload.parts) {
    if (part.start > offset) break;
    offset = Math.max(offset, part.end + 1);
  }
  return offset;
}
