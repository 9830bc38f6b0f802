/** Runs works one after the other, in the order they came, whatever became of those before. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves as `work` does. One whose signal is aborted before its turn rejects with the signal's reason. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const turn = this.last.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
