import type { JobRecord } from '../state/jobs';

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
 * Keeps the results of running jobs up to date: after every folder, or, where thousands of rows make a writing slow, a
 * moment later for many folders at once. The job's end writes all there is in any case.
 */
export class RunningResults {
  private readonly writings = new Map<string, Writing>();

  /** @param write Writes a job's results to files that appear whole or not at all. */
  constructor(private readonly write: (job: JobRecord) => Promise<void>) {}

  /** Sees to a writing that begins after this call; resolves when it is done where that is quick. */
  async refresh(job: JobRecord): Promise<void> {
    const writing = this.writings.get(job.id) ?? { tookMs: 0, endedAtMs: 0 };
    this.writings.set(job.id, writing);
    const begin = (): Promise<void> => this.begin(writing, job);
    if (writing.tookMs > quickMs) return this.soon(writing, begin);
    if (writing.under === undefined) return begin();
    writing.next ??= writing.under.then(begin, begin);
    return writing.next;
  }

  /** No writing begins after this; waits for one that is under way. The job's end writes what is final. */
  async end(jobId: string): Promise<void> {
    const writing = this.writings.get(jobId);
    if (writing === undefined) return;
    this.writings.delete(jobId);
    clearTimeout(writing.timer);
    await (writing.next ?? writing.under)?.catch(() => undefined);
  }

  /** One writing for all folders that end until then. What fails here is made up for by the next, or by the job's end. */
  private soon(writing: Writing, begin: () => Promise<void>): void {
    const waitMs = writing.endedAtMs + restPerWriting * writing.tookMs - performance.now();
    writing.timer ??= setTimeout(
      () => {
        writing.timer = undefined;
        begin().catch(() => undefined);
      },
      Math.max(0, waitMs),
    ).unref();
  }

  private async begin(writing: Writing, job: JobRecord): Promise<void> {
    writing.next = undefined;
    const began = performance.now();
    writing.under = this.write(job);
    try {
      await writing.under;
    } finally {
      writing.under = undefined;
      writing.endedAtMs = performance.now();
      writing.tookMs = writing.endedAtMs - began;
    }
  }
}
