/** Lets one at a time through for each key, within this process. */
export class KeyedLock {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs a task when all tasks of the key before it have settled. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve();
    const mine = before.then(task, task);
    const settled = mine.catch(() => undefined);
    this.last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === settled) this.last.delete(key);
    }
  }
}
