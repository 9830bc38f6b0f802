import { basename, extname, join } from 'node:path';
import type { MigrationOptions } from '../core/migration';
import { payloadOf } from '../core/mapping/payload-of';
import { redactPayload, redactResponse } from '../core/mapping/redact-payload';
import type { MigrationSpec } from '../core/spec';
import type { JobRecord } from '../state/jobs';
import type { Outcome } from '../state/outcomes';
import { openMappedTable, type MappedTable } from '../tables/mapped-table';
import type { TableRow } from '../tables/open-table';
import { extraCells, type OutputRow } from '../tables/write-table';
import type { ReportPorts } from './report-ports';
import { rowsWithOutcomes } from './rows-with-outcomes';

/** Columns that a migration's report has after those of its CSV. */
export const migrationColumns = ['Cld_Status', 'Cld_Operation', 'Cld_Error', 'Cld_PublicId', 'Cld_Etag'] as const;

type MigrationJob = JobRecord & { spec: MigrationSpec };

/** Where the results of a migration are written: report, failed rows, log. */
export function migrationFiles({ file, resultsDir }: Pick<MigrationOptions, 'file' | 'resultsDir'>) {
  const stem = join(resultsDir, basename(file, extname(file)));
  return { report: `${stem}_report.csv`, failed: `${stem}_failed.csv`, log: `${stem}_log.jsonl` };
}

/** Columns and rows of a migration's report: those of its CSV, in its order, and what became of each row. */
export async function migrationReport(job: MigrationJob, ports: ReportPorts): Promise<ReportTable> {
  const { columns, rows } = await inputRows(job, ports);
  return {
    columns: [...columns, ...migrationColumns],
    rows: mapped(rows, ({ row, outcome }) => ({ ...row.cells, ...cellsOf(outcome) })),
  };
}

/** Rows that failed, as a CSV to migrate again: its columns and the reason. */
export async function failedRows(job: MigrationJob, ports: ReportPorts): Promise<ReportTable> {
  const { columns, rows } = await inputRows(job, ports);
  return {
    columns: [...columns, 'Cld_Error'],
    rows: mapped(rows, ({ row, outcome }) =>
      outcome?.status === 'failed' ? { ...row.cells, Cld_Error: errorOf(outcome), [extraCells]: row.extra } : undefined,
    ),
  };
}

interface ReportTable {
  columns: string[];
  rows: AsyncIterable<OutputRow>;
}

interface ReportedRow {
  row: TableRow;
  outcome: Outcome | undefined;
}

/** The rows of the job's CSV with what became of them, and its columns but for those of a report. */
async function inputRows(job: MigrationJob, ports: ReportPorts) {
  const { table } = await openTableOf(job, ports);
  const columns = table.columns.filter((column) => !isOurs(column));
  return { columns, rows: rowsWithOutcomes(table, ports.state.outcomes.read(job.id)) };
}

async function* mapped(
  rows: AsyncIterable<ReportedRow>,
  make: (row: ReportedRow) => OutputRow | undefined,
): AsyncGenerator<OutputRow> {
  for await (const row of rows) {
    const made = make(row);
    if (made !== undefined) yield made;
  }
}

/** One record a row that came to an end: what it said, what was sent, what was answered. No secrets, no signatures. */
export async function* migrationLog(job: MigrationJob, ports: ReportPorts): AsyncGenerator<object> {
  const mapped = await openTableOf(job, ports);
  for await (const { row, outcome } of rowsWithOutcomes(mapped.table, ports.state.outcomes.read(job.id))) {
    if (outcome === undefined || outcome.status === 'planned') continue;
    const { result, attempts, startedAt, finishedAt } = outcome;
    yield {
      row: row.index,
      input: redactResponse(row.cells),
      payload: payloadForLog(mapped, row, result?.publicId),
      response: result?.response === undefined ? undefined : redactResponse(result.response),
      status: cellsOf(outcome).Cld_Status,
      operation: cellsOf(outcome).Cld_Operation,
      error: errorOf(outcome),
      attempts,
      startedAt,
      finishedAt,
    };
  }
}

function openTableOf({ id, spec }: MigrationJob, { copies }: ReportPorts): Promise<MappedTable> {
  return openMappedTable({ ...spec.migration, file: copies.pathOf(id) });
}

function payloadForLog({ mapping }: MappedTable, { cells, index }: TableRow, publicId: string | undefined) {
  const payload = payloadOf({ mapping, cells, row: index });
  if ('problem' in payload) return undefined;
  const { file, parameters } = payload;
  const redacted = redactPayload({ file, parameters });
  return { file: redacted.file, ...redacted.parameters, ...(publicId === undefined ? {} : { public_id: publicId }) };
}

/** A report that is migrated again gets these columns anew. */
function isOurs(column: string): boolean {
  return /^cld_(status|operation|error|publicid|etag)$/i.test(column);
}

function cellsOf(outcome: Outcome | undefined): Record<(typeof migrationColumns)[number], string> {
  const { status = 'planned', result } = outcome ?? {};
  return {
    Cld_Status: statusWords[status],
    Cld_Operation: result?.upload === undefined ? '' : operationWords[result.upload],
    Cld_Error: outcome === undefined || status === 'planned' ? '' : errorOf(outcome),
    Cld_PublicId: status === 'failed' ? '' : (result?.publicId ?? ''),
    Cld_Etag: result?.etag ?? '',
  };
}

const statusWords = {
  planned: 'PENDING',
  done: 'MIGRATED',
  skipped: 'MIGRATED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
} as const;

const operationWords = { uploaded: 'Uploaded', overwritten: 'Overwritten', existed: 'SkippedAlreadyExists' } as const;

function errorOf({ status, kind, error }: Outcome): string {
  return status === 'failed' || status === 'cancelled' ? [kind, error].filter(Boolean).join(': ') : '';
}
