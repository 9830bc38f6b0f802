import { createHash } from 'node:crypto';
import { mediaByName } from '../../core/media-by-name';
import { cleanPart, joinPath, markedName, splitExtension } from '../../core/naming';
import { lastPart } from '../../core/mapping/file-name';
import type { ParameterValue } from '../../core/mapping/parameter-value';
import { withoutSignature } from '../../core/mapping/signed-query';

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/**
 * Cloudinary itself adds six characters to a file's name (Upload API reference, `unique_filename`); of a million URLs that
 * all end in `image.jpg` some would get the same six, so there are eight. The ids it makes up have twenty.
 */
const markLength = 8;
const madeUpLength = 20;

/** Endings of programs on web servers: what they answer with may be anything. */
const pages = /^(php|aspx?|ashx|jsp|cgi|do|html?)$/i;

interface Named {
  /** URL or path of the asset. */
  file: string;
  parameters: Record<string, ParameterValue>;
}

/**
 * The public id an upload is sent with. ferry always sends one, so that an attempt whose answer was lost meets its own
 * result. It is the mapped `public_id`, or made of the URL as Cloudinary would by `use_filename` and `unique_filename`,
 * both true when absent: the cleaned name and eight characters, the name alone, or twenty characters. The characters are
 * a hash of the URL and so always the same; those parts of its query that sign it, and credentials, do not count, since
 * they are others each day. The extension stays where the asset will be raw.
 */
export function publicIdFor({ file, parameters }: Named): string {
  const given = parameters.public_id;
  if (typeof given === 'string' && given !== '') return given;
  const { stem, extension } = splitExtension(lastPart(file));
  const keepExtension = extension !== '' && typeOf(file, parameters) === 'raw';
  const ending = keepExtension ? `.${cleanPart(extension)}` : '';
  if (parameters.use_filename === false) return markedName(hashOf(file, madeUpLength) + ending, '', keepExtension);
  const mark = parameters.unique_filename === false ? '' : `_${hashOf(file, markLength)}`;
  return markedName(cleanPart(stem) + ending, mark, keepExtension);
}

/**
 * What two rows share exactly when they would be one asset: type of resource, type of delivery and whole public id, the
 * folder included where it becomes part of that. `file` tells the resource type where the parameters leave it open.
 */
export function idKeyOf({
  parameters,
  publicId,
  file = '',
}: Omit<Named, 'file'> & { publicId: string; file?: string }): string {
  const prefixes = [parameters.folder, parameters.public_id_prefix].filter((part) => typeof part === 'string');
  const { use_asset_folder_as_public_id_prefix: byFolder, asset_folder: assetFolder } = parameters;
  if (prefixes.length === 0 && byFolder === true && typeof assetFolder === 'string') prefixes.push(assetFolder);
  const type = typeof parameters.type === 'string' ? parameters.type : 'upload';
  return `${typeOf(file, parameters)}/${type}/${joinPath(...prefixes, publicId)}`;
}

/** `auto` where neither parameters nor the name tell. */
function typeOf(file: string, { resource_type: given }: Record<string, ParameterValue>): string {
  if (typeof given === 'string' && given !== 'auto') return given;
  const name = lastPart(file);
  const { media } = mediaByName(name);
  if (media !== 'other') return media;
  const { extension } = splitExtension(name);
  // A PDF is an image to Cloudinary; without a known extension the content decides.
  if (/^(pdf|ai|eps|ps)$/i.test(extension)) return 'image';
  return /^[a-z][a-z0-9]{0,4}$/i.test(extension) && !pages.test(extension) ? 'raw' : 'auto';
}

function hashOf(file: string, length: number): string {
  const digest = createHash('sha256').update(withoutSignature(file)).digest();
  return [...digest.subarray(0, length)].map((byte) => letters[byte % letters.length]).join('');
}
