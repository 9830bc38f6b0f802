/** The longest public id Cloudinary takes (Upload API reference, `public_id`). */
export const longestName = 255;

/** Characters that may not stand in a public id (Upload API reference), `/`, which parts a path, and what is no text. */
const refused = /[?&#\\%<>+/\p{Cc}\p{Cs}]/gu;

/** An ending is kept whole when a name must be shortened, up to this length: what is longer is no extension. */
const longestExtension = 16;

/**
 * One part of a path as it is written at a destination: whitespace trimmed and collapsed to `_`, accents folded,
 * `&` to `and`, refused characters to `_`. Letters of other scripts stay. Never empty.
 */
export function cleanPart(part: string): string {
  const folded = part
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin}\p{M}*)\p{M}+/gu, '')
    .normalize('NFC');
  const cleaned = folded
    .replace(/\s*&\s*/g, ' and ')
    .trim()
    .replace(/\s+/g, '_')
    .replace(refused, '_');
  return cleaned === '' || /^\.+$/.test(cleaned) ? 'unnamed' : cleaned;
}

/** Splits `a.tar.gz` into `a.tar` and `gz`. A name that starts with its only dot has no extension. */
export function splitExtension(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || dot === name.length - 1) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension: name.slice(dot + 1) };
}

/** Joins path parts with `/`, leaving out empty ones. */
export function joinPath(...parts: string[]): string {
  return parts
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/');
}

/** The folder part of a path; empty at the top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Shortens a destination path to the longest a service takes. What is cut away is stood for by eight characters of
 * `digest`, so that two long names which differ only at the end stay apart. `ending` stays whole.
 */
function shorten(path: string, digest: string, ending: string): string {
  if (path.length <= longestName) return path;
  return endWith(path.slice(0, path.length - ending.length), `_${digest.slice(0, 8)}${ending}`);
}

/** Puts an ending to a path, which loses as much of its own end as must go; never half a character. */
function endWith(path: string, ending: string): string {
  const room = longestName - ending.length;
  return path.length <= room ? path + ending : path.slice(0, room).replace(/[\s/\p{Cs}]+$/u, '') + ending;
}

/** The extension of a destination path with its dot where names keep theirs, else nothing. */
function endingOf(path: string, keepExtension: boolean): string {
  const { extension } = splitExtension(nameOf(path));
  return keepExtension && extension !== '' && extension.length <= longestExtension ? `.${extension}` : '';
}

interface WishedName {
  /** The source's path of the asset, `Summer Shoes/Ä & B.png`. */
  path: string;
  /** Folder path at the destination below which the source's folders are kept. */
  root: string;
  /** True for types whose name includes the extension (Cloudinary: raw only). */
  keepExtension: boolean;
  /** Hex digest of the path, for names that must be shortened. */
  digest: string;
}

/** The destination path an asset would have if nothing else wanted it: the naming rule shown by `--dry-run`. */
export function wishedName({ path, root, keepExtension, digest }: WishedName): string {
  const folders = folderOf(path).split('/').filter(Boolean).map(cleanPart);
  const { stem, extension } = splitExtension(nameOf(path));
  const name = keepExtension && extension !== '' ? `${cleanPart(stem)}.${cleanPart(extension)}` : cleanPart(stem);
  return shorten(joinPath(cleanRoot(root), ...folders, name), digest, endingOf(name, keepExtension));
}

/** A folder path as the user gave it, cleaned part by part: ` /Shop & Co/ ` becomes `Shop_and_Co`. */
export function cleanRoot(root: string): string {
  return root
    .split('/')
    .filter((part) => part.trim() !== '')
    .map(cleanPart)
    .join('/');
}

/** A name with a mark at its end, before the extension where names keep theirs: `a_x7f`, `a_x7f.pdf`. */
export function markedName(name: string, mark: string, keepExtension: boolean): string {
  const ending = endingOf(name, keepExtension);
  return endWith(name.slice(0, name.length - ending.length), mark + ending);
}

/** The n-th candidate for a name that is taken: `a`, `a_2`, `a_3`; the extension of raw names stays last. */
export function candidateName(wished: string, n: number, keepExtension: boolean): string {
  return n === 1 ? wished : markedName(wished, `_${n}`, keepExtension);
}
