import type { ChildWorkflowHandle } from '@temporalio/workflow';
import type { Tally } from '../core/outcome';
import type { folderWorkflow } from './folder';
import type { Directive, FolderReport } from './messages';

/** A folder of a job that is being worked on, as the job sees it. */
export class ActiveFolder {
  listed = false;
  private lanesUsed: number | undefined;
  private sent: string | undefined;
  private handle: ChildWorkflowHandle<typeof folderWorkflow> | undefined;

  constructor(
    readonly folder: string,
    readonly half: string | undefined,
    public tally: Tally,
  ) {}

  /** The workflow has been started; from now on it can be told things. */
  started(handle: ChildWorkflowHandle<typeof folderWorkflow>, told: Directive): void {
    this.handle = handle;
    this.sent = JSON.stringify(told);
  }

  /** Takes what the folder says of itself. */
  report({ tally, listed, lanesUsed }: FolderReport): void {
    this.tally = tally;
    this.listed = listed;
    this.lanesUsed = listed ? lanesUsed : undefined;
  }

  /** How many lanes it can use: all there are, until it says that it has fewer operations left. */
  wants(lanes: number): number {
    return Math.max(1, Math.min(lanes, this.lanesUsed ?? lanes));
  }

  /** Tells the folder what it may do, if that has changed and it is running. */
  async tell(
    directive: Directive,
    signal: (handle: ChildWorkflowHandle<typeof folderWorkflow>) => Promise<void>,
  ): Promise<void> {
    const text = JSON.stringify(directive);
    if (this.handle === undefined || this.sent === text) return;
    this.sent = text;
    await signal(this.handle);
  }
}
