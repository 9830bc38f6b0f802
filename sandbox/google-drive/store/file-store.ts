import type { BlobStore } from '../../frame/blob-store';
import type { Collection } from '../../frame/collection';
import type { Journal } from '../../frame/journal';
import { person, serviceAccount } from '../../google-auth/identities';
import { folderType, newItem, newTopId, type Item, type SharedDrive } from './item';

/** Everything there is: items by id, and shared drives. Names are no keys: several items of a folder may have the same. */
export class FileStore {
  /** Bytes of what the person owns. */
  personBytes = 0;
  readonly drives: Collection<SharedDrive>;
  private readonly items: Collection<Item>;
  private readonly generatedIds: Collection<true>;
  private readonly tops = new Map<string, string>();
  private readonly children = new Map<string, Set<string>>();
  private garbage: string[] = [];

  constructor(
    private readonly journal: Journal,
    private readonly blobs: BlobStore,
  ) {
    this.items = journal.collection<Item>('items');
    this.drives = journal.collection<SharedDrive>('drives');
    this.generatedIds = journal.collection('generated_ids');
    for (const item of this.items.values()) {
      this.index(item);
      if (item.content) blobs.hold(item.content.blob);
    }
    for (const { email } of [person, serviceAccount]) {
      if (!this.tops.has(email))
        this.put(newItem({ id: newTopId(), name: 'My Drive', mimeType: folderType, owner: email }));
    }
  }

  get size(): number {
    return this.items.size;
  }

  get(id: string): Item | undefined {
    return this.items.get(id);
  }

  all(): IterableIterator<Item> {
    return this.items.values();
  }

  /** The top of somebody's My Drive. */
  topOf(email: string): Item {
    const found = this.items.get(this.tops.get(email) ?? '');
    if (!found) throw new Error(`no My Drive of ${email}`);
    return found;
  }

  childrenOf(id: string): Item[] {
    return [...(this.children.get(id) ?? [])].flatMap((child) => this.items.get(child) ?? []);
  }

  /** The item and what it is in, up to the top. */
  chainOf(item: Item): Item[] {
    const chain = [item];
    for (let above = item.parent; above !== undefined;) {
      const found = this.items.get(above);
      if (!found || chain.includes(found)) break;
      chain.push(found);
      above = found.parent;
    }
    return chain;
  }

  /** True when it or a folder it is in is in the trash. */
  isTrashed(item: Item): boolean {
    return this.chainOf(item).some((one) => one.isTrashed);
  }

  /** Names from the top down to the item, the top left out. */
  pathOf(item: Item): string {
    const names = this.chainOf(item).map(({ name }) => name);
    return names.slice(0, -1).reverse().join('/');
  }

  /** Stores an item, new or changed. A blob of it must be held already; one that it had is let go. */
  put(item: Item): Item {
    const before = this.items.get(item.id);
    if (before) {
      this.unindex(before);
      if (before.content && before.content !== item.content) this.garbage.push(before.content.blob);
    }
    this.items.set(item.id, item);
    this.index(item);
    return item;
  }

  /** Takes an item away for good, with everything below it. */
  remove(item: Item): void {
    for (const child of this.childrenOf(item.id)) this.remove(child);
    this.unindex(item);
    this.items.delete(item.id);
    if (item.content) this.garbage.push(item.content.blob);
  }

  addDrive(drive: SharedDrive): void {
    this.drives.set(drive.id, drive);
    this.put(newItem({ id: drive.id, name: drive.name, mimeType: folderType, owner: person.email, driveId: drive.id }));
  }

  /** Remembers an id that was given out before there is a file to it. */
  promise(id: string): void {
    this.generatedIds.set(id, true);
  }

  isPromised(id: string): boolean {
    return this.generatedIds.has(id);
  }

  itemsIn(driveId: string): number {
    let count = 0;
    for (const item of this.items.values()) if (item.driveId === driveId) count += 1;
    return count;
  }

  /** Resolves when every change is written down; bytes that nobody needs any more go only then. */
  async settle(): Promise<void> {
    const garbage = this.garbage.splice(0);
    await this.journal.flush();
    for (const blob of garbage) await this.blobs.release(blob);
  }

  private index(item: Item): void {
    if (item.owner === person.email && item.driveId === undefined) this.personBytes += item.content?.size ?? 0;
    if (isTop(item)) this.tops.set(item.owner, item.id);
    if (item.parent === undefined) return;
    const siblings = this.children.get(item.parent);
    if (siblings) siblings.add(item.id);
    else this.children.set(item.parent, new Set([item.id]));
  }

  private unindex(item: Item): void {
    if (item.owner === person.email && item.driveId === undefined) this.personBytes -= item.content?.size ?? 0;
    if (item.parent !== undefined) this.children.get(item.parent)?.delete(item.id);
  }
}

function isTop(item: Item): boolean {
  return item.parent === undefined && item.driveId === undefined;
}
