import type { files } from 'dropbox';
import { splitExtension } from '../../core/naming';
import type { StoredAsset } from '../provider';

/** A stored file. Its etag is left out: Dropbox knows no MD5, and its own checksum is compared in `put`. */
export function toStored(path: string, file: Pick<files.FileMetadata, 'id' | 'size'>): StoredAsset {
  return {
    path,
    resourceType: 'raw',
    bytes: file.size,
    result: {
      publicId: path,
      assetId: file.id,
      bytes: file.size,
      format: splitExtension(path).extension,
      resourceType: 'raw',
    },
  };
}
