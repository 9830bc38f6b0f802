import { endpointError } from '../api-error';
import type { Account } from '../account';
import type { Entry, FileEntry } from './entry';
import { checkForm, checkLookup } from './path';

interface Lookup {
  account: Account;
  /** API function, for words. */
  fn: string;
  path: string;
  /** What the error's tag is called: `path`, `path_lookup`, `from_lookup`. */
  tag?: string;
}

/** Finds a file or folder by path, `id:...` or `rev:...`. */
export function lookUp({ account, fn, path, tag = 'path' }: Lookup): Entry {
  const found = path.startsWith('rev:') ? account.tree.byRev(path.slice(4)) : byPathOrId(account, fn, path, tag);
  if (!found) throw endpointError([tag, 'not_found']);
  return found;
}

/** Finds a file; a folder is `not_file`. */
export function lookUpFile(lookup: Lookup): FileEntry {
  const found = lookUp(lookup);
  if (found.tag === 'folder') throw endpointError([lookup.tag ?? 'path', 'not_file']);
  return found;
}

/** The path of a folder that is to be listed, `''` for the top. */
export function lookUpFolder({ account, fn, path, tag = 'path' }: Lookup): string {
  if (path === '') return '';
  const found = lookUp({ account, fn, path, tag });
  if (found.tag === 'file') throw endpointError([tag, 'not_folder']);
  return found.path;
}

function byPathOrId(account: Account, fn: string, path: string, tag: string): Entry | undefined {
  checkForm(fn, path);
  if (path.startsWith('id:')) {
    const [id = '', ...below] = path.split('/');
    const entry = account.tree.byId(id);
    return below.length === 0 || !entry ? entry : account.tree.at(`${entry.path}/${below.join('/')}`);
  }
  checkLookup(path, tag);
  return account.tree.at(path);
}
