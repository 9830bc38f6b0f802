import { open } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

/** Bytes received: small ones in memory, others in a file. */
export interface Piece {
  bytes: number;
  md5: string;
  content: { buffer: Buffer } | { path: string };
}

/** Reads anywhere in a piece. */
export interface PieceReader {
  readonly size: number;
  /** Up to `length` bytes from `offset`; shorter at the end. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Opens a piece for reading here and there. */
export async function openPiece(piece: Piece): Promise<PieceReader> {
  if ('buffer' in piece.content) {
    const { buffer } = piece.content;
    return {
      size: piece.bytes,
      read: async (offset, length) => buffer.subarray(Math.max(offset, 0), Math.max(offset, 0) + length),
      close: async () => undefined,
    };
  }
  const handle = await open(piece.content.path, 'r');
  return {
    size: piece.bytes,
    read: async (offset, length) => {
      const target = Buffer.alloc(length);
      const { bytesRead } = await handle.read(target, 0, length, Math.max(offset, 0));
      return target.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}

/** The bytes of a piece from first to last. */
export function streamPiece(piece: Piece): Readable {
  return 'buffer' in piece.content ? Readable.from([piece.content.buffer]) : createReadStream(piece.content.path);
}
