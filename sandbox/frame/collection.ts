/** Told of each change, in order. `undefined` means the key is gone. */
export type ChangeListener = (key: string, value: unknown) => void;

/** A named map whose changes are written down. Values are never changed in place: set a new one. */
export class Collection<T> {
  private readonly entries = new Map<string, T>();

  constructor(private readonly changed: ChangeListener) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): T | undefined {
    return this.entries.get(key);
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  set(key: string, value: T): void {
    this.entries.set(key, value);
    this.changed(key, value);
  }

  delete(key: string): boolean {
    const existed = this.entries.delete(key);
    if (existed) this.changed(key, undefined);
    return existed;
  }

  keys(): IterableIterator<string> {
    return this.entries.keys();
  }

  values(): IterableIterator<T> {
    return this.entries.values();
  }

  clear(): void {
    for (const key of [...this.entries.keys()]) this.delete(key);
  }

  /** Puts back what an earlier run wrote down, without writing it again. */
  restore(key: string, value: T | undefined): void {
    if (value === undefined) this.entries.delete(key);
    else this.entries.set(key, value);
  }
}
