import type { JobSpec } from '../core/spec';
import type { CallOptions } from '../providers/provider';
import type { Inventory } from '../state/inventory';
import type { PlannedItem } from '../state/outcomes';
import { oddityItem, TransferPlanner, type PlannerPorts } from './transfer-planner';

const foldersPerPage = 100;

interface DryRunPorts extends PlannerPorts {
  inventory: Inventory;
}

/**
 * The plan that a job would execute, item by item, by the code that plans the job. Nothing is sent and no name is taken;
 * the destination is listed, as the job would list it.
 */
export async function* dryRun(spec: JobSpec, ports: DryRunPorts, options: CallOptions): AsyncGenerator<PlannedItem> {
  const { source, destination, inventory } = ports;
  await source.check(options);
  await destination.check(options);
  await listInventory(spec, ports, options);
  const planner = new TransferPlanner(spec, { ...ports, inventory });
  let folderCursor: string | undefined;
  do {
    const folders = await source.folders(
      { cursor: folderCursor, limit: foldersPerPage, recursive: spec.transfer.recursive },
      options,
    );
    for (const oddity of folders.oddities ?? []) yield { ...oddityItem(oddity), folder: oddity.path };
    for (const folder of folders.entries) {
      let cursor: string | undefined;
      do {
        const page = await source.list({ folder, cursor, limit: spec.pageSize }, options);
        yield* await planner.plan({ ...page, folder: folder.path }, options);
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
    folderCursor = folders.cursor;
  } while (folderCursor !== undefined);
}

async function listInventory(
  { destination: { root } }: JobSpec,
  ports: DryRunPorts,
  options: CallOptions,
): Promise<void> {
  const { destination, inventory } = ports;
  const by = `dry-run-${process.pid}-${Date.now()}`;
  await inventory.begin(destination.scope, root, by);
  let cursor: string | undefined;
  do {
    const page = await destination.list({ root, cursor }, options);
    await inventory.record(destination.scope, page.entries);
    cursor = page.cursor;
  } while (cursor !== undefined);
  await inventory.complete(destination.scope, root, by);
}
