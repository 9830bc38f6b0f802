import { Readable } from 'node:stream';
import type { JobRecord } from '../state/jobs';
import type { Outcome } from '../state/outcomes';
import { tableText, type OutputRow } from '../tables/write-table';
import { migrationReport } from './migration-report';
import { probeReport } from './probe-report';
import type { ReportPorts } from './report-ports';
import { scrapeColumns, scrapeRow } from './scrape-report';
import { syncColumns, syncRow } from './sync-report';
import { uploadCsv } from './upload-csv';
import { urlsColumns, urlsRow } from './urls-report';

/** The report of a job as CSV: a view of its outcomes, at any time. */
export async function jobReport({ spec, ...job }: JobRecord, ports: ReportPorts): Promise<Readable> {
  const { safeCells: safe } = ports;
  const { outcomes } = ports.state;
  switch (spec.planner) {
    case 'transfer':
      return uploadCsv(outcomes.read(job.id), { safe });
    case 'migration':
      return csvOf({ ...(await migrationReport({ ...job, spec }, ports)), safe: safe && spec.migration.safeCells });
    case 'probe':
      return csvOf({
        ...(await probeReport({ ...job, spec }, ports, { onlyMissing: false })),
        safe: safe && spec.probe.safeCells,
      });
    case 'scrape':
      return csvOf({ columns: [...scrapeColumns], rows: mapped(outcomes.read(job.id), scrapeRow), safe });
    case 'sync':
      return csvOf({ columns: [...syncColumns], rows: mapped(outcomes.read(job.id), syncRow), safe });
    case 'urls':
      return csvOf({
        columns: urlsColumns(spec),
        rows: mapped(outcomes.read(job.id, { statuses: ['done'] }), (outcome) => urlsRow(spec, outcome)),
        safe,
      });
  }
}

function csvOf(table: Parameters<typeof tableText>[0]): Readable {
  return Readable.from(tableText(table));
}

async function* mapped(
  outcomes: AsyncIterable<Outcome>,
  row: (outcome: Outcome) => OutputRow,
): AsyncGenerator<OutputRow> {
  for await (const outcome of outcomes) yield row(outcome);
}
