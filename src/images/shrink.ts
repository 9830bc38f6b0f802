import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { ImageTooLargeError } from './image-error';
import { OneAtATime } from './one-at-a-time';
import { openImage, unreadable, type OpenImage } from './open-image';
import { swapsSides, uprightAfterResize } from './orientation';
import { nextAttempt, type Attempt } from './shrink-attempts';

export interface Shrink {
  /** The image, whatever its format. */
  inputPath: string;
  /** The most bytes the JPEG may have. */
  maxBytes: number;
  /** Where the JPEG appears once it is whole. */
  outputPath: string;
  signal?: AbortSignal | undefined;
}

/** What came of it. */
export interface Shrunk {
  bytes: number;
  /** In pixels, as the image is seen. */
  width: number;
  height: number;
  /** Of the JPEG, 1 to 100. */
  quality: number;
}

/** Decoding and encoding a large image takes up to 250 MB: one at a time. */
const queue = new OneAtATime();

/**
 * Makes a progressive JPEG of at most `maxBytes` of an image: EXIF orientation applied, transparency on white, quality
 * lowered first and size then until it fits. The rest of the EXIF data stays. An image of more than 24 megapixels is
 * made smaller at once, for its memory.
 *
 * @throws ImageTooLargeError for bomb-like images, and when even a tiny picture does not fit
 * @throws ImageUnreadableError for what cannot be decoded
 * @throws the signal's reason when it is aborted; nothing is left then either
 */
export function shrink({ inputPath, maxBytes, outputPath, signal }: Shrink): Promise<Shrunk> {
  return queue.run(async () => {
    const image = await openImage(inputPath);
    const part = `${outputPath}.${randomBytes(4).toString('hex')}.part`;
    try {
      const shrunk = await untilItFits(image, part, maxBytes, signal);
      await rename(part, outputPath);
      return shrunk;
    } finally {
      await rm(part, { force: true });
    }
  }, signal);
}

async function untilItFits(image: OpenImage, part: string, maxBytes: number, signal?: AbortSignal): Promise<Shrunk> {
  let attempt: Attempt | undefined = nextAttempt(image, maxBytes);
  while (attempt !== undefined) {
    signal?.throwIfAborted();
    const { quality } = attempt;
    const { size: bytes, width, height } = await encode(image, attempt, part);
    if (bytes <= maxBytes) {
      signal?.throwIfAborted();
      return { bytes, width, height, quality };
    }
    attempt = nextAttempt(image, maxBytes, { ...attempt, bytes });
  }
  throw new ImageTooLargeError(`No JPEG of ${maxBytes} bytes can be made of it. Allow more.`);
}

async function encode({ decode, orientation }: OpenImage, { width, height, quality }: Attempt, part: string) {
  const stored = swapsSides(orientation) ? { width: height, height: width } : { width, height };
  const resized = decode().resize({ ...stored, fit: 'inside', withoutEnlargement: true });
  try {
    return await uprightAfterResize(resized, orientation)
      .flatten({ background: '#ffffff' })
      .keepExif()
      .withMetadata({ orientation: 1 })
      .jpeg({ quality, progressive: true })
      .toFile(part);
  } catch (error) {
    throw unreadable(error);
  }
}
