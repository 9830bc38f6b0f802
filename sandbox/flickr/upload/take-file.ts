import sharp from 'sharp';
import type { Piece } from '../../frame/piece';
import type { Account } from '../account';
import { exifDate } from '../images/exif-date';
import type { Photo } from '../store/photo';
import { refused } from './refuse';

/** What a file that was sent turned out to be, with its bytes kept. */
export type TakenFile = Pick<
  Photo,
  'media' | 'format' | 'width' | 'height' | 'duration' | 'md5' | 'bytes' | 'blob' | 'sentMd5'
> & { takenAt?: string };

/** Kept as they are sent; HEIC for want of a decoder. */
const keptFormats = new Set(['jpg', 'png', 'gif', 'heic']);
/** Kept as JPEG, as Flickr does with what is none of JPEG, PNG and GIF. */
const convertedFormats = new Set(['webp', 'tiff', 'avif']);

/**
 * Says what a file is by its content and keeps its bytes; whoever does not use them releases the blob. The piece is
 * not to be used afterwards.
 *
 * @throws {ApiError} 4, 5 or 8; the piece is dropped then.
 */
export async function takeFile(account: Account, piece: Piece): Promise<TakenFile> {
  try {
    return await take(account, piece);
  } catch (error) {
    await account.spool.drop(piece);
    throw error;
  }
}

async function take(account: Account, piece: Piece): Promise<TakenFile> {
  const { photoMaxBytes, videoMaxBytes } = account.settings;
  if (piece.bytes === 0) throw refused.empty();
  const kind = await account.inspector.inspect(piece);
  const { format = '', width = 0, height = 0, duration = 0 } = kind;
  if (kind.resourceType === 'raw' || kind.broken !== undefined || kind.isAudio === true) throw refused.filetype();
  const sentMd5 = piece.md5;
  if (kind.resourceType === 'video') {
    if (piece.bytes > videoMaxBytes) throw refused.tooLarge();
    const facts = {
      media: 'video' as const,
      format,
      width,
      height,
      duration,
      md5: sentMd5,
      bytes: piece.bytes,
      sentMd5,
    };
    return { ...facts, blob: await account.blobs.keep(piece) };
  }
  if (!keptFormats.has(format) && !convertedFormats.has(format)) throw refused.filetype();
  if (piece.bytes > photoMaxBytes) throw refused.tooLarge();
  const takenAt = await takenAtOf(piece, format);
  const kept = convertedFormats.has(format) ? await asJpeg(account, piece) : piece;
  const keptFormat = kept === piece ? format : 'jpg';
  const facts = {
    media: 'photo' as const,
    format: keptFormat,
    width,
    height,
    md5: kept.md5,
    bytes: kept.bytes,
    sentMd5,
  };
  return { ...facts, blob: await account.blobs.keep(kept), ...(takenAt === undefined ? {} : { takenAt }) };
}

async function takenAtOf(piece: Piece, format: string): Promise<string | undefined> {
  if (format === 'heic') return undefined;
  const { exif } = await sharp(inputOf(piece)).metadata();
  return exif === undefined ? undefined : exifDate(exif);
}

async function asJpeg(account: Account, piece: Piece): Promise<Piece> {
  const jpeg = sharp(inputOf(piece)).jpeg() as AsyncIterable<Buffer>;
  const converted = await account.spool.take(jpeg).catch(() => undefined);
  if (!converted) throw refused.filetype();
  await account.spool.drop(piece);
  return converted;
}

function inputOf({ content }: Piece): Buffer | string {
  return 'buffer' in content ? content.buffer : content.path;
}
