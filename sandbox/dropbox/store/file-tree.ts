import { randomBytes } from 'node:crypto';
import type { BlobStore } from '../../frame/blob-store';
import type { Collection } from '../../frame/collection';
import type { Journal } from '../../frame/journal';
import type { Entry, FileEntry, FolderEntry, Tombstone } from './entry';
import { keyOf, parentOf } from './path';

type NewFile = Pick<FileEntry, 'path' | 'size' | 'md5' | 'contentHash' | 'blob' | 'clientModified' | 'exportAs'>;

/** Everything in the account: files and folders by lower-case path, in the order of their last change. */
export class FileTree {
  bytes = 0;
  private readonly entries: Collection<Entry>;
  private readonly gone: Collection<Tombstone>;
  private readonly keyById = new Map<string, string>();
  private readonly children = new Map<string, Set<string>>();
  private readonly orders = new Map<string, Entry[]>();
  private garbage: string[] = [];
  private lastSeq = 0;

  constructor(
    private readonly journal: Journal,
    private readonly blobs: BlobStore,
  ) {
    this.entries = journal.collection<Entry>('entries');
    this.gone = journal.collection<Tombstone>('deleted');
    for (const entry of this.entries.values()) {
      this.index(entry);
      if (entry.tag === 'file') blobs.hold(entry.blob);
    }
    for (const { seq } of this.gone.values()) this.lastSeq = Math.max(this.lastSeq, seq);
  }

  get size(): number {
    return this.entries.size;
  }

  /** Where the listing stands now. */
  get seq(): number {
    return this.lastSeq;
  }

  at(path: string): Entry | undefined {
    return this.entries.get(keyOf(path));
  }

  byId(id: string): Entry | undefined {
    const key = this.keyById.get(id);
    return key === undefined ? undefined : this.entries.get(key);
  }

  byRev(rev: string): Entry | undefined {
    return [...this.entries.values()].find((entry) => entry.tag === 'file' && entry.rev === rev);
  }

  all(): IterableIterator<Entry> {
    return this.entries.values();
  }

  /** What is in a folder (`''`: the top), in the order of change; `recursive` with everything below. */
  inOrder(folder: string, { recursive }: { recursive: boolean }): Entry[] {
    const key = keyOf(folder);
    const name = `${recursive ? 'all' : 'own'} ${key}`;
    let found = this.orders.get(name);
    if (!found) {
      const keys = recursive ? [...this.keysBelow(key)] : [...(this.children.get(key) ?? [])];
      found = keys.flatMap((one) => this.entries.get(one) ?? []).sort((a, b) => a.seq - b.seq);
      this.orders.set(name, found);
    }
    return found;
  }

  /** What has gone from below a folder, in order. */
  goneFrom(folder: string, { recursive }: { recursive: boolean }): Tombstone[] {
    const key = keyOf(folder);
    const fits = (path: string): boolean =>
      recursive ? keyOf(path).startsWith(`${key}/`) : parentOf(keyOf(path)) === key;
    return [...this.gone.values()].filter(({ path }) => fits(path)).sort((a, b) => a.seq - b.seq);
  }

  /** Makes a folder and those above it. Answers the folder. */
  ensureFolder(path: string): FolderEntry | undefined {
    if (path === '') return undefined;
    const there = this.at(path);
    if (there?.tag === 'folder') return there;
    const parent = this.ensureFolder(parentOf(path));
    const full = `${parent?.path ?? ''}/${path.slice(path.lastIndexOf('/') + 1)}`;
    const folder: FolderEntry = { tag: 'folder', id: newId(), path: full, seq: this.nextSeq() };
    this.put(folder);
    return folder;
  }

  /** Stores a file, whose blob is already held for it, over the file that is there; the folders above it are made. */
  putFile(file: NewFile): FileEntry {
    const parent = this.ensureFolder(parentOf(file.path));
    const before = this.at(file.path);
    const serverModified = now();
    const entry: FileEntry = {
      ...file,
      tag: 'file',
      path: before?.path ?? `${parent?.path ?? ''}${file.path.slice(file.path.lastIndexOf('/'))}`,
      id: before?.id ?? newId(),
      rev: `${randomBytes(7).toString('hex')}0`,
      serverModified,
      seq: this.nextSeq(),
    };
    if (before) this.forget(before);
    this.put(entry);
    return entry;
  }

  /** Takes a file, or a folder with all that is in it, away. */
  remove(path: string): void {
    const key = keyOf(path);
    for (const one of [...this.keysBelow(key), key].reverse()) {
      const entry = this.entries.get(one);
      if (!entry) continue;
      this.forget(entry);
      this.entries.delete(one);
      this.gone.set(one, { path: entry.path, seq: this.nextSeq() });
    }
  }

  /** Gives a file, or a folder with all that is in it, another path. */
  move(from: string, to: string): Entry | undefined {
    const source = this.at(from);
    if (!source) return undefined;
    const parent = this.ensureFolder(parentOf(to));
    const target = `${parent?.path ?? ''}${to.slice(to.lastIndexOf('/'))}`;
    const moved = [keyOf(from), ...this.keysBelow(keyOf(from))].flatMap((key) => this.entries.get(key) ?? []);
    for (const entry of moved) {
      this.unindex(entry);
      this.entries.delete(keyOf(entry.path));
      this.gone.set(keyOf(entry.path), { path: entry.path, seq: this.nextSeq() });
    }
    for (const entry of moved) {
      this.put({ ...entry, path: target + entry.path.slice(source.path.length), seq: this.nextSeq() });
    }
    return this.at(target);
  }

  /** Resolves when every change is written down; bytes that nobody needs any more go only then. */
  async settle(): Promise<void> {
    const garbage = this.garbage.splice(0);
    await this.journal.flush();
    for (const blob of garbage) await this.blobs.release(blob);
  }

  private put(entry: Entry): void {
    const key = keyOf(entry.path);
    this.entries.set(key, entry);
    this.gone.delete(key);
    this.index(entry);
  }

  private *keysBelow(key: string): Generator<string> {
    for (const child of this.children.get(key) ?? []) {
      yield child;
      yield* this.keysBelow(child);
    }
  }

  private index(entry: Entry): void {
    const key = keyOf(entry.path);
    this.keyById.set(entry.id, key);
    const parent = parentOf(key);
    const siblings = this.children.get(parent);
    if (siblings) siblings.add(key);
    else this.children.set(parent, new Set([key]));
    if (entry.tag === 'file') this.bytes += entry.size;
    this.lastSeq = Math.max(this.lastSeq, entry.seq);
    this.orders.clear();
  }

  private unindex(entry: Entry): void {
    const key = keyOf(entry.path);
    this.keyById.delete(entry.id);
    this.children.get(parentOf(key))?.delete(key);
    if (entry.tag === 'file') this.bytes -= entry.size;
    this.orders.clear();
  }

  private forget(entry: Entry): void {
    this.unindex(entry);
    if (entry.tag === 'file') this.garbage.push(entry.blob);
  }

  private nextSeq(): number {
    return (this.lastSeq += 1);
  }
}

/** `id:` and 22 characters, as the service gives them. */
function newId(): string {
  return `id:${randomBytes(16).toString('base64url')}`;
}

/** An instant without milliseconds, as the service writes them. */
export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
