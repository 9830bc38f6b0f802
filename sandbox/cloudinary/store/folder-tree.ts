import { createHash } from 'node:crypto';
import type { Collection } from '../../frame/collection';
import { folderOf, nameOf } from './asset';

/** A folder of the media library. The root has none. */
export interface Folder {
  path: string;
  externalId: string;
  createdAt: string;
}

/** The folders of an account: made by hand, or by an asset that is put there. They stay when empty. */
export class FolderTree {
  /** By parent, the paths right below it. */
  private readonly children = new Map<string, Set<string>>();

  constructor(private readonly folders: Collection<Folder>) {
    for (const path of folders.keys()) this.link(path);
  }

  has(path: string): boolean {
    return path === '' || this.folders.has(path);
  }

  /** Makes a folder and those above it; answers whether it was missing. */
  ensure(path: string): boolean {
    if (path === '' || this.folders.has(path)) return false;
    this.ensure(folderOf(path));
    const externalId = createHash('md5').update(`${path} ${Date.now()}`).digest('hex');
    this.folders.set(path, { path, externalId: `c${externalId}`, createdAt: new Date().toISOString() });
    this.link(path);
    return true;
  }

  /** The folders right below one, by name. */
  below(path: string): Folder[] {
    const found = [...(this.children.get(path) ?? [])].sort();
    return found.map((child) => this.folders.get(child)).filter((folder) => folder !== undefined);
  }

  /** A folder and all below it. */
  withDescendants(path: string): string[] {
    return [path, ...this.below(path).flatMap((folder) => this.withDescendants(folder.path))];
  }

  all(): Folder[] {
    return [...this.folders.values()];
  }

  remove(path: string): void {
    this.folders.delete(path);
    this.children.get(folderOf(path))?.delete(path);
    this.children.delete(path);
  }

  /** A new path for a folder and all below it. */
  rename(from: string, to: string): void {
    this.ensure(folderOf(to));
    for (const old of this.withDescendants(from)) {
      const folder = this.folders.get(old);
      if (!folder) continue;
      const path = to + old.slice(from.length);
      this.folders.set(path, { ...folder, path });
      this.link(path);
    }
    for (const old of this.withDescendants(from).reverse()) this.remove(old);
  }

  private link(path: string): void {
    const parent = folderOf(path);
    const siblings = this.children.get(parent);
    if (siblings) siblings.add(path);
    else this.children.set(parent, new Set([path]));
  }
}

/** `name`, `path`, `external_id` as the folder calls answer them (Cloudinary Admin API reference, folders). */
export function presentFolder(folder: Folder): Record<string, unknown> {
  return { name: nameOf(folder.path), path: folder.path, external_id: folder.externalId };
}
