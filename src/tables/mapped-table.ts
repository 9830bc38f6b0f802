import type { Mapping } from '../core/mapping/mapping';
import { resolveMapping } from '../core/mapping/resolve-mapping';
import { openTable, type Table } from './open-table';

/** A table and what each of its rows asks for. */
export interface MappedTable {
  table: Table;
  mapping: Mapping;
  /** What was inferred, and from what, in words for a person. */
  notes: string[];
}

interface TableToMap {
  file: string;
  mapping?: Mapping;
  over?: Mapping;
}

/** Rows whose cells tell what a column holds. */
const sampledRows = 50;

/**
 * Opens a CSV whose rows are to be uploaded. Opened again it has the same mapping.
 * @throws {TableError} as `openTable` does.
 * @throws {MappingError} with everything that is wrong with the mapping.
 */
export async function openMappedTable({ file, mapping: given, over }: TableToMap): Promise<MappedTable> {
  const table = await openTable({ file });
  const sample: Record<string, string>[] = [];
  for await (const { cells } of table.rows()) {
    if (sample.length === sampledRows) break;
    sample.push(cells);
  }
  const { mapping, notes } = resolveMapping({ given, over, columns: table.columns, sample, fileName: table.name });
  return { table, mapping, notes };
}
