import type { JobSpec } from '../core/spec';
import type { CallOptions } from '../providers/provider';
import type { PlannedItem } from '../state/outcomes';
import type { JobPlanner } from './job-planner';
import { oddityItem } from './transfer-planner';

const foldersPerPage = 100;

/**
 * The plan that a job would execute, item by item, by the planner that plans the job. Nothing is sent; the destination is
 * listed, as the job would list it.
 */
export async function* dryRun(
  { pageSize }: Pick<JobSpec, 'pageSize'>,
  planner: JobPlanner,
  options: CallOptions,
): AsyncGenerator<PlannedItem> {
  await planner.check(options);
  await listInventory(planner, options);
  let folderCursor: string | undefined;
  do {
    const folders = await planner.folders({ cursor: folderCursor, limit: foldersPerPage }, options);
    for (const oddity of folders.oddities ?? []) yield { ...oddityItem(oddity), folder: oddity.path };
    for (const folder of folders.entries) {
      let cursor: string | undefined;
      do {
        const page = await planner.page({ folder, cursor, limit: pageSize, known: nothing }, options);
        yield* page.items;
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
    folderCursor = folders.cursor;
  } while (folderCursor !== undefined);
}

async function listInventory(planner: JobPlanner, options: CallOptions): Promise<void> {
  const jobId = `dry-run-${process.pid}-${Date.now()}`;
  let cursor: string | undefined;
  do {
    cursor = (await planner.listInventory?.({ jobId, cursor }, options))?.cursor;
  } while (cursor !== undefined);
}

/** A dry run plans everything as if for the first time. */
async function nothing(): Promise<ReadonlySet<string>> {
  return new Set();
}
