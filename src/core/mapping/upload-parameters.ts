import { nearestName } from '../nearest-name';

/** How a parameter is written in a cell, and what becomes of it. */
export type ParameterKind = 'text' | 'flag' | 'number' | 'list' | 'json' | 'pairs';

/** A parameter of the Upload API. */
export interface UploadParameter {
  name: string;
  kind: ParameterKind;
  /** Of a list: what parts its members on the wire, so that no member may hold it. */
  separator?: ',' | '|' | '\n';
  /** The only values there are. */
  choices?: readonly string[];
}

const texts = [
  'access_mode',
  'asset_folder',
  'background_removal',
  'categorization',
  'custom_coordinates',
  'detection',
  'display_name',
  'eager_notification_url',
  'eval',
  'face_coordinates',
  'file',
  'filename_override',
  'folder',
  'format',
  'moderation',
  'notification_url',
  'ocr',
  'on_success',
  'proxy',
  'public_id',
  'public_id_prefix',
  'quality_override',
  'raw_convert',
  'similarity_search',
  'transformation',
  'upload_preset',
];

const flags = [
  'accessibility_analysis',
  'auto_chaptering',
  'backup',
  'cinemagraph_analysis',
  'clear_invalid',
  'colors',
  'discard_original_filename',
  'eager_async',
  'exif',
  'faces',
  'image_metadata',
  'invalidate',
  'media_metadata',
  'overwrite',
  'phash',
  'quality_analysis',
  'unique_display_name',
  'unique_filename',
  'use_asset_folder_as_public_id_prefix',
  'use_filename',
  'use_filename_as_display_name',
  'visual_search',
];

/**
 * Every parameter that the SDK sends with an upload (cloudinary 2.11, `build_upload_params` and
 * `updateable_resource_params`), with the asset itself and the two that end up in the request's address.
 */
export const uploadParameters: ReadonlyMap<string, UploadParameter> = new Map(
  [
    ...texts.map((name): UploadParameter => ({ name, kind: 'text' })),
    ...flags.map((name): UploadParameter => ({ name, kind: 'flag' })),
    ...['access_control', 'auto_transcription', 'regions', 'responsive_breakpoints'].map((name): UploadParameter => ({
      name,
      kind: 'json',
    })),
    ...['context', 'metadata'].map((name): UploadParameter => ({ name, kind: 'pairs' })),
    ...['allowed_formats', 'tags'].map((name): UploadParameter => ({ name, kind: 'list', separator: ',' })),
    { name: 'auto_tagging', kind: 'number' } as const,
    { name: 'eager', kind: 'list', separator: '|' } as const,
    { name: 'headers', kind: 'list', separator: '\n' } as const,
    { name: 'resource_type', kind: 'text', choices: ['image', 'video', 'raw', 'auto'] } as const,
    { name: 'type', kind: 'text', choices: ['upload', 'private', 'authenticated'] } as const,
  ].map((parameter: UploadParameter) => [parameter.name, parameter]),
);

const account = 'the account comes from the credentials profile (--profile)';
const signing = 'ferry signs each request itself';
const sending = 'ferry decides how bytes are sent';

/** Parameters that no mapping may set, and why. */
const kept: ReadonlyMap<string, string> = new Map([
  ['api_key', account],
  ['api_secret', account],
  ['cloud_name', account],
  ['oauth_token', account],
  ['signature', signing],
  ['signature_algorithm', signing],
  ['timestamp', signing],
  ['unsigned', signing],
  ['async', 'ferry waits for the result of each upload, to report it; use eager_async for derived versions'],
  ['callback', 'it is for uploads from a web page'],
  ['return_delete_token', 'the token would be a secret in the log'],
  ['chunk_size', sending],
  ['filename', 'it is the name of the file that is sent; use filename_override'],
  ['timeout', sending],
]);

/** True for what can be mapped. */
export function isUploadParameter(name: string): boolean {
  return uploadParameters.has(name);
}

/** What is wrong with a mapping that names this parameter, with the next step; undefined: nothing is. */
export function parameterFault(name: string): string | undefined {
  if (isUploadParameter(name)) return undefined;
  const reason = kept.get(name);
  if (reason !== undefined) return `${name} cannot be mapped: ${reason}.`;
  const near = nearestName(name, [...uploadParameters.keys()]);
  const advice =
    near === undefined
      ? `To keep the value with the asset, map context.${name} or metadata.${name}.`
      : `Did you mean ${near}?`;
  return `Cloudinary takes no parameter "${name}". ${advice}`;
}
