import { DriveCallError } from './call-error';
import type { DriveClient } from './client';
import { folderType, quoted, readRef, refOf, targetOf, type DriveFile } from './drive-file';
import type { DriveRoot } from '../../core/drive-link';

/** Names a root for ever in keys: a resource key is how one gets in, not where. */
export function scopeOf(root: string): string {
  return `google-drive:${root.replace(/\?resourcekey=[\w-]+/, '')}`;
}

/** The ref a root's path begins at. */
export function startOf({ startId, resourceKey }: DriveRoot): string {
  return refOf({ id: startId, ...(resourceKey === undefined ? {} : { resourceKey }) });
}

/** The things of one name in a folder, the oldest first: Drive lets several have it. */
export async function namesakes(
  client: DriveClient,
  { parent, name, wanted }: { parent: string; name: string; wanted: 'folder' | 'file' | 'any' },
  signal: AbortSignal,
): Promise<DriveFile[]> {
  const type = quoted(folderType);
  const ofType = wanted === 'any' ? '' : ` and mimeType ${wanted === 'folder' ? '=' : '!='} ${type}`;
  const q = `${quoted(readRef(parent).id)} in parents and trashed = false and name = ${quoted(name)}${ofType}`;
  const found: DriveFile[] = [];
  for await (const file of client.all(q, { signal, refs: [parent] })) {
    // Drive's `name =` does not tell capitals apart in every account.
    if (file.name === name) found.push(file);
  }
  return found.sort((a, b) => ((a.createdTime ?? '') + a.id < (b.createdTime ?? '') + b.id ? -1 : 1));
}

/** The ref of what lies at a path below a ref. @throws {DriveCallError} 404 naming the first part that is not there. */
export async function findByPath(
  client: DriveClient,
  start: string,
  names: string[],
  signal: AbortSignal,
): Promise<string> {
  let ref = start;
  for (const name of names) {
    const [found] = await namesakes(client, { parent: ref, name, wanted: 'any' }, signal);
    if (found === undefined)
      throw new DriveCallError({ status: 404, reason: 'notFound', message: `There is no "${name}"` });
    ref = refOf(targetOf(found) ?? found);
  }
  return ref;
}
