import type { CallOptions, ProviderContext } from '../provider';
import { ProviderError } from '../provider-error';
import { findByPath, startOf } from './find-by-path';
import { parseDriveRoot } from '../../core/drive-link';
import { classifyGoogleDrive } from './classify';
import { DriveClient, readScope } from './client';
import { folderType, quoted, readRef, targetOf, type DriveFile } from './drive-file';
import { readGoogleDriveSettings } from './settings';

/** Something in Drive, as a listing for people shows it. */
export interface DriveEntry {
  id: string;
  name: string;
  kind: 'folder' | 'file' | 'drive';
  bytes?: number;
}

type Setting = ProviderContext['setting'];

/** What is in a folder; without one, in My Drive. @param root A location's root. */
export async function* browseFolder(root: string, setting: Setting, options: CallOptions): AsyncGenerator<DriveEntry> {
  yield* browse(setting, async function* (client) {
    const place = parseDriveRoot(root);
    const ref = await findByPath(client, startOf(place), place.names, options.signal);
    const q = `${quoted(readRef(ref).id)} in parents and trashed = false`;
    for await (const file of client.all(q, { ...options, refs: [ref] })) yield entryOf(file);
  });
}

/** What others have shared with this user. */
export async function* browseShared(setting: Setting, options: CallOptions): AsyncGenerator<DriveEntry> {
  yield* browse(setting, async function* (client) {
    for await (const file of client.all('sharedWithMe and trashed = false', options)) yield entryOf(file);
  });
}

/** The Shared Drives this user is a member of. */
export async function* browseDrives(setting: Setting, { signal }: CallOptions): AsyncGenerator<DriveEntry> {
  yield* browse(setting, async function* (client) {
    let pageToken: string | undefined;
    do {
      const page = await client.call((drive, options) => drive.drives.list({ pageSize: 100, pageToken }, options), {
        signal,
      });
      for (const { id, name } of page.drives ?? []) yield { id: id ?? '', name: name ?? '', kind: 'drive' };
      pageToken = page.nextPageToken ?? undefined;
    } while (pageToken !== undefined);
  });
}

/** Opens Drive for one listing. @throws {ProviderError} for missing settings and for whatever Drive refuses. */
async function* browse(
  setting: Setting,
  list: (client: DriveClient) => AsyncGenerator<DriveEntry>,
): AsyncGenerator<DriveEntry> {
  const read = readGoogleDriveSettings(setting);
  if (!read.ok) throw new ProviderError('AuthFailed', read.problems.join(' '), { service: 'Google Drive' });
  try {
    yield* list(new DriveClient(read.settings, readScope));
  } catch (error) {
    throw error instanceof ProviderError ? error : classifyGoogleDrive(error, read.settings);
  }
}

function entryOf(file: DriveFile): DriveEntry {
  const target = targetOf(file);
  const isFolder = file.mimeType === folderType || target?.mimeType === folderType;
  const size = file.size === undefined ? {} : { bytes: file.size };
  return { id: target?.id ?? file.id, name: file.name, kind: isFolder ? 'folder' : 'file', ...size };
}
