import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import sharp, { type FormatEnum } from 'sharp';

/** Something that a path stands for, the same each time. */
export interface WebContent {
  contentType: string;
  bytes: number;
  etag: string;
  /** Bytes from `start` up to and including `end`. */
  read(start: number, end: number): Buffer | Readable;
}

interface PictureFormat {
  encoder: keyof FormatEnum;
  contentType: string;
}

const formats: ReadonlyMap<string, PictureFormat> = new Map([
  ['jpg', { encoder: 'jpeg', contentType: 'image/jpeg' }],
  ['jpeg', { encoder: 'jpeg', contentType: 'image/jpeg' }],
  ['png', { encoder: 'png', contentType: 'image/png' }],
  ['webp', { encoder: 'webp', contentType: 'image/webp' }],
  ['gif', { encoder: 'gif', contentType: 'image/gif' }],
]);

const mostPixelsASide = 4000;
const made = new Map<string, Promise<Buffer>>();

/**
 * The picture a name stands for: plain, in a colour of its name's, of the type its extension says and JPEG without one.
 * 64 by 48 pixels unless the query's `w` and `h` say otherwise.
 */
export async function pictureNamed(name: string, query: URLSearchParams): Promise<WebContent> {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? 'jpg';
  const format = formats.get(extension) ?? { encoder: 'jpeg', contentType: 'image/jpeg' };
  const width = side(query.get('w'), 64);
  const height = side(query.get('h'), 48);
  const buffer = await remembered(`${format.encoder} ${width}x${height} ${name}`, () => {
    const background = `#${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
    return sharp({ create: { width, height, channels: 3, background } })
      .toFormat(format.encoder)
      .toBuffer();
  });
  const etag = createHash('md5').update(buffer).update(name).digest('hex');
  const read = (start: number, end: number): Buffer => buffer.subarray(start, end + 1);
  return { contentType: format.contentType, bytes: buffer.length, etag, read };
}

/** So many bytes of noise, gigabytes too, with a start of the name's own. */
export function bytesNamed(bytes: number, name: string): WebContent {
  const block = noiseOf(name);
  const etag = createHash('md5').update(`${bytes} ${name}`).digest('hex');
  return { contentType: 'application/octet-stream', bytes, etag, read: (start, end) => stream(block, start, end + 1) };
}

function side(text: string | null, otherwise: number): number {
  const pixels = Math.round(Number(text ?? ''));
  return pixels >= 1 ? Math.min(pixels, mostPixelsASide) : otherwise;
}

/** The last few hundred pictures; they are cheap to make again. */
async function remembered(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
  let making = made.get(key);
  if (making === undefined) {
    if (made.size >= 500) made.clear();
    making = make();
    made.set(key, making);
  }
  return making;
}

/** 64 KiB that repeat; the number of each repetition is written over its first bytes. */
function noiseOf(name: string): Buffer {
  const pieces: Buffer[] = [];
  for (let i = 0; i < 1024; i += 1) pieces.push(createHash('sha512').update(`${name} ${i}`).digest());
  return Buffer.concat(pieces);
}

function stream(block: Buffer, start: number, end: number): Readable {
  function* pieces(): Generator<Buffer> {
    for (let at = start; at < end;) {
      const number = Math.floor(at / block.length);
      const piece = Buffer.from(block);
      piece.writeUInt32BE(number, 0);
      const from = at - number * block.length;
      const until = Math.min(block.length, end - number * block.length);
      yield piece.subarray(from, until);
      at += until - from;
    }
  }
  return Readable.from(pieces(), { objectMode: false });
}
