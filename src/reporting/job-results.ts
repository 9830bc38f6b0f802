import { rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { JobSpec } from '../core/spec';
import type { JobRecord } from '../state/jobs';
import { writeAtomically } from '../tables/write-atomically';
import { writeTable } from '../tables/write-table';
import { batchFiles, writeBatchResults, writeBatchSummary } from './batch-results';
import { failedRows, migrationFiles, migrationLog, migrationReport } from './migration-report';
import { probeFiles, probeReport } from './probe-report';
import type { ReportPorts } from './report-ports';

/** Every file that a job writes for people, besides its report in the state folder. */
export function resultFiles(spec: JobSpec): string[] {
  const report = spec.reportPath === undefined ? [] : [spec.reportPath];
  switch (spec.planner) {
    case 'migration':
      return [...Object.values(migrationFiles(spec.migration)), ...report];
    case 'probe':
      return [...Object.values(probeFiles(spec.probe)), ...report];
    case 'transfer':
    case 'scrape':
    case 'urls':
    case 'sync':
      return report;
  }
}

/** The file people look for when a job is over, where that is not its report. */
export function resultsFile(spec: JobSpec): string | undefined {
  switch (spec.planner) {
    case 'transfer':
      return spec.batch === undefined ? undefined : batchFiles(spec.batch).results;
    case 'migration':
      return migrationFiles(spec.migration).report;
    case 'probe':
      return probeFiles(spec.probe).report;
    case 'scrape':
    case 'urls':
    case 'sync':
      return undefined;
  }
}

/** Files besides that one which are there and people may want to see when a job is over. */
export async function furtherResults(spec: JobSpec): Promise<string[]> {
  const main = resultsFile(spec);
  const found: string[] = [];
  for (const file of main === undefined ? [] : resultFiles(spec)) {
    if (file !== main && (await stat(file).catch(() => undefined)) !== undefined) found.push(file);
  }
  return found;
}

/** Writes what a job with running results has come to so far; files appear whole or not at all. */
export async function writeJobResults({ spec, ...job }: JobRecord, ports: ReportPorts): Promise<void> {
  switch (spec.planner) {
    case 'transfer':
      if (spec.batch !== undefined) {
        await writeBatchResults(spec.batch, await ports.state.batchRows.all(job.id), { safe: ports.safeCells });
      }
      return;
    case 'migration': {
      const files = migrationFiles(spec.migration);
      const safe = ports.safeCells && spec.migration.safeCells;
      const one = { ...job, spec };
      await writeTable({ ...(await migrationReport(one, ports)), safe, to: { file: files.report } });
      await writeAtomically(files.log, Readable.from(lines(migrationLog(one, ports))));
      return;
    }
    case 'probe': {
      const table = await probeReport({ ...job, spec }, ports, { onlyMissing: false });
      await writeTable({
        ...table,
        safe: ports.safeCells && spec.probe.safeCells,
        to: { file: probeFiles(spec.probe).report },
      });
      return;
    }
    case 'scrape':
    case 'urls':
      return;
  }
}

/** Writes what makes sense when a job is over, besides its report and its results. */
export async function writeLastResults({ spec, ...job }: JobRecord, ports: ReportPorts): Promise<void> {
  switch (spec.planner) {
    case 'transfer':
      if (spec.batch !== undefined) {
        await writeBatchSummary(spec.batch, job.id, await ports.state.batchRows.all(job.id));
      }
      return;
    case 'migration': {
      const table = await failedRows({ ...job, spec }, ports);
      const safe = ports.safeCells && spec.migration.safeCells;
      await writeUnlessEmpty({ ...table, safe, to: { file: migrationFiles(spec.migration).failed } });
      return;
    }
    case 'probe': {
      const table = await probeReport({ ...job, spec }, ports, { onlyMissing: true });
      await writeUnlessEmpty({
        ...table,
        safe: ports.safeCells && spec.probe.safeCells,
        to: { file: probeFiles(spec.probe).missing },
      });
      return;
    }
    case 'scrape':
    case 'urls':
      return;
  }
}

/** A list of nothing is no file; one of an earlier attempt goes. */
async function writeUnlessEmpty(table: Parameters<typeof writeTable>[0] & { to: { file: string } }): Promise<void> {
  const { rows } = await writeTable(table);
  if (rows === 0) await rm(table.to.file, { force: true });
}

async function* lines(records: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`;
}
