import type { files } from 'dropbox';
import { joinPath } from '../../core/naming';
import type { DropboxClient } from './client';
import { isFolder } from './entry';

/** A folder that somebody shared by a link. */
export interface SharedFolder {
  url: string;
  /** Reads a page of one folder below the link. */
  read(
    request: { folder: string; cursor?: string; limit?: number },
    signal: AbortSignal,
  ): Promise<files.ListFolderResult>;
  /** Folders depth first in order of name, the shared one as ``, from behind the given one on. */
  foldersAfter(after: string | undefined, signal: AbortSignal): AsyncGenerator<string>;
}

/** What names a shared folder for ever: the link's id, without the key that opens it. */
export function linkScope(url: string): string {
  return `dropbox-link:${new URL(url).pathname.replace(/^\/(scl\/)?(f[io]|sh?)\//, '').split('/')[0] ?? ''}`;
}

/** Reads below a shared link; only one folder at a time can be listed there (`files/list_folder`, `shared_link`). */
export function linkedFolder(url: string, client: DropboxClient): SharedFolder {
  async function read(
    { folder, cursor, limit }: { folder: string; cursor?: string; limit?: number },
    signal: AbortSignal,
  ): Promise<files.ListFolderResult> {
    const first = { path: folder === '' ? '' : `/${folder}`, shared_link: { url }, limit };
    const { result } = await client.rpc(
      (sdk) => (cursor === undefined ? sdk.filesListFolder(first) : sdk.filesListFolderContinue({ cursor })),
      signal,
    );
    return result;
  }

  async function subfolders(folder: string, signal: AbortSignal): Promise<string[]> {
    const names = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await read({ folder, cursor }, signal);
      for (const { name } of page.entries.filter(isFolder)) names.add(name);
      cursor = page.has_more ? page.cursor : undefined;
    } while (cursor !== undefined);
    return [...names].sort(byCodeUnit);
  }

  /** `passed` holds the parts still to go to the last folder of the page before; `undefined`: all from here on is new. */
  async function* visit(folder: string, passed: string[] | undefined, signal: AbortSignal): AsyncGenerator<string> {
    if (passed === undefined) yield folder;
    for (const name of await subfolders(folder, signal)) {
      const [next] = passed ?? [];
      if (next !== undefined && name < next) continue;
      yield* visit(joinPath(folder, name), name === next ? passed?.slice(1) : undefined, signal);
    }
  }

  return {
    url,
    read,
    foldersAfter: (after, signal) => visit('', after?.split('/').filter(Boolean), signal),
  };
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
