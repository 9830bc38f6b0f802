import type { BatchRow } from '../core/batch';
import type { Location } from '../core/location';
import type { ScrapeSpec, TransferSpec, UrlsSpec } from '../core/spec';
import type { Source } from '../providers/provider';
import type { BatchRows } from '../state/batch-rows';
import { BatchSource, type RowStore } from './batch/batch-source';

/** Specs of jobs that read assets from a source. */
type SourceSpec = TransferSpec | ScrapeSpec | UrlsSpec;

interface Locations {
  source(spec: SourceSpec): Source;
  sourceAt(location: Location, leaveQuota: number): Source;
}

/** So many batches are kept open: each holds its rows in memory. */
const mostOpenBatches = 20;

/** Opens what jobs read from: one location, or the many that the rows of a batch name. */
export class JobSources {
  private readonly batches = new Map<string, BatchSource>();

  constructor(
    private readonly locations: Locations,
    private readonly rows: BatchRows,
  ) {}

  open({ id, spec }: { id: string; spec: SourceSpec }): Source {
    if (spec.planner !== 'transfer' || spec.batch === undefined) return this.locations.source(spec);
    const known = this.batches.get(id);
    if (known !== undefined) return known;
    const opened = batchSource(spec, storeOf(this.rows, id), this.locations);
    const [oldest] = this.batches.keys();
    if (oldest !== undefined && this.batches.size >= mostOpenBatches) this.batches.delete(oldest);
    this.batches.set(id, opened);
    return opened;
  }

  /** Settings may have been mended: sources are opened anew the next time. */
  forget(): void {
    this.batches.clear();
  }
}

/** The source of a dry run: rows are kept nowhere but in memory. */
export function drySource(spec: SourceSpec, locations: Locations): Source {
  if (spec.planner !== 'transfer' || spec.batch === undefined) return locations.source(spec);
  const rows = new Map<number, BatchRow>();
  const store: RowStore = {
    all: async () => [...rows.values()],
    add: async (added) => added.forEach((row) => rows.set(row.index, row)),
    update: async (row) => void rows.set(row.index, row),
    begin: async () => undefined,
  };
  return batchSource(spec, store, locations);
}

function batchSource(spec: TransferSpec, store: RowStore, locations: Locations): BatchSource {
  if (spec.batch === undefined) throw new Error('the job is no batch');
  return new BatchSource({
    options: spec.batch,
    recursive: spec.transfer.recursive,
    store,
    openRow: (location) => locations.sourceAt(location, spec.leaveQuota),
  });
}

function storeOf(rows: BatchRows, jobId: string): RowStore {
  return {
    all: async () => (await rows.all(jobId)).map(({ row }) => row),
    add: (added) => rows.add(jobId, added),
    update: (row) => rows.update(jobId, row),
    begin: (key) => rows.begin(jobId, key),
  };
}
