import type { TransferSpec } from '../core/spec';
import type { AssetPage, CallOptions, Destination, FolderPage, Source } from '../providers/provider';
import type { Inventory } from '../state/inventory';
import type { CheckedEnds, InventoryPage, JobPlanner, PlannedItems, PlanRequest } from './job-planner';
import { TransferPlanner, type PlannerPorts } from './transfer-planner';
import { unlistable } from './unlistable';

interface TransferPorts extends PlannerPorts {
  source: Source;
  destination: Destination;
  inventory: Inventory;
}

/** Plans a job that brings assets to a destination: pages of the source's folders, compared with the inventory. */
export class TransferJobPlanner implements JobPlanner {
  private readonly assets: TransferPlanner;

  constructor(
    private readonly spec: TransferSpec,
    private readonly ports: TransferPorts,
  ) {
    this.assets = new TransferPlanner(spec, ports);
  }

  async check(options: CallOptions): Promise<CheckedEnds> {
    const { source, destination } = this.ports;
    await source.check(options);
    await destination.check(options);
    return { service: destination.service, quotas: { ...destination.quotas, reading: source.quotas } };
  }

  async listInventory(
    { jobId, cursor }: { jobId: string; cursor?: string },
    options: CallOptions,
  ): Promise<InventoryPage> {
    const { destination, inventory } = this.ports;
    const { root } = this.spec.destination;
    await inventory.begin(destination.scope, root, jobId);
    const page = await destination.list({ root, cursor }, options);
    await inventory.record(destination.scope, page.entries);
    if (page.cursor === undefined) await inventory.complete(destination.scope, root, jobId);
    return { listed: page.entries.length, cursor: page.cursor };
  }

  folders(request: { cursor?: string; limit: number }, options: CallOptions): Promise<FolderPage> {
    return this.ports.source.folders({ ...request, recursive: this.spec.transfer.recursive }, options);
  }

  async page({ folder, cursor, limit, known }: PlanRequest, options: CallOptions): Promise<PlannedItems> {
    const page = await this.listOrOddity({ folder, cursor, limit }, options);
    const before = await known([...page.entries, ...page.oddities].map(({ path }) => path));
    const items = await this.assets.plan(
      {
        folder: folder.path,
        entries: page.entries.filter(({ path }) => !before.has(path)),
        oddities: page.oddities.filter(({ path }) => !before.has(path)),
      },
      options,
    );
    return { items, cursor: page.cursor };
  }

  async probe(options: CallOptions): Promise<void> {
    const { source, destination } = this.ports;
    await Promise.all([source.probe?.(options), destination.probe?.(options)]);
  }

  /** A folder that cannot be listed is a failed row of the report; the rest of the job goes on. */
  private async listOrOddity(request: Parameters<Source['list']>[0], options: CallOptions): Promise<AssetPage> {
    try {
      return await this.ports.source.list(request, options);
    } catch (error) {
      const { path } = request.folder;
      return unlistable(path === '' ? '.' : `${path}/`, error);
    }
  }
}
