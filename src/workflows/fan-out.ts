/**
 * A sliding window over a queue: starts the next piece of work whenever there is room, and is refilled while others
 * run. It knows nothing of what the work is; both folders of a job and operations of a folder go through it.
 */
export class FanOut<T> {
  private readonly queue: T[] = [];
  private readonly running = new Set<T>();
  private fault: { error: unknown } | undefined;

  /** @param work Must settle by itself; what it rejects with ends the whole fan-out. */
  constructor(private readonly work: (piece: T) => Promise<void>) {}

  add(pieces: Iterable<T>): void {
    this.queue.push(...pieces);
  }

  /** Puts a piece at the end of the queue again, to be tried after the others. */
  again(piece: T): void {
    this.queue.push(piece);
  }

  get queued(): number {
    return this.queue.length;
  }

  get underWay(): number {
    return this.running.size;
  }

  /** Starts work while fewer than `room` pieces run and `mayStart` agrees. @throws what a piece of work rejected with. */
  fill(room: number, mayStart: () => boolean): void {
    this.rethrow();
    while (this.queue.length > 0 && this.running.size < room && mayStart()) {
      const piece = this.queue.shift();
      if (piece === undefined) return;
      this.running.add(piece);
      this.work(piece)
        .catch((error: unknown) => {
          this.fault ??= { error };
        })
        .finally(() => this.running.delete(piece));
    }
  }

  /** Ends the fan-out with an error that did not come from a piece of work. */
  stopWith(error: unknown): void {
    this.fault ??= { error };
  }

  /** @throws what a piece of work, or `stopWith`, ended the fan-out with. */
  rethrow(): void {
    if (this.fault !== undefined) throw this.fault.error;
  }

  /** Throws away what was not started; returns it. */
  dropQueue(): T[] {
    return this.queue.splice(0);
  }

  /** True when a piece of work rejected: `fill` will throw it. */
  get failed(): boolean {
    return this.fault !== undefined;
  }
}
