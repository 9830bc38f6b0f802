import type { BlobStore } from '../../frame/blob-store';
import type { Collection } from '../../frame/collection';
import type { Journal } from '../../frame/journal';
import { keyOf, type Asset } from './asset';

type Watcher = (key: string, asset: Asset | undefined) => void;

/** Every asset of an account, with the indexes that make finding them cheap. */
export class AssetStore {
  private readonly assets: Collection<Asset>;
  private readonly keyById = new Map<string, string>();
  private readonly watchers: Watcher[] = [];
  private garbage: string[] = [];
  /** Grows with every change; what is computed from the assets holds for one revision. */
  revision = 0;
  bytes = 0;

  constructor(
    private readonly journal: Journal,
    private readonly blobs: BlobStore,
  ) {
    this.assets = journal.collection<Asset>('assets');
    for (const asset of this.assets.values()) {
      this.keyById.set(asset.assetId, keyOf(asset));
      this.bytes += asset.bytes;
      blobs.hold(asset.blob);
    }
  }

  get size(): number {
    return this.assets.size;
  }

  get(key: string): Asset | undefined {
    return this.assets.get(key);
  }

  byAssetId(assetId: string): Asset | undefined {
    const key = this.keyById.get(assetId);
    return key === undefined ? undefined : this.assets.get(key);
  }

  all(): IterableIterator<Asset> {
    return this.assets.values();
  }

  /** Calls `watcher` at every change, with no asset when it is gone. */
  watch(watcher: Watcher): void {
    this.watchers.push(watcher);
  }

  /** Stores an asset with bytes of its own, over whatever had its key. The blob is already held for it. */
  put(asset: Asset): void {
    const before = this.assets.get(keyOf(asset));
    if (before) this.forget(before);
    this.write(asset);
  }

  /** Stores changed facts about an asset that keeps its bytes; `before` is what it was, perhaps under another key. */
  change(before: Asset, after: Asset): void {
    if (keyOf(before) !== keyOf(after)) {
      const occupied = this.assets.get(keyOf(after));
      if (occupied) this.forget(occupied);
    }
    this.bytes -= before.bytes;
    this.write(after);
    if (keyOf(before) !== keyOf(after)) {
      this.assets.delete(keyOf(before));
      this.tell(keyOf(before), undefined);
    }
  }

  remove(asset: Asset): void {
    this.forget(asset);
    this.assets.delete(keyOf(asset));
    this.revision += 1;
    this.tell(keyOf(asset), undefined);
  }

  /** Resolves when every change is written down; bytes that nobody needs any more go only then. */
  async settle(): Promise<void> {
    const garbage = this.garbage.splice(0);
    await this.journal.flush();
    for (const blob of garbage) await this.blobs.release(blob);
  }

  private write(asset: Asset): void {
    this.assets.set(keyOf(asset), asset);
    this.keyById.set(asset.assetId, keyOf(asset));
    this.bytes += asset.bytes;
    this.revision += 1;
    this.tell(keyOf(asset), asset);
  }

  private forget(asset: Asset): void {
    this.keyById.delete(asset.assetId);
    this.bytes -= asset.bytes;
    this.garbage.push(asset.blob);
  }

  private tell(key: string, asset: Asset | undefined): void {
    for (const watcher of this.watchers) watcher(key, asset);
  }
}
