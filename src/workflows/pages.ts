/** A page of a listing whose operations are not all done yet. */
interface OpenPage {
  cursor: string | undefined;
  left: number;
}

/**
 * Where a folder's listing stands, page by page, so that a run that continues as new goes on from the first page that
 * still has work: what was done of it is in the state database and is not planned twice.
 */
export class Pages {
  private readonly open: OpenPage[] = [];
  private next: string | undefined;
  private complete: boolean;

  constructor(start: { cursor?: string; complete: boolean }) {
    this.next = start.cursor;
    this.complete = start.complete;
  }

  /** True when the last page has been listed. */
  get listed(): boolean {
    return this.complete;
  }

  get cursor(): string | undefined {
    return this.next;
  }

  /** Notes a page that was planned; returns what its operations report to. */
  add(operations: number, nextCursor: string | undefined): OpenPage {
    const page = { cursor: this.next, left: operations };
    this.open.push(page);
    this.next = nextCursor;
    this.complete = nextCursor === undefined;
    this.sweep();
    return page;
  }

  /** Notes that one operation of a page came to an end. */
  settle(page: OpenPage): void {
    page.left -= 1;
    this.sweep();
  }

  /** Where the next run goes on. */
  resumePoint(): { cursor?: string; complete: boolean } {
    const first = this.open[0];
    if (first !== undefined) return { cursor: first.cursor, complete: false };
    return { cursor: this.next, complete: this.complete };
  }

  private sweep(): void {
    while (this.open[0]?.left === 0) this.open.shift();
  }
}

export type { OpenPage };
