/** So many different assets failing in a row, with no success between, is no longer the assets' fault. */
const assetsInARow = 5;
/** From this many failures in a row on the service itself is asked whether it is there. */
const worthAsking = 2;
/** A service that answers and yet fails every asset is believed to be out for so long; then patience runs again. */
const believedOutMs = 3 * 3_600_000;

/** What a failure looks like in the light of those before it. */
export interface OutageVerdict {
  outage: boolean;
  /** The items whose failures belong to the outage, and whether they get their patience back. */
  items: string[];
  refund: boolean;
}

/** Tells an outage of a service from the bad luck of single assets. */
export class OutageWatch {
  private readonly failing = new Set<string>();
  private failuresInARow = 0;
  private since: number | undefined;
  private asking: Promise<{ alive: boolean }> | undefined;

  constructor(private readonly probe: () => Promise<{ alive: boolean }>) {}

  /** Notes an operation that came through. */
  succeeded(): void {
    this.failing.clear();
    this.failuresInARow = 0;
    this.since = undefined;
  }

  /** Notes an operation that failed though Temporal had tried it a few times. */
  async failed(item: string): Promise<OutageVerdict> {
    this.failing.add(item);
    this.failuresInARow += 1;
    const items = [...this.failing];
    if (this.failuresInARow < worthAsking) return { outage: false, items, refund: false };
    const { alive } = await this.ask();
    const outage = !alive || this.failing.size >= assetsInARow;
    if (outage) this.since ??= Date.now();
    return { outage, items, refund: !alive || Date.now() - (this.since ?? 0) < believedOutMs };
  }

  /** Lanes that fail together ask together. */
  private async ask(): Promise<{ alive: boolean }> {
    this.asking ??= this.probe().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }
}
