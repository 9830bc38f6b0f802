import sharp, { type Metadata, type Sharp } from 'sharp';
import { ImageTooLargeError, ImageUnreadableError } from './image-error';

/** The most pixels of an image that is decoded line by line: 268 million, sharp's own limit. */
export const maxInputPixels = 0x3fff * 0x3fff;
/** The most pixels of an image all of which is in memory at once, with 3 bytes each: progressive, interlaced or turned. */
export const maxPixelsAtOnce = 100_000_000;

const decodeWithinSeconds = 300;

// Nothing is decoded twice here, and one image is decoded at a time: keep neither pixels nor threads.
sharp.cache(false);
sharp.concurrency(1);

/** An image on disk that is safe to decode: a pipeline for it, made anew at each call, and what its header says. */
export interface OpenImage {
  pipeline(): Sharp;
  metadata: Metadata;
  /** The size as it is seen, after the EXIF orientation. */
  width: number;
  height: number;
}

/**
 * Reads the header of an image file and refuses what would cost too much memory or time to decode.
 *
 * @throws ImageTooLargeError for bombs, and for images that are decoded at once of more than 100 megapixels
 * @throws ImageUnreadableError for what sharp cannot decode, for vectors and for animations
 */
export async function openImage(file: string): Promise<OpenImage> {
  const pipeline = (): Sharp =>
    sharp(file, { limitInputPixels: maxInputPixels, sequentialRead: true, failOn: 'error' }).timeout({
      seconds: decodeWithinSeconds,
    });
  // The header is read without the limit, so that the message can name the size.
  const metadata = await sharp(file, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw unreadable(error);
    });
  const { format, width: columns, height: rows, pages = 1, isProgressive } = metadata;
  if (format === 'svg') throw new ImageUnreadableError('An SVG is a drawing without pixels: it cannot be shrunk.');
  if (pages > 1 && format !== 'tiff') {
    throw new ImageUnreadableError(
      `It is an animation of ${pages} pictures (${format}): only the first would be left.`,
    );
  }
  const orientation = metadata.orientation ?? 1;
  const isAtOnce = isProgressive || orientation >= 3;
  const limit = isAtOnce ? maxPixelsAtOnce : maxInputPixels;
  if (columns * rows > limit) {
    const kind = isAtOnce ? 'a progressive, interlaced or turned image' : 'an image';
    throw new ImageTooLargeError(
      `It has ${columns} x ${rows} pixels: ${kind} is decoded up to ${Math.floor(limit / 1_000_000)} megapixels.`,
    );
  }
  const isTurned = orientation >= 5;
  return { pipeline, metadata, width: isTurned ? rows : columns, height: isTurned ? columns : rows };
}

/** Says in a sentence why sharp could not decode a file. */
export function unreadable(error: unknown): ImageUnreadableError {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  return /unsupported image format/i.test(reason)
    ? new ImageUnreadableError('Images of this format cannot be decoded here. Convert it to JPEG, PNG or WebP first.')
    : new ImageUnreadableError(`It cannot be decoded; it may be damaged (${reason}).`);
}
