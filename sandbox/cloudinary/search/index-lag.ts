import type { AssetStore } from '../store/asset-store';
import { keyOf, type Asset } from '../store/asset';

interface Pending {
  at: number;
  key: string;
  asset: Asset | undefined;
}

/** What search sees: the assets, some time behind (search indexes uploads with a delay of seconds). */
export class SearchIndex {
  private readonly seen = new Map<string, Asset>();
  private pending: Pending[] = [];
  /** Grows whenever what search sees changes. */
  revision = 0;

  constructor(
    assets: AssetStore,
    private readonly lagMs: () => number,
  ) {
    for (const asset of assets.all()) this.seen.set(keyOf(asset), asset);
    assets.watch((key, asset) => {
      const lag = this.lagMs();
      if (lag <= 0 && this.pending.length === 0) this.apply(key, asset);
      else this.pending.push({ at: Date.now() + lag, key, asset });
    });
  }

  /** The assets search knows of now. */
  assets(): IterableIterator<Asset> {
    this.catchUp();
    return this.seen.values();
  }

  catchUp(): void {
    const now = Date.now();
    while (this.pending[0] && this.pending[0].at <= now) {
      const change = this.pending.shift();
      if (change) this.apply(change.key, change.asset);
    }
  }

  private apply(key: string, asset: Asset | undefined): void {
    this.revision += 1;
    if (asset) this.seen.set(key, asset);
    else this.seen.delete(key);
  }
}
