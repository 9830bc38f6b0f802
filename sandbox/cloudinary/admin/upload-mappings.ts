import { ApiError, missingParameter } from '../api-error';
import type { Call, CallResult } from '../call';

/** `GET /upload_mappings`, all or one by `folder` (Cloudinary Admin API reference). */
export function listMappings(call: Call): CallResult {
  const { account, params } = call;
  if (params.text('folder') !== undefined) return mappingAt(call);
  const folders = [...account.uploadMappings.keys()];
  return { mappings: folders.map((folder) => ({ folder, template: account.uploadMappings.get(folder) })) };
}

/** `POST` and `PUT /upload_mappings`. */
export function saveMapping({ account, params, exchange }: Call): CallResult {
  const folder = params.text('folder');
  const template = params.text('template');
  if (folder === undefined) throw missingParameter('folder');
  if (template === undefined) throw missingParameter('template');
  account.uploadMappings.set(folder, template);
  return exchange.method === 'POST' ? { message: 'created', folder } : { message: 'updated' };
}

/** `DELETE /upload_mappings`. */
export function deleteMapping(call: Call): CallResult {
  call.account.uploadMappings.delete(mappingAt(call).folder);
  return { message: 'deleted' };
}

function mappingAt({ account, params }: Call): { folder: string; template: string } {
  const folder = params.text('folder') ?? '';
  const template = account.uploadMappings.get(folder);
  if (template === undefined) throw new ApiError(404, `Can't find upload mapping for folder ${folder}`);
  return { folder, template };
}
