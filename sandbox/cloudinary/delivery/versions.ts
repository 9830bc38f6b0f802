import type { Account } from '../account';
import type { Asset } from '../store/asset';
import { render, type Rendered } from './render';
import { parseSteps } from './transformation';

const keptBytes = 64 * 1024 * 1024;

/** Rendered versions, the latest kept in memory. */
export class Versions {
  private readonly kept = new Map<string, Promise<Rendered>>();
  private bytes = 0;

  constructor(private readonly account: Account) {}

  /** A version of an asset; throws what the service would refuse the transformation with. */
  async of(asset: Asset, transformation: string, format: string): Promise<Rendered> {
    const steps = parseSteps(this.account, transformation);
    const key = `${asset.blob} ${transformation} ${format}`;
    let made = this.kept.get(key);
    if (!made) {
      made = render(this.account.blobs.path(asset.blob), asset, steps, format);
      this.kept.set(key, made);
      made.then(
        (version) => this.grow(version.bytes.length),
        () => this.kept.delete(key),
      );
    }
    return made;
  }

  private grow(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes <= keptBytes) return;
    this.kept.clear();
    this.bytes = 0;
  }
}
