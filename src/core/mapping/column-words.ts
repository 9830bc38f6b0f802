/** Names of columns that hold an asset's address, the surest first. */
export const fileWords = [
  'file',
  'image_url',
  'asset_url',
  'file_url',
  'media_url',
  'photo_url',
  'picture_url',
  'video_url',
  'image_link',
  'file_link',
  'image_src',
  'secure_url',
  'original_url',
  'download_url',
  'source_url',
  'url',
  'link',
  'src',
  'href',
  'uri',
  'source',
  'file_path',
  'filepath',
  'image_path',
  'path',
  'asset',
  'image',
  'photo',
  'picture',
  'video',
  'media',
  'urls',
  'links',
  'images',
] as const;

/** True for the columns that the report of a migration adds: what failed is the input of the next. */
export function isReportColumn(column: string): boolean {
  return /^Cld_/i.test(column);
}

/** What columns by other names fill. */
export const synonyms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    tag: 'tags',
    keyword: 'tags',
    keywords: 'tags',
    labels: 'tags',
    alt: 'context.alt',
    alt_text: 'context.alt',
    alttext: 'context.alt',
    image_alt: 'context.alt',
    alternative_text: 'context.alt',
    caption: 'context.caption',
    title: 'context.caption',
    image_title: 'context.caption',
    publicid: 'public_id',
    displayname: 'display_name',
    assetfolder: 'asset_folder',
    resourcetype: 'resource_type',
    preset: 'upload_preset',
    uploadpreset: 'upload_preset',
  }),
);

/** A column's name as words: `Image URL`, `imageUrl` and `image-url` are `image_url`. */
export function wordsOf(column: string): string {
  return column
    .trim()
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}
