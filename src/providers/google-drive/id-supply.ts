import { DriveCallError } from './call-error';
import type { DriveClient } from './client';

/** Ids that are asked for at once; up to 1000 may be (Drive API v3, `files.generateIds`). */
const idsAtOnce = 100;

/** Ids for files that will be made: one that is made twice with the same id is there once. */
export class IdSupply {
  private stock: string[] = [];
  private arriving: Promise<void> | undefined;

  constructor(private readonly client: DriveClient) {}

  /** An id that nobody else was given. @throws {DriveCallError} */
  async next(signal: AbortSignal): Promise<string> {
    for (;;) {
      const id = this.stock.pop();
      if (id !== undefined) return id;
      this.arriving ??= this.fetch(signal).finally(() => (this.arriving = undefined));
      await this.arriving.catch((error: unknown) => {
        // Another call's abort is not this one's.
        if (signal.aborted || error instanceof DriveCallError) throw error;
      });
    }
  }

  private async fetch(signal: AbortSignal): Promise<void> {
    const answer = await this.client.call(
      (drive, options) => drive.files.generateIds({ count: idsAtOnce, space: 'drive' }, options),
      { signal },
    );
    if ((answer.ids ?? []).length === 0) throw new DriveCallError({ status: 503, message: 'no id was given' });
    this.stock = [...(answer.ids ?? [])];
  }
}
