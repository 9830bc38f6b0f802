import { Readable } from 'node:stream';
import type { Answer } from '../frame/answer';
import type { Account } from './account';
import { presentResource } from './present/resource';
import { contiguousBytes } from './upload/upload-in-progress';

/** Everything stored, as `GET /__state/cloudinary` shows it; written bit by bit, for accounts of any size. */
export function stateReport(account: Account): Answer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  return { status: 200, headers, body: Readable.from(report(account)) };
}

function* report(account: Account): Generator<string> {
  const uploads = [...account.uploads.values()].filter((upload) => !upload.finished);
  const facts = {
    service: 'cloudinary',
    cloud: account.cloudName,
    folder_mode: account.settings.folderMode,
    counts: { assets: account.assets.size, bytes: account.assets.bytes, uploads_in_progress: uploads.length },
    uploads_in_progress: uploads.map((upload) => ({
      id: upload.id,
      resource_type: upload.resourceType,
      ...(upload.publicId === undefined ? {} : { public_id: upload.publicId }),
      offset: contiguousBytes(upload),
      total: upload.total ?? null,
      started_at: upload.startedAt,
      parts: upload.parts.map(({ start, end, md5 }) => ({ start, end, bytes: end - start + 1, md5 })),
    })),
    folders: account.folders.all().map((folder) => folder.path),
    metadata_fields: [...account.metadataFields.values()],
    upload_presets: [...account.presets.values()],
  };
  yield `${JSON.stringify(facts).slice(0, -1)},"assets":[`;
  let separator = '';
  for (const asset of account.assets.all()) {
    const entry = {
      ...presentResource(account, asset, { tags: true }),
      asset_folder: asset.assetFolder,
      display_name: asset.displayName,
      size: asset.bytes,
      md5: asset.etag,
      etag: asset.etag,
      context: asset.context,
      metadata: asset.metadata,
      uploaded_at: asset.uploadedAt,
      original_filename: asset.originalFilename ?? null,
      derived: asset.derived,
    };
    yield separator + JSON.stringify(entry);
    separator = ',\n';
  }
  yield ']}';
}
