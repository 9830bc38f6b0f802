import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import type { AddPhotoRequest } from '../../src/providers/albums';
import { contentOf, md5, MemorySession } from './contents';

let jpeg: Promise<Buffer> | undefined;

/** The longest comment of a JPEG, its length included. */
const longestComment = 65_535;

/** A picture like no other, of at least so many bytes: a JPEG with comments behind its first marker. */
export async function somePhoto(length = 1000): Promise<Buffer> {
  jpeg ??= sharp({ create: { width: 16, height: 16, channels: 3, background: '#a33' } })
    .jpeg()
    .toBuffer();
  const base = await jpeg;
  const comments: Buffer[] = [];
  for (let left = Math.max(16, length - base.length); left > 0; left -= longestComment) {
    const bytes = Math.min(left, longestComment - 2);
    const head = Buffer.from([0xff, 0xfe, 0, 0]);
    head.writeUInt16BE(bytes + 2, 2);
    comments.push(head, randomBytes(bytes));
  }
  return Buffer.concat([base.subarray(0, 2), ...comments, base.subarray(2)]);
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
