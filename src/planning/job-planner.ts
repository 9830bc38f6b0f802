import type { SourceRef } from '../core/asset';
import type { JobQuotas } from '../core/quota';
import type { Approved, NextStage, NextStageRequest, PartOfJob } from '../core/stages';

export type { Approved, NextStage, NextStageRequest, PartOfJob };
import type { CallOptions, FolderPage } from '../providers/provider';
import type { PlannedItem } from '../state/outcomes';

/** What a job needs to know of its two ends before it starts. */
export interface CheckedEnds {
  /** Whom the job cannot do without, in words: `Cloudinary account demo`. */
  service: string;
  quotas: JobQuotas;
}

/** Asks for the plan of one page of a folder. */
export interface PlanRequest extends PartOfJob {
  folder: SourceRef;
  cursor?: string;
  limit: number;
  /** Which of these items were planned before, by an earlier attempt or run: they are planned no more. */
  known(items: string[]): Promise<ReadonlySet<string>>;
}

/** The plan of one page. No `cursor` means that it was the folder's last. */
export interface PlannedItems {
  items: PlannedItem[];
  cursor?: string;
}

/**
 * What a kind of job decides for itself: what is there, what is to be done about it. The engine does the rest: it fans out
 * folders and operations, waits, tries again and counts.
 */
export interface JobPlanner {
  /** Sees that both ends can be worked with. @throws {ProviderError} saying what is missing. */
  check(options: CallOptions): Promise<CheckedEnds>;
  /** Lists a page of what is at the destination, for planners that compare with it. */
  listInventory?(request: { jobId: string; cursor?: string } & PartOfJob, options: CallOptions): Promise<InventoryPage>;
  /** Folders in a fixed order; each is planned and worked through by a child workflow. */
  folders(request: { cursor?: string; limit: number } & PartOfJob, options: CallOptions): Promise<FolderPage>;
  /** Plans one page of a folder. Called again for the same page it plans the same. */
  page(request: PlanRequest, options: CallOptions): Promise<PlannedItems>;
  /** What a half goes on with when a stage of it is through; for planners of jobs with stages. */
  nextStage?(request: NextStageRequest, options: CallOptions): Promise<NextStage>;
  /**
   * Takes somebody's approval of what a stage waits with: all of it, or one album's.
   * @throws {ProviderError} `NotFound` naming the albums there are.
   */
  approve?(request: PartOfJob & { plan: string; album?: string }, options: CallOptions): Promise<Approved>;
  /** Resolves when the services answer at all, drawing on no quota. @throws {ProviderError} `Transient` when not. */
  probe(options: CallOptions & { half?: string }): Promise<void>;
  /** Items that are known only when every folder is through, page by page; written down before the report. */
  afterwards?(options: CallOptions): AsyncGenerator<PlannedItem[]>;
  /** The job is over: what was kept for planning alone is given up. */
  forget?(): Promise<void>;
  /** Files that the job leaves besides its report, when it is over. */
  files?(): { file: string; content: AsyncIterable<string> }[];
}

/** One page of the inventory, as far as the workflow needs to know. */
export interface InventoryPage {
  listed: number;
  cursor?: string;
}
