import { Context } from '@temporalio/activity';

const beatMs = 3000;

/**
 * Runs work that may take long and reports every few seconds that it is alive, with what `progress` returns. The server
 * counts from the start: short work needs to say nothing.
 */
export async function whileAlive<T>(work: (signal: AbortSignal) => Promise<T>, progress?: () => unknown): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(progress?.()), beatMs);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(beat);
  }
}
