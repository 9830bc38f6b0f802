import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { describeClosedGate, type ClosedGate } from '../core/quota';

/** A stated reset is an absolute instant; services' clocks differ a little from ours. */
const floorMs = 1000;
const jitterMs = 2000;

/** The closed gates of a job, each with one durable timer that a person can read in the Web UI. */
export class Gates {
  private readonly closed = new Map<string, { gate: ClosedGate; scope: CancellationScope }>();

  /** @param changed Called after a gate closed or opened. @param opened Called with a gate after its wait is over. */
  constructor(
    private readonly changed: () => void,
    private readonly opened: (gate: ClosedGate) => void,
  ) {}

  get all(): ClosedGate[] {
    return [...this.closed.values()].map(({ gate }) => gate);
  }

  isClosed(quota: string): boolean {
    return this.closed.has(quota);
  }

  /** Closes a gate, or keeps it closed for longer. Returns false when that was known already. */
  close(gate: ClosedGate): boolean {
    const known = this.closed.get(gate.quota);
    if (known !== undefined && Date.parse(known.gate.until) >= Date.parse(gate.until)) return false;
    known?.scope.cancel();
    const scope = new CancellationScope();
    this.closed.set(gate.quota, { gate, scope });
    void scope.run(() => this.wait(gate)).catch(ignoreCancellation);
    this.changed();
    return true;
  }

  /** Opens a gate before its time. */
  open(quota: string): void {
    const known = this.closed.get(quota);
    if (known === undefined) return;
    this.closed.delete(quota);
    known.scope.cancel();
    this.changed();
  }

  private async wait(gate: ClosedGate): Promise<void> {
    const leftMs = Math.max(floorMs, Date.parse(gate.until) - Date.now()) + Math.floor(Math.random() * jitterMs);
    await sleep(leftMs, { summary: describeClosedGate(gate) });
    if (this.closed.get(gate.quota)?.gate !== gate) return;
    this.closed.delete(gate.quota);
    this.opened(gate);
    this.changed();
  }
}

function ignoreCancellation(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
