import type { MigrationSpec } from '../../core/spec';
import { uploadOfRow } from './row-upload';
import { itemOfRow } from '../../core/row-item';
import type { CallOptions, Destination, FolderPage } from '../../providers/provider';
import type { PlannedItem } from '../../state/outcomes';
import type { RowClaims } from '../../state/row-claims';
import type { MappedTable } from '../../tables/mapped-table';
import type { TableRow } from '../../tables/open-table';
import type { CheckedEnds, JobPlanner, PlannedItems, PlanRequest } from '../job-planner';
import { cutFolders } from '../rows/cut-folders';
import { readRowPage } from '../rows/read-row-page';

interface MigrationPorts {
  jobId: string;
  destination: Destination;
  /** The job's own copy of the CSV. */
  open(): Promise<MappedTable>;
  claims: Pick<RowClaims, 'claim' | 'firstRows'>;
}

/**
 * Plans a migration: ranges of rows as folders, each row an upload. The rows are the job's own copy of the CSV. Every row
 * is seen, in order, before a row that lies behind it is planned, so that of rows that would be one asset the first is
 * uploaded and each other one says so.
 */
export class MigrationPlanner implements JobPlanner {
  constructor(
    private readonly spec: MigrationSpec,
    private readonly ports: MigrationPorts,
  ) {}

  async check(options: CallOptions): Promise<CheckedEnds> {
    const { destination } = this.ports;
    await this.ports.open();
    await destination.check(options);
    return { service: destination.service, quotas: { listing: [], writing: destination.quotas.writing, reading: [] } };
  }

  async folders(request: { cursor?: string; limit: number }, { signal }: CallOptions): Promise<FolderPage> {
    const mapped = await this.ports.open();
    const { jobId, claims } = this.ports;
    return cutFolders({
      ...request,
      table: mapped.table,
      rowsPerFolder: this.spec.migration.rowsPerFolder,
      signal,
      see: (rows) =>
        claims.claim(
          jobId,
          rows.flatMap((row) => {
            const upload = uploadOfRow(mapped.mapping, row);
            return 'problem' in upload ? [] : [{ id: upload.idKey, row: row.index }];
          }),
        ),
    });
  }

  async page(request: PlanRequest): Promise<PlannedItems> {
    const mapped = await this.ports.open();
    const { rows, cursor } = await readRowPage(mapped.table, request);
    const before = await request.known(rows.map(({ index }) => itemOfRow(index)));
    const fresh = rows.filter(({ index }) => !before.has(itemOfRow(index)));
    const uploads = fresh.map((row) => ({ row, upload: uploadOfRow(mapped.mapping, row) }));
    const ids = uploads.flatMap(({ upload }) => ('problem' in upload ? [] : [upload.idKey]));
    const first = await this.ports.claims.firstRows(this.ports.jobId, ids);
    const folder = request.folder.path;
    return { items: uploads.map((one) => ({ ...planRow(one, first), folder })), cursor };
  }

  async probe(options: CallOptions): Promise<void> {
    await this.ports.destination.probe?.(options);
  }
}

function planRow(
  { row, upload }: { row: TableRow; upload: ReturnType<typeof uploadOfRow> },
  first: Map<string, number>,
): Omit<PlannedItem, 'folder'> {
  const { index, startByte, endByte } = row;
  const item = itemOfRow(index);
  if ('problem' in upload) {
    return { item, bytes: 0, status: 'failed', failure: { kind: 'InvalidAsset', message: upload.problem } };
  }
  const owner = first.get(upload.idKey);
  if (owner !== undefined && owner !== index) {
    const message = `Row ${owner} has the same public id, ${upload.publicId}: this row would overwrite it.`;
    return { item, bytes: 0, status: 'failed', failure: { kind: 'Conflict', message } };
  }
  return {
    item,
    bytes: 0,
    status: 'planned',
    operation: { kind: 'migrate', item, row: index, startByte, endByte },
    result: { publicId: upload.publicId },
  };
}
