import type { Sniffed } from './sniff';

/** The images we take, by what `file-type` calls them. */
export const imageFormats: ReadonlyMap<string, string> = new Map([
  ['image/jpeg', 'jpeg'],
  ['image/png', 'png'],
  ['image/apng', 'png'],
  ['image/gif', 'gif'],
  ['image/bmp', 'bmp'],
  ['image/webp', 'webp'],
  ['image/tiff', 'tiff'],
  ['image/heic', 'heic'],
  ['image/heif', 'heic'],
  ['image/heic-sequence', 'heic'],
  ['image/heif-sequence', 'heic'],
  ['image/avif', 'avif'],
  ['image/avif-sequence', 'avif'],
  ['image/vnd.adobe.photoshop', 'psd'],
  ['image/x-icon', 'ico'],
  ['image/jxl', 'jxl'],
]);

const documents: ReadonlyMap<string, string> = new Map([
  ['pdf', 'PDF document'],
  ['docx', 'Word document'],
  ['doc', 'Word document'],
  ['xlsx', 'Excel workbook'],
  ['pptx', 'PowerPoint presentation'],
  ['odt', 'OpenDocument text'],
  ['ods', 'OpenDocument spreadsheet'],
  ['odp', 'OpenDocument presentation'],
  ['epub', 'EPUB book'],
  ['rtf', 'RTF document'],
  ['ps', 'PostScript document'],
  ['eps', 'PostScript document'],
  ['indd', 'InDesign document'],
]);

const archives = new Set(['zip', 'gz', 'bz2', 'xz', '7z', 'rar', 'tar', 'zst', 'lz', 'lz4', 'cab']);
const programs = new Set(['exe', 'elf', 'macho', 'wasm', 'dex', 'class']);

/** Names content that is neither picture, film nor sound. */
export function describeFormat(ext: string, mime: string): Pick<Sniffed, 'mediaType' | 'format'> {
  const document = documents.get(ext);
  if (document !== undefined) return { mediaType: 'document', format: document };
  if (mime.startsWith('image/')) return { mediaType: 'other', format: `${ext} image, which is not taken` };
  if (archives.has(ext)) return { mediaType: 'other', format: `${ext} archive` };
  if (programs.has(ext)) return { mediaType: 'other', format: 'a program' };
  return { mediaType: 'other', format: `${ext} file` };
}
