/** Lets one at a time through for each key, within this process. */
export class KeyedLock {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs a task when all tasks of the key before it have settled. One that is aborted while it waits never begins. */
  async run<T>(key: string, task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve();
    let isWaiting = true;
    const begin = (): Promise<T> => {
      signal.throwIfAborted();
      isWaiting = false;
      return task();
    };
    const mine = before.then(begin);
    const settled = mine.catch(() => undefined);
    this.last.set(key, settled);
    let stop: (() => void) | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        mine.then(resolve, reject);
        stop = () => {
          if (isWaiting) reject(signal.reason as Error);
        };
        signal.addEventListener('abort', stop);
      });
    } finally {
      if (stop !== undefined) signal.removeEventListener('abort', stop);
      void settled.then(() => {
        if (this.last.get(key) === settled) this.last.delete(key);
      });
    }
  }
}
