import type { UploadApiOptions } from 'cloudinary';
import { folderOf, nameOf, splitExtension } from '../../core/naming';
import type { PutRequest } from '../provider';
import type { FolderMode } from './folder-mode';

/**
 * Parameters of an upload (Upload API reference). The public id is folder path and name in both folder modes; a dynamic
 * account is also told the folder it shows the asset in. So is one whose mode is not known yet: to a fixed account that
 * means nothing.
 */
export function uploadOptions(request: PutRequest, folderMode: FolderMode | undefined): UploadApiOptions {
  const { path, name, attributes, resourceType, ifExists } = request;
  const options: UploadApiOptions = {
    public_id: path,
    resource_type: resourceType,
    overwrite: ifExists === 'replace',
    unique_filename: false,
    use_filename: false,
    filename: headerSafe(name),
  };
  if (ifExists === 'replace') options.invalidate = true;
  if (folderMode !== 'fixed') {
    options.asset_folder = folderOf(path);
    options.display_name = resourceType === 'raw' ? nameOf(path) : splitExtension(name).stem;
  }
  if (attributes.tags.length > 0) options.tags = attributes.tags;
  if (Object.keys(attributes.context).length > 0) options.context = attributes.context;
  if (Object.keys(attributes.metadata).length > 0) options.metadata = attributes.metadata;
  if (attributes.preset !== undefined) options.upload_preset = attributes.preset;
  if (attributes.eager.length > 0) options.eager = attributes.eager;
  return options;
}

/** The SDK writes the file name into a header as it is, one byte a character: quotes go, the rest becomes UTF-8. */
export function headerSafe(name: string): string {
  return Buffer.from(name.replace(/["\\\r\n]/g, '_'), 'utf8').toString('latin1');
}
