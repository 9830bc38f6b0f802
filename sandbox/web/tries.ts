/** How often each address was asked for. */
export class Tries {
  private counts = new Map<string, number>();

  /** Counts one more and answers how many there are by now. */
  count(path: string): number {
    const count = (this.counts.get(path) ?? 0) + 1;
    this.counts.set(path, count);
    return count;
  }

  all(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }

  clear(): void {
    this.counts.clear();
  }
}
