import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import type { AddPhotoRequest } from '../../src/providers/albums';
import { contentOf, md5, MemorySession } from './contents';

let jpeg: Promise<Buffer> | undefined;

/** The longest segment of a JPEG: a marker, and 65 535 bytes that begin with their length. */
const longestSegment = 65_537;
const shortestSegment = 4;

/** A small JPEG to make others of. */
export async function smallJpeg(): Promise<Buffer> {
  jpeg ??= sharp({ create: { width: 1, height: 1, channels: 3, background: '#a33' } })
    .jpeg()
    .toBuffer();
  return jpeg;
}

/** A picture like no other, of so many bytes, or as few as there can be: comments stand behind its first marker. */
export function jpegLike(base: Buffer, length: number): Buffer {
  const left = Math.max(length - base.length, shortestSegment + 12);
  const count = Math.ceil(left / longestSegment);
  const comments = Array.from({ length: count }, (_, n) => {
    const bytes = Math.floor((left * (n + 1)) / count) - Math.floor((left * n) / count);
    const head = Buffer.from([0xff, 0xfe, 0, 0]);
    head.writeUInt16BE(bytes - 2, 2);
    return Buffer.concat([head, randomBytes(bytes - shortestSegment)]);
  });
  return Buffer.concat([base.subarray(0, 2), ...comments, base.subarray(2)]);
}

/** A picture like no other. */
export async function somePhoto(length = 1000): Promise<Buffer> {
  return jpegLike(await smallJpeg(), length);
}

/** A request to store a photo as it is. */
export function addRequest(
  { album, albumId, name, bytes }: { album: string; albumId?: string; name: string; bytes: Buffer },
  more: Partial<AddPhotoRequest> = {},
): AddPhotoRequest {
  return {
    to: { albumName: album, name, ...(albumId === undefined ? {} : { albumId }) },
    content: { ...contentOf(bytes), md5: md5(bytes) },
    privacy: 'private',
    tags: [],
    session: new MemorySession(),
    onProgress: () => undefined,
    ...more,
  };
}
