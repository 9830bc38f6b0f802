/**
 * Bytes (UTF-8) a part may have. File systems take 255; what a file is called while it is written, and a number that
 * keeps it apart from others, need the rest.
 */
export const longestPartBytes = 220;

/** Bytes of a whole path below its root: macOS takes 1024 with the root, Linux 4096. */
export const longestPathBytes = 700;

/** An ending is kept whole when a part must be shortened, up to this length: what is longer is no extension. */
const longestExtension = 16;

/** What Windows refuses in names, and control characters, halves of characters and those that turn the reading direction. */
const refused = /[<>:"|?*\\/\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Names that Windows keeps for devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const device = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)/i;

/** What ferry calls a file that is still being written: no listing shows it, so nothing may be called that for good. */
const unfinished = /\.ferry-part$/i;

/**
 * A path from outside as one that every platform can hold and that never leaves the folder it is put into: parts that
 * are empty, `.` or `..`, device names, trailing dots and spaces, characters that Windows refuses, lengths.
 * @param digest Hex that names what the path belongs to; it stands for what is cut away of what is too long.
 */
export function safePath(path: string, digest: string): string {
  const parts = path.split('/').map((part) => shortened(safePart(part), digest));
  const safe = parts.join('/');
  if (byteLength(safe) <= longestPathBytes) return safe;
  return ['_long', digest.slice(0, 16), parts.at(-1)].join('/');
}

/** One part of a path, made safe; its length is not looked at. */
export function safePart(part: string): string {
  const plain = part.normalize('NFC').replace(refused, '_');
  // Windows drops trailing dots and spaces, so two names would be one; and `..` is gone with it.
  const ended = plain
    .replace(/[. ]+$/u, (tail) => '_'.repeat(tail.length))
    .replace(/^ +/u, (head) => '_'.repeat(head.length));
  if (ended === '') return '_';
  return device.test(ended) || unfinished.test(ended) ? `_${ended.replace(unfinished, '_ferry-part')}` : ended;
}

/**
 * What two paths have in common exactly when a disk that does not tell case (Windows, macOS) takes one for the other.
 * Never shown: only compared.
 */
export function foldedPath(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** Puts a mark before a path's extension, or at its end where there is none. */
export function markedPath(path: string, mark: string): string {
  const extension = extensionOf(path.slice(path.lastIndexOf('/') + 1));
  return `${path.slice(0, path.length - extension.length)}${mark}${extension}`;
}

function shortened(part: string, digest: string): string {
  if (byteLength(part) <= longestPartBytes) return part;
  const ending = `_${digest.slice(0, 8)}${extensionOf(part)}`;
  const room = longestPartBytes - byteLength(ending);
  let kept = '';
  let bytes = 0;
  for (const character of part) {
    bytes += byteLength(character);
    if (bytes > room) break;
    kept += character;
  }
  return kept + ending;
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot <= 0 ? '' : name.slice(dot);
  return extension.length > longestExtension ? '' : extension;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
