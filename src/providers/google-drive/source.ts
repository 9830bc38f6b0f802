import { md5Checksum } from '../md5';
import type { SourceRef } from '../../core/asset';
import { parseDriveRoot } from '../../core/drive-link';
import { ProviderError } from '../provider-error';
import type { AssetPage, CallOptions, Content, FolderPage, Source } from '../provider';
import { resumingStream } from '../resuming-stream';
import { verifiedStream } from '../verified-stream';
import { Readable } from 'node:stream';
import { DriveCallError } from './call-error';
import { requestQuota } from './classify';
import type { DriveClient } from './client';
import { folderType } from './drive-file';
import { findByPath, scopeOf, startOf } from './find-by-path';
import { fingerprintOf, FolderListing } from './folder-listing';
import { FolderWalk } from './folder-walk';
import { driveHealth } from './health';

/** A folder of Drive, or a Shared Drive, as a source. */
export function googleDriveSource(root: string, client: DriveClient): Source {
  const place = parseDriveRoot(root);
  const listing = new FolderListing(client);
  let walk: Promise<FolderWalk> | undefined;

  const rootRef = (signal: AbortSignal): Promise<string> => findByPath(client, startOf(place), place.names, signal);

  async function refAt({ path, ref }: SourceRef, signal: AbortSignal): Promise<string> {
    if (ref !== undefined) return ref;
    return findByPath(client, await rootRef(signal), path.split('/').filter(Boolean), signal);
  }

  async function mustBeThere(ref: string, signal: AbortSignal): Promise<void> {
    const { name, trashed } = await client.file(ref, signal);
    if (trashed)
      throw new DriveCallError({ status: 404, reason: 'notFound', message: `The folder ${name} is in the trash` });
  }

  return {
    scope: scopeOf(root),
    service: 'Google Drive',
    quotas: [requestQuota(client.who)],

    async check({ signal }) {
      const ref = await rootRef(signal);
      const found = await client.file(ref, signal);
      if (found.mimeType !== folderType) {
        throw new ProviderError(
          'InvalidAsset',
          `"${found.name}" is a file, not a folder. Open the folder it is in and copy that link.`,
          { service: 'Google Drive' },
        );
      }
      if (found.trashed)
        throw new ProviderError('NotFound', `The folder "${found.name}" is in the trash of Google Drive.`);
      return { name: found.name.trim().replace(/\s+/g, ' ') };
    },

    async folders({ cursor, limit, recursive }, { signal }: CallOptions): Promise<FolderPage> {
      if (!recursive) return { entries: [{ path: '', ref: await rootRef(signal) }] };
      if (cursor === undefined || walk === undefined) {
        walk = rootRef(signal).then((ref) => new FolderWalk(client, ref));
        walk.catch(() => (walk = undefined));
      }
      return (await walk).page(cursor, limit, signal);
    },

    async list({ folder, cursor, limit }, { signal }): Promise<AssetPage> {
      const ref = await refAt(folder, signal);
      const page = await listing.page({ path: folder.path, ref }, { cursor, limit }, signal);
      // A folder in the trash, or taken away, may look like an empty one.
      if (cursor === undefined && page.entries.length + page.oddities.length === 0) await mustBeThere(ref, signal);
      return page;
    },

    async content(asset, { signal }): Promise<Content> {
      const ref = await refAt(asset, signal);
      if (asset.ref !== undefined && asset.listed !== undefined) {
        return contentOf(client, ref, { name: asset.path, ...asset.listed }, signal);
      }
      const file = await client.file(ref, signal);
      if (file.trashed)
        throw new DriveCallError({ status: 404, reason: 'notFound', message: `${file.name} is in the trash` });
      const { name, size: bytes = 0, md5Checksum: md5 } = file;
      return contentOf(client, ref, { name, bytes, md5, fingerprint: fingerprintOf(file) }, signal);
    },

    health: ({ signal }) => driveHealth(client, signal),

    async probe({ signal }) {
      await client.ping(signal);
    },
  };
}

interface FileFacts {
  /** For words. */
  name: string;
  bytes: number;
  fingerprint: string;
  md5?: string;
}

/** A file's content: a download that goes on where its connection broke, and that is checked against its MD5. */
export function contentOf(client: DriveClient, ref: string, facts: FileFacts, signal: AbortSignal): Content {
  const { name, bytes, fingerprint, md5 } = facts;
  // Asked for only after Google has said that the file is taken for malware; its owner may have it all the same.
  let acknowledgeAbuse = false;
  const openAt = async (start: number): Promise<Readable> => {
    try {
      return await client.download(ref, { start, acknowledgeAbuse }, signal);
    } catch (error) {
      const isRefused = error instanceof DriveCallError && error.reason === 'cannotDownloadAbusiveFile';
      if (!isRefused || acknowledgeAbuse) throw error;
      acknowledgeAbuse = true;
      return client.download(ref, { start, acknowledgeAbuse }, signal);
    }
  };
  return {
    bytes,
    fingerprint,
    md5,
    async open(start = 0) {
      // A range that begins at the end is an error of its own: 416.
      if (start > 0 && start >= bytes) return Readable.from([]);
      const stream = await resumingStream({ start, bytes, openAt });
      if (start > 0 || md5 === undefined) return stream;
      const mismatch = (): Error =>
        new ProviderError('Transient', `${name} was changed or damaged on its way from Google Drive.`, {
          service: 'Google Drive',
        });
      return verifiedStream(stream, { checksum: md5Checksum(), expected: md5, mismatch });
    },
  };
}
