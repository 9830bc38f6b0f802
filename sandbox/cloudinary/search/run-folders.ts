import type { Account } from '../account';
import { folderOf, nameOf } from '../store/asset';
import { presentFolder, type Folder } from '../store/folder-tree';
import { compile } from './evaluate';
import type { SearchField } from './fields';
import { parseExpression } from './parser';
import type { SearchQuery } from './query';
import type { SortKey } from './sorted-list';

const fields: Record<string, SearchField<Folder>> = {
  name: { type: 'tokens', read: (folder) => nameOf(folder.path) },
  path: { type: 'folder', read: (folder) => folder.path },
  parent: { type: 'folder', read: (folder) => folderOf(folder.path) },
  created_at: { type: 'date', read: (folder) => Date.parse(folder.createdAt) },
};

/** Runs a search over folders (Cloudinary Admin API reference, search folders). */
export function runFolderSearch(account: Account, query: SearchQuery): Record<string, unknown> {
  const test = compile(parseExpression(query.expression), {
    now: Date.now(),
    field: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
    texts: (folder) => [nameOf(folder.path), folder.path],
  });
  const listing = `folders ${JSON.stringify([query.expression, query.sortBy])}`;
  const request = { listing, cursor: query.cursor, max: query.max };
  const keys = sortKeys(query);
  const page = account.lists.page(request, NaN, () => account.folders.all().filter(test), keys);
  return {
    total_count: page.total,
    time: 1,
    folders: page.entries.map((folder) => ({ ...presentFolder(folder), created_at: folder.createdAt })),
    ...(page.nextCursor === undefined ? {} : { next_cursor: page.nextCursor }),
  };
}

function sortKeys(query: SearchQuery): SortKey<Folder>[] {
  const keys = query.sortBy.map(([name, way]): SortKey<Folder> => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const value = (folder: Folder): string | number => {
      const found = field?.read(folder) ?? '';
      return Array.isArray(found) ? (found[0] ?? '') : found;
    };
    return { value, descending: way === 'desc' };
  });
  return [...keys, { value: (folder) => folder.path, descending: false }];
}
