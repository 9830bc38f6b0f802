import { basename, extname, join } from 'node:path';
import type { ProbeOptions } from '../core/probe';
import type { ProbeSpec } from '../core/spec';
import type { JobRecord } from '../state/jobs';
import type { Outcome } from '../state/outcomes';
import { openTable } from '../tables/open-table';
import { extraCells, type OutputRow } from '../tables/write-table';
import type { ReportPorts } from './report-ports';
import { rowsWithOutcomes } from './rows-with-outcomes';

/** Columns that a check's report has after those of its CSV. */
export const probeColumns = [
  'check_category',
  'check_status',
  'check_type',
  'check_bytes',
  'check_url',
  'check_error',
] as const;

type ProbeJob = JobRecord & { spec: ProbeSpec };

/** Where the results of a check are written: all rows, and those whose URL leads nowhere. */
export function probeFiles({ file, resultsDir }: Pick<ProbeOptions, 'file' | 'resultsDir'>) {
  const stem = join(resultsDir, basename(file, extname(file)));
  return { report: `${stem}_checked.csv`, missing: `${stem}_missing.csv` };
}

/**
 * Columns and rows of a check's report: those of its CSV, in its order, and what asking for each URL came to.
 * @param onlyMissing The rows whose URL was not reached.
 */
export async function probeReport(
  { id }: ProbeJob,
  { state, copies }: ReportPorts,
  { onlyMissing }: { onlyMissing: boolean },
): Promise<{ columns: string[]; rows: AsyncIterable<OutputRow> }> {
  const table = await openTable({ file: copies.pathOf(id) });
  const columns = table.columns.filter((column) => !/^check_(category|status|type|bytes|url|error)$/.test(column));
  async function* rows(): AsyncGenerator<OutputRow> {
    for await (const { row, outcome } of rowsWithOutcomes(table, state.outcomes.read(id))) {
      if (onlyMissing && outcome?.status !== 'failed') continue;
      yield { ...row.cells, ...cellsOf(outcome), ...(onlyMissing ? { [extraCells]: row.extra } : {}) };
    }
  }
  return { columns: [...columns, ...probeColumns], rows: rows() };
}

function cellsOf(outcome: Outcome | undefined): Record<(typeof probeColumns)[number], string | number | undefined> {
  const { status = 'planned', error, result } = outcome ?? {};
  // What was noted on the way to an answer is none.
  const reach = status === 'done' || status === 'failed' ? result?.reach : undefined;
  return {
    check_category: reach?.category ?? (status === 'planned' ? 'pending' : status),
    check_status: reach?.status,
    check_type: reach?.contentType,
    check_bytes: reach?.bytes,
    check_url: reach?.finalUrl,
    check_error: status === 'planned' ? undefined : error,
  };
}
