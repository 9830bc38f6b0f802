/** How long an asset's own failures may go on before it is given up (spec: half an hour). */
const patienceMs = 30 * 60_000;
/** A server of anybody's that fails for so long is no passing trouble: many a migration names servers that are gone. */
const originPatienceMs = 2 * 60_000;
/** Waits between tries of an operation that keeps failing. Temporal has tried a few times in quick succession before. */
const firstDelayMs = 15_000;
const longestDelayMs = 5 * 60_000;
/** What the quick tries of one activity take besides the attempts themselves: waits of 1, 2 and 4 seconds. */
const quickRetries = 4;
const quickWaitsMs = 7000;

/** How much patience the operations of a folder have used up. Only an asset's own failures count, never an outage. */
export class Patience {
  private readonly spent: Map<string, { spentMs: number; delays: number }>;

  constructor(carried: Record<string, { spentMs: number; delays: number }> = {}) {
    this.spent = new Map(Object.entries(carried));
  }

  /**
   * Charges an item for a failed activity; returns how long to wait before the next, or `undefined`: it is given up.
   * @param isOrigin What failed is the server that the asset's own URL names.
   */
  charge(item: string, { attemptMs, isOrigin }: { attemptMs: number; isOrigin: boolean }): number | undefined {
    const { spentMs, delays } = this.spent.get(item) ?? { spentMs: 0, delays: 0 };
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** delays);
    const total = spentMs + quickRetries * attemptMs + quickWaitsMs;
    if (total >= (isOrigin ? originPatienceMs : patienceMs)) return undefined;
    this.spent.set(item, { spentMs: total + delayMs, delays: delays + 1 });
    return delayMs;
  }

  /** Gives back everything that was charged to these items: it was an outage, not they. */
  refund(items: Iterable<string>): void {
    for (const item of items) this.spent.delete(item);
  }

  forget(item: string): void {
    this.spent.delete(item);
  }

  toJSON(): Record<string, { spentMs: number; delays: number }> {
    return Object.fromEntries(this.spent);
  }
}
