import type { MigrationSpec, ProbeSpec } from '../../core/spec';
import type { InputCopies } from '../../tables/input-copies';
import { openMappedTable, type MappedTable } from '../../tables/mapped-table';
import { openUrlTable, type UrlTable } from '../../tables/url-table';
import { asProviderError } from './input-error';

/** So many jobs' tables are kept open: a header and its mapping each. */
const mostOpen = 50;

/** The tables that jobs work on, read from the jobs' own copies. Opened once, not once a row. */
export class RowTables {
  private readonly mappedTables = new Map<string, Promise<MappedTable>>();
  private readonly urlTables = new Map<string, Promise<UrlTable>>();

  constructor(private readonly copies: Pick<InputCopies, 'take'>) {}

  /** The rows of a migration and their mapping. @throws {ProviderError} `InvalidAsset` for what is wrong with either. */
  mapped({ id, spec: { migration } }: { id: string; spec: MigrationSpec }): Promise<MappedTable> {
    const { file, mapping, over } = migration;
    return remembered(this.mappedTables, id, async () =>
      openMappedTable({ file: await this.copies.take(id, file), mapping, over }),
    );
  }

  /** The rows of a check. @throws {ProviderError} `InvalidAsset` when there is no column of URLs. */
  urls({ id, spec: { probe } }: { id: string; spec: ProbeSpec }): Promise<UrlTable> {
    const { file, urlColumn } = probe;
    return remembered(this.urlTables, id, async () =>
      openUrlTable({ file: await this.copies.take(id, file), urlColumn }),
    );
  }
}

function remembered<T>(known: Map<string, Promise<T>>, id: string, open: () => Promise<T>): Promise<T> {
  const found = known.get(id);
  if (found !== undefined) return found;
  const opened = open().catch((error: unknown) => {
    known.delete(id);
    throw asProviderError(error);
  });
  const [oldest] = known.keys();
  if (oldest !== undefined && known.size >= mostOpen) known.delete(oldest);
  known.set(id, opened);
  return opened;
}
