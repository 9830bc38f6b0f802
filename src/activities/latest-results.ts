import type { BatchOptions } from '../core/batch';
import { writeBatchResults } from '../reporting/batch-results';
import type { State } from '../state/state';

/** Writings that take no longer are made for every folder, and waited for. */
const quickMs = 25;
/** Slower ones, of thousands of rows, take a tenth of the time and not all of it. */
const restPerWriting = 9;

interface Writing {
  tookMs: number;
  endedAtMs: number;
  under?: Promise<void>;
  next?: Promise<void>;
  timer?: NodeJS.Timeout;
}

/**
 * Keeps the results of batches up to date: after every folder, or, where thousands of rows make a writing slow, a moment
 * later for many folders at once. The job's end writes all there is in any case.
 */
export class LatestResults {
  private readonly batches = new Map<string, Writing>();

  constructor(private readonly state: State) {}

  /** Sees to a writing that begins after this call; resolves when it is done where that is quick. */
  async refresh(jobId: string, batch: BatchOptions): Promise<void> {
    const writing = this.batches.get(jobId) ?? { tookMs: 0, endedAtMs: 0 };
    this.batches.set(jobId, writing);
    const write = (): Promise<void> => this.write(writing, jobId, batch);
    if (writing.tookMs > quickMs) return this.soon(writing, write);
    if (writing.under === undefined) return write();
    writing.next ??= writing.under.then(write, write);
    return writing.next;
  }

  /** One writing for all folders that end until then. What fails here is made up for by the next, or by the job's end. */
  private soon(writing: Writing, write: () => Promise<void>): void {
    const waitMs = writing.endedAtMs + restPerWriting * writing.tookMs - performance.now();
    writing.timer ??= setTimeout(
      () => {
        writing.timer = undefined;
        write().catch(() => undefined);
      },
      Math.max(0, waitMs),
    ).unref();
  }

  private async write(writing: Writing, jobId: string, batch: BatchOptions): Promise<void> {
    writing.next = undefined;
    const began = performance.now();
    writing.under = this.state.batchRows.all(jobId).then((rows) => writeBatchResults(batch, rows));
    try {
      await writing.under;
    } finally {
      writing.under = undefined;
      writing.endedAtMs = performance.now();
      writing.tookMs = writing.endedAtMs - began;
    }
  }
}
