/** What a worker says to the process that has started it. */
export type WorkerMessage =
  /** It polls for tasks. */
  | { ready: true }
  /** It cannot work, in words for a person; it ends now. Trying again does not help. */
  | { failed: string; exitCode: number };

/** Tells the parent, when there is one that listens. Resolves when the word is out. */
export function tellParent(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, () => resolve());
  });
}

/**
 * Calls back when the parent is gone, however it ended: the channel to it is closed by the system. At once when that has
 * happened already; never when there is no such parent. The process is ended by force after `graceMs` (20 s).
 * The channel does not keep the process running.
 */
export function exitWithParent(onDisconnect: () => void, { graceMs } = { graceMs: 20_000 }): void {
  const gone = (): void => {
    setTimeout(() => process.exit(1), graceMs).unref();
    onDisconnect();
  };
  if (process.send === undefined) return;
  if (!process.connected) {
    gone();
    return;
  }
  process.once('disconnect', gone);
  process.channel?.unref();
}
