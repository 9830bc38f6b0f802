import sharp, { type Metadata, type Sharp } from 'sharp';
import { ImageTooLargeError, ImageUnreadableError } from './image-error';
import { swapsSides } from './orientation';

/** The most pixels of an image that is decoded line by line: 268 million, sharp's own limit. */
export const maxInputPixels = 0x3fff * 0x3fff;
/** The most memory for an image whose format or kind is decoded all at once. */
const maxBytesAtOnce = 240_000_000;
const decodeWithinSeconds = 300;

// Nothing is decoded twice here, and one image is decoded at a time: keep neither pixels nor threads.
sharp.cache(false);
sharp.concurrency(1);

/** An image on disk that is safe to decode. */
export interface OpenImage {
  /** Begins to decode it, anew at each call. */
  decode(): Sharp;
  /** The size as it is seen, after the EXIF orientation. */
  width: number;
  height: number;
  orientation: number | undefined;
}

/**
 * Reads the header of an image file and refuses what would cost too much memory or time to decode.
 *
 * @throws ImageTooLargeError for bombs, and for what needs more than 240 MB at once
 * @throws ImageUnreadableError for what sharp cannot decode, for vectors and for animations
 */
export async function openImage(file: string): Promise<OpenImage> {
  // Without the limit, so that a message can name the size.
  const header = sharp(file, { limitInputPixels: false });
  const metadata = await header.metadata().catch((error: unknown) => {
    throw unreadable(error);
  });
  refuseUnfit(metadata);
  refuseTooLarge(metadata);
  const { width, height, orientation } = metadata;
  return {
    decode: () =>
      sharp(file, { limitInputPixels: maxInputPixels, sequentialRead: true, failOn: 'error' }).timeout({
        seconds: decodeWithinSeconds,
      }),
    ...(swapsSides(orientation) ? { width: height, height: width } : { width, height }),
    orientation,
  };
}

/** Says in a sentence why sharp could not decode a file. */
export function unreadable(error: unknown): ImageUnreadableError {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  return /unsupported image format/i.test(reason)
    ? new ImageUnreadableError('Images of this format cannot be decoded here. Convert it to JPEG, PNG or WebP first.')
    : new ImageUnreadableError(`It cannot be decoded; it may be damaged (${reason}).`);
}

function refuseUnfit({ format, pages = 1 }: Metadata): void {
  if (format === 'svg') throw new ImageUnreadableError('An SVG is a drawing without pixels: it cannot be shrunk.');
  if (pages > 1 && format !== 'tiff') {
    throw new ImageUnreadableError(
      `It is an animation of ${pages} pictures (${format}): only the first would be left.`,
    );
  }
}

function refuseTooLarge(metadata: Metadata): void {
  const { width, height } = metadata;
  const size = `It has ${width} x ${height} pixels`;
  if (width * height > maxInputPixels) {
    throw new ImageTooLargeError(`${size}: images are decoded up to ${Math.floor(maxInputPixels / 1e6)} megapixels.`);
  }
  const bytes = bytesAtOnce(metadata);
  if (bytes > maxBytesAtOnce) {
    throw new ImageTooLargeError(
      `${size} that can only be decoded at once, with ${Math.ceil(bytes / 1e6)} MB of memory: ` +
        `${maxBytesAtOnce / 1e6} MB are allowed. Save it as a plain JPEG or PNG, neither progressive nor interlaced.`,
    );
  }
}

/** The memory for all of the image, where its decoder does not go line by line. */
function bytesAtOnce({ format, width, height, isProgressive, channels, depth }: Metadata): number {
  // Two bytes a coefficient, colours at half the resolution.
  if (format === 'jpeg') return isProgressive ? 3 * width * height : 0;
  if (!isProgressive && format !== 'heif' && format !== 'webp') return 0;
  return width * height * channels * (depth === 'ushort' ? 2 : 1);
}
