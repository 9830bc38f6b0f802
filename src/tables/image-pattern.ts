import { TableError } from './table-error';

/** Names such as `A12_3.jpg` and `A12-03.png`: everything before the last number is the SKU. */
export const defaultImagePattern = '^(?<sku>.+?)[_-](?<pos>\\d+)$';

/** What a name says of its image. */
export interface ImageName {
  sku?: string;
  position?: number;
}

/**
 * Makes the reader of image names: the last part of a URL or path, without its extension, held against a pattern with
 * the named groups `sku` and `pos`.
 *
 * @throws TableError when the pattern is none, or lacks a group.
 */
export function imageNameReader(pattern: string, { needsSku }: { needsSku: boolean }): (image: string) => ImageName {
  const expression = compiled(pattern);
  const missing = [...(needsSku ? ['sku'] : []), 'pos'].filter((group) => !pattern.includes(`(?<${group}>`));
  if (missing.length > 0) {
    const groups = missing.map((group) => `(?<${group}>...)`).join(' and ');
    throw new TableError(`The pattern ${pattern} lacks ${groups}. The default is ${defaultImagePattern}`);
  }
  return (image) => {
    const { sku, pos } = expression.exec(nameOfImage(image))?.groups ?? {};
    return {
      ...(sku === undefined || sku.trim() === '' ? {} : { sku: sku.trim() }),
      ...(pos === undefined || !/^\d+$/.test(pos) ? {} : { position: Number(pos) }),
    };
  };
}

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    throw new TableError(`The pattern ${pattern} is no regular expression. The default is ${defaultImagePattern}`);
  }
}

/** The name of an image without folders and extension: of `https://x/a/B_1.jpg?v=2` it is `B_1`. */
export function nameOfImage(image: string): string {
  const isUrl = /^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(image);
  const path = isUrl ? image.replace(/[?#].*$/s, '') : image.replaceAll('\\', '/');
  const last = path.slice(path.lastIndexOf('/') + 1);
  const name = isUrl ? decoded(last) : last;
  // Up to five letters and digits, not digits alone: `A1.5` has no extension.
  return name.replace(/(?<=.)\.(?!\d+$)[a-z\d]{1,5}$/i, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
