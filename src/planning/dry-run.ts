import { halvesOf, type JobSpec } from '../core/spec';
import type { CallOptions } from '../providers/provider';
import type { PlannedItem } from '../state/outcomes';
import type { JobPlanner, PartOfJob } from './job-planner';
import { oddityItem } from './transfer-planner';

const foldersPerPage = 100;

/** What is asked for: of a half all that is planned, also what a job would do in a later stage only. */
type Whole = PartOfJob & { isWhole: true };

/**
 * The plan that a job would execute, item by item, by the planner that plans the job. Nothing is sent; the destination is
 * listed, as the job would list it. What the planner keeps for planning is given up in the end.
 */
export async function* dryRun(spec: JobSpec, planner: JobPlanner, options: CallOptions): AsyncGenerator<PlannedItem> {
  try {
    await planner.check(options);
    for (const half of halvesOf(spec)) {
      const part: Whole = { ...(half === undefined ? {} : { half }), isWhole: true };
      await listInventory(planner, part, options);
      yield* plannedItems(spec, planner, part, options);
    }
  } finally {
    await planner.forget?.();
  }
}

async function* plannedItems(
  { pageSize }: JobSpec,
  planner: JobPlanner,
  part: Whole,
  options: CallOptions,
): AsyncGenerator<PlannedItem> {
  let folderCursor: string | undefined;
  do {
    const folders = await planner.folders({ ...part, cursor: folderCursor, limit: foldersPerPage }, options);
    for (const oddity of folders.oddities ?? []) yield { ...oddityItem(oddity), folder: oddity.path };
    for (const folder of folders.entries) {
      let cursor: string | undefined;
      do {
        const page = await planner.page({ ...part, folder, cursor, limit: pageSize, known: nothing }, options);
        yield* page.items;
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
    folderCursor = folders.cursor;
  } while (folderCursor !== undefined);
}

async function listInventory(planner: JobPlanner, part: Whole, options: CallOptions): Promise<void> {
  const jobId = `dry-run-${process.pid}-${Date.now()}`;
  let cursor: string | undefined;
  do {
    cursor = (await planner.listInventory?.({ ...part, jobId, cursor }, options))?.cursor;
  } while (cursor !== undefined);
}

/** A dry run plans everything as if for the first time. */
async function nothing(): Promise<ReadonlySet<string>> {
  return new Set();
}
