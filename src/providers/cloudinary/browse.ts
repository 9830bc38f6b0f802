import type { v2 } from 'cloudinary';
import type { CallOptions, ProviderContext } from '../provider';
import { ProviderError } from '../provider-error';
import { CloudinaryCallError } from './call-error';
import { classifyCloudinary } from './classify';
import { CloudinaryClient } from './client';
import { readCloudinarySettings } from './settings';

/** A folder of the media library. */
export interface CloudinaryFolder {
  path: string;
  name: string;
}

interface FolderPage {
  folders: CloudinaryFolder[];
  next_cursor?: string | null;
}

/** The most a call returns (Admin API reference, "Folders", `max_results`). */
const listedAtOnce = 500;

/**
 * All folders below a folder (`''`: of the account), each followed by those below it. One Admin API call for each folder
 * and page: `GET /folders`, `GET /folders/<path>`.
 * @throws {ProviderError} `AuthFailed` without credentials, `NotFound` when there is no such folder, and whatever
 * Cloudinary refuses.
 */
export async function* browseCloudinaryFolders(
  below: string,
  setting: ProviderContext['setting'],
  { signal }: CallOptions,
): AsyncGenerator<CloudinaryFolder> {
  const read = readCloudinarySettings(setting);
  if (!read.ok) throw new ProviderError('AuthFailed', read.problems.join(' '), { service: 'Cloudinary' });
  const client = new CloudinaryClient(read.settings, 0);
  // A stack, not recursion: trees may be deep. The folder to be looked into next is last.
  const waiting = [below];
  try {
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      if (folder !== below) yield { path: folder, name: folder.slice(folder.lastIndexOf('/') + 1) };
      const found = [];
      for await (const { path } of foldersIn(client, folder, signal)) found.push(path);
      waiting.push(...found.reverse());
    }
  } catch (error) {
    throw error instanceof CloudinaryCallError ? classifyCloudinary(error, read.settings.cloudName) : error;
  }
}

/** Those right below a folder, over all pages. */
async function* foldersIn(client: CloudinaryClient, folder: string, signal: AbortSignal) {
  let cursor: string | undefined;
  do {
    const page = { max_results: listedAtOnce, ...(cursor === undefined ? {} : { next_cursor: cursor }) };
    const answer: FolderPage = await client.admin<FolderPage>(
      (sdk, options) =>
        folder === ''
          ? rootFoldersOf(sdk)({ ...options, ...page })
          : sdk.api.sub_folders(folder, { ...options, ...page }),
      signal,
    );
    yield* answer.folders;
    cursor = answer.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

/** The SDK's typings put the callback first; the SDK itself takes the options first (`lib/v2/api.js`). */
function rootFoldersOf(sdk: typeof v2): (options: object) => Promise<unknown> {
  return sdk.api.root_folders as unknown as (options: object) => Promise<unknown>;
}
