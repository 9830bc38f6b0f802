import type { CallOptions, ProviderContext } from '../provider';
import { ProviderError } from '../provider-error';
import { classifyDropbox } from './classify';
import { DropboxCallError } from './call-error';
import { DropboxClient } from './client';
import { isFile, isFolder } from './entry';
import { readDropboxSettings } from './settings';

/** Something in a Dropbox folder. */
export interface Browsed {
  /** As `ferry dropbox upload` takes it. */
  path: string;
  name: string;
  kind: 'folder' | 'file';
  /** Of files. */
  bytes?: number;
}

/**
 * What is in a folder of one's own Dropbox (`''`: the top), page by page, in Dropbox's order.
 * @throws {ProviderError} `AuthFailed` when nobody is signed in, `NotFound` when there is no such folder.
 */
export async function* browseDropbox(
  path: string,
  setting: ProviderContext['setting'],
  { signal }: CallOptions,
): AsyncGenerator<Browsed> {
  const read = readDropboxSettings(setting);
  if (!read.ok) throw new ProviderError('AuthFailed', read.problems.join(' '), { service: 'dropbox' });
  const client = new DropboxClient(read.settings);
  try {
    let cursor: string | undefined;
    do {
      const at = cursor;
      const { result } = await client.rpc(
        (sdk) => (at === undefined ? sdk.filesListFolder({ path }) : sdk.filesListFolderContinue({ cursor: at })),
        signal,
      );
      for (const entry of result.entries) {
        const facts = { path: entry.path_display ?? `${path}/${entry.name}`, name: entry.name };
        if (isFolder(entry)) yield { ...facts, kind: 'folder' };
        else if (isFile(entry)) yield { ...facts, kind: 'file', bytes: entry.size };
      }
      cursor = result.has_more ? result.cursor : undefined;
    } while (cursor !== undefined);
  } catch (error) {
    throw error instanceof DropboxCallError ? classifyDropbox(error, read.settings) : error;
  }
}
