import type { Folder } from '../../core/asset';
import { joinPath } from '../../core/naming';
import { DriveCallError } from './call-error';
import type { DriveClient } from './client';
import { DistinctNames } from './distinct-names';
import { folderType, quoted, readRef, refOf, shortcutType, targetOf, type DriveFile } from './drive-file';

/** A folder the walk has come to. */
interface Node {
  path: string;
  depth: number;
  ref: string;
  /** Ids of the folders it lies in, its own the last: a shortcut back to one of them is a loop. */
  chain: string[];
}

/** Folders whose subfolders are asked for at once. */
const askedAtOnce = 8;

/**
 * All folders below one, level by level and in order of name. The cursor says which folder was the last, so that a walk
 * begun again, in another process too, goes on behind it.
 */
export class FolderWalk {
  private readonly nodes: Node[];
  private expanded = 0;

  constructor(
    private readonly client: DriveClient,
    root: string,
  ) {
    this.nodes = [{ path: '', depth: 0, ref: root, chain: [readRef(root).id] }];
  }

  /** So many folders behind the cursor's. */
  async page(
    cursor: string | undefined,
    limit: number,
    signal: AbortSignal,
  ): Promise<{ entries: Folder[]; cursor?: string }> {
    let from = this.indexAfter(cursor);
    while (this.nodes.length < from + limit + 1 && this.expanded < this.nodes.length) {
      await this.expandSome(signal);
      from = this.indexAfter(cursor);
    }
    const page = this.nodes.slice(from, from + limit);
    const last = page.at(-1);
    const hasMore = this.nodes.length > from + limit;
    return {
      entries: page.map(({ path, ref }) => ({ path, ref })),
      ...(hasMore && last !== undefined ? { cursor: `${last.depth}:${last.path}` } : {}),
    };
  }

  private indexAfter(cursor: string | undefined): number {
    if (cursor === undefined) return 0;
    const colon = cursor.indexOf(':');
    const last = { depth: Number(cursor.slice(0, colon)), path: cursor.slice(colon + 1) };
    const index = this.nodes.findIndex((node) => isBehind(node, last));
    return index < 0 ? this.nodes.length : index;
  }

  /** Asks for the subfolders of the next few folders, all of one level, and puts them behind all there are. */
  private async expandSome(signal: AbortSignal): Promise<void> {
    const depth = this.nodes[this.expanded]?.depth;
    const some = this.nodes.slice(this.expanded, this.expanded + askedAtOnce).filter((node) => node.depth === depth);
    const children = await Promise.all(some.map((node) => this.childrenOf(node, signal)));
    this.expanded += some.length;
    this.nodes.push(...children.flat());
  }

  private async childrenOf(node: Node, signal: AbortSignal): Promise<Node[]> {
    const { id } = readRef(node.ref);
    const q = `${quoted(id)} in parents and trashed = false and (mimeType = ${quoted(folderType)} or mimeType = ${quoted(shortcutType)})`;
    const found: DriveFile[] = [];
    try {
      for await (const file of this.client.all(q, { signal, refs: [node.ref] })) if (isFolder(file)) found.push(file);
    } catch (error) {
      // A folder that is gone or not shared shows when it is listed itself.
      if (error instanceof DriveCallError && error.status === 404 && node.depth > 0) return [];
      throw error;
    }
    const names = new DistinctNames();
    for (const file of found) names.add(file);
    return found
      .map((file) => ({
        name: names.nameOf(file),
        target: targetOf(file) ?? { id: file.id, resourceKey: file.resourceKey },
      }))
      .filter(({ target }) => !node.chain.includes(target.id))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, target }) => ({
        path: joinPath(node.path, name),
        depth: node.depth + 1,
        ref: refOf(target),
        chain: [...node.chain, target.id],
      }));
  }
}

/** True for folders and for shortcuts to folders. */
function isFolder(file: DriveFile): boolean {
  return file.mimeType === folderType || (file.mimeType === shortcutType && targetOf(file)?.mimeType === folderType);
}

/** Level by level; within one by the names along the path, one after another. */
function isBehind(node: { depth: number; path: string }, last: { depth: number; path: string }): boolean {
  if (node.depth !== last.depth) return node.depth > last.depth;
  const [a, b] = [node.path.split('/'), last.path.split('/')];
  for (let at = 0; at < a.length; at += 1) {
    const [mine = '', theirs = ''] = [a[at], b[at]];
    if (mine !== theirs) return mine > theirs;
  }
  return false;
}
