import type { Selectable } from 'kysely';
import type { BatchRow, RowCounts } from '../core/batch';
import type { Database } from './database';
import type { BatchRowsTable } from './schema';

/** A row with what became of its folder so far. */
export interface RowRecord {
  row: BatchRow;
  startedAt?: string;
  finishedAt?: string;
  counts?: RowCounts;
}

/** Rows written by one statement: SQLite takes 32 766 variables. */
const rowsPerStatement = 500;

/** The rows of batches, by job. */
export class BatchRows {
  constructor(private readonly db: Database) {}

  /** Writes down rows that are not there yet, all or none. */
  async add(jobId: string, rows: BatchRow[]): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      for (let start = 0; start < rows.length; start += rowsPerStatement) {
        await trx
          .insertInto('batch_rows')
          .values(
            rows.slice(start, start + rowsPerStatement).map((row) => ({
              job_id: jobId,
              row_index: row.index,
              row_key: row.key,
              details: JSON.stringify(row),
              started_at: null,
              finished_at: null,
              counts: null,
            })),
          )
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    });
  }

  /** All rows in their order. A batch is thousands of folders, not millions. */
  async all(jobId: string): Promise<RowRecord[]> {
    const rows = await this.db
      .selectFrom('batch_rows')
      .selectAll()
      .where('job_id', '=', jobId)
      .orderBy('row_index')
      .execute();
    return rows.map(toRecord);
  }

  async byKey(jobId: string, key: string): Promise<RowRecord | undefined> {
    const row = await this.db
      .selectFrom('batch_rows')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('row_key', '=', key)
      .executeTakeFirst();
    return row === undefined ? undefined : toRecord(row);
  }

  /** Notes what looking at a row has found out. */
  async update(jobId: string, row: BatchRow): Promise<void> {
    await this.db
      .updateTable('batch_rows')
      .set({ details: JSON.stringify(row) })
      .where('job_id', '=', jobId)
      .where('row_index', '=', row.index)
      .execute();
  }

  /** Notes that a row's folder is begun; the first beginning counts. */
  async begin(jobId: string, key: string): Promise<void> {
    await this.db
      .updateTable('batch_rows')
      .set({ started_at: new Date().toISOString() })
      .where('job_id', '=', jobId)
      .where('row_key', '=', key)
      .where('started_at', 'is', null)
      .execute();
  }

  /** Notes what a row's folder came to. */
  async finish(jobId: string, key: string, counts: RowCounts): Promise<void> {
    await this.db
      .updateTable('batch_rows')
      .set({ finished_at: new Date().toISOString(), counts: JSON.stringify(counts) })
      .where('job_id', '=', jobId)
      .where('row_key', '=', key)
      .execute();
  }
}

function toRecord(row: Selectable<BatchRowsTable>): RowRecord {
  return {
    row: JSON.parse(row.details) as BatchRow,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    counts: row.counts === null ? undefined : (JSON.parse(row.counts) as RowCounts),
  };
}
