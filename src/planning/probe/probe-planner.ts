import type { ProbeSpec } from '../../core/spec';
import { itemOfRow } from '../../core/row-item';
import type { CallOptions, FolderPage } from '../../providers/provider';
import type { PlannedItem } from '../../state/outcomes';
import type { TableRow } from '../../tables/open-table';
import type { UrlTable } from '../../tables/url-table';
import type { CheckedEnds, JobPlanner, PlannedItems, PlanRequest } from '../job-planner';
import { cutFolders } from '../rows/cut-folders';
import { readRowPage } from '../rows/read-row-page';

/** Plans a check of URLs: ranges of rows as folders, each row a question. The rows are the job's own copy of the CSV. */
export class ProbePlanner implements JobPlanner {
  constructor(
    private readonly spec: ProbeSpec,
    /** Opens the job's own copy of the CSV. */
    private readonly open: () => Promise<UrlTable>,
  ) {}

  async check(): Promise<CheckedEnds> {
    const { table } = await this.open();
    return { service: `the addresses in ${table.name}`, quotas: { listing: [], writing: [], reading: [] } };
  }

  async folders(request: { cursor?: string; limit: number }, { signal }: CallOptions): Promise<FolderPage> {
    const { table } = await this.open();
    return cutFolders({ ...request, table, rowsPerFolder: this.spec.probe.rowsPerFolder, signal });
  }

  async page(request: PlanRequest): Promise<PlannedItems> {
    const { table, column } = await this.open();
    const { rows, cursor } = await readRowPage(table, request);
    const before = await request.known(rows.map(({ index }) => itemOfRow(index)));
    const fresh = rows.filter(({ index }) => !before.has(itemOfRow(index)));
    return { items: fresh.map((row) => ({ ...planRow(row, column), folder: request.folder.path })), cursor };
  }

  /** There is no one service behind the addresses of many. */
  probe(): Promise<void> {
    return Promise.resolve();
  }
}

function planRow({ index, startByte, endByte, cells }: TableRow, column: string): Omit<PlannedItem, 'folder'> {
  const item = itemOfRow(index);
  if ((cells[column] ?? '').trim() === '') {
    return { item, bytes: 0, status: 'skipped', reason: 'no URL in this row' };
  }
  return { item, bytes: 0, status: 'planned', operation: { kind: 'probe', item, row: index, startByte, endByte } };
}
