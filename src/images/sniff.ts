import { describeFormat, imageFormats } from './format-names';
import { looksLikeBitmap } from './looks-like-bitmap';
import { sniffText } from './sniff-text';

/** How much of the beginning of a file `sniff` wants: what the `file-type` package asks for. Less is fine for less. */
export const sniffBytes = 4100;

/** What a file is by its content. `document` is what people read, `other` is everything else. */
export interface Sniffed {
  mediaType: 'image' | 'video' | 'audio' | 'document' | 'other';
  /**
   * For an image or a film a short name (`jpeg`, `mp4`), for anything else words that fit into a sentence such as
   * "skipped: not an image (plain text)".
   */
  format: string;
  /** The media type on the wire; `application/octet-stream` when the content says nothing. */
  mime: string;
}

/**
 * Says what a file is by the bytes it begins with, never by its name. Images are jpeg, png, gif, bmp, webp, svg, tiff,
 * heic and avif, as well as psd, ico and jxl.
 *
 * @param head the first `sniffBytes` bytes of the file, or all of it when it is shorter
 */
export async function sniff(head: Uint8Array): Promise<Sniffed> {
  if (head.length === 0) return { mediaType: 'other', format: 'empty', mime: 'application/octet-stream' };
  const text = sniffText(head);
  if (text !== undefined) return text;
  const { fileTypeFromBuffer } = await fileType();
  const found = await fileTypeFromBuffer(head);
  if (found === undefined && beginsWithTags(head)) {
    return { mediaType: 'audio', format: 'mp3 audio', mime: 'audio/mpeg' };
  }
  if (found === undefined && beginsAsTiff(head)) return { mediaType: 'image', format: 'tiff', mime: 'image/tiff' };
  if (found === undefined || (found.ext === 'bmp' && !looksLikeBitmap(head))) {
    return { mediaType: 'other', format: 'unknown content', mime: 'application/octet-stream' };
  }
  const { ext, mime } = found;
  const image = imageFormats.get(mime);
  if (image !== undefined) return { mediaType: 'image', format: image, mime };
  if (mime.startsWith('video/')) return { mediaType: 'video', format: ext, mime };
  if (mime.startsWith('audio/')) return { mediaType: 'audio', format: `${ext} audio`, mime };
  return { ...describeFormat(ext, mime), mime };
}

/** The package is ESM only, so that it can be had by `import()` alone; once is enough. */
const importFileType = () => import('file-type');
let loaded: ReturnType<typeof importFileType> | undefined;

function fileType(): ReturnType<typeof importFileType> {
  loaded ??= importFileType();
  return loaded;
}

/** The directory of a TIFF may lie at its end, out of our sight: its first four bytes must do (TIFF 6.0, section 2). */
function beginsAsTiff(head: Uint8Array): boolean {
  const magic = Buffer.from(head.subarray(0, 4)).toString('hex');
  return magic === '49492a00' || magic === '4d4d002a';
}

/** Whether a title and pictures come before the sound, often more of them than we see. */
function beginsWithTags(head: Uint8Array): boolean {
  return head[0] === 0x49 && head[1] === 0x44 && head[2] === 0x33; // ID3
}
