import { sql, type Selectable } from 'kysely';
import { isFailureKind, type FailureFilter, type FailureKind, type ItemFailure } from '../core/failure';
import type { Operation } from '../core/operation';
import { emptyTally, type AssetResult, type OutcomeStatus, type Tally } from '../core/outcome';
import type { Database } from './database';
import type { OutcomesTable } from './schema';

/** What became of one item of a job. */
export interface Outcome {
  item: string;
  folder: string;
  status: OutcomeStatus;
  operation?: Operation;
  kind?: FailureKind;
  error?: string;
  bytes: number;
  result?: AssetResult;
  attempts: number;
  plannedBy: string;
  pass: number;
  startedAt?: string;
  finishedAt?: string;
}

/** What planning found out about an item, before anything was done to it. */
export interface PlannedItem {
  item: string;
  folder: string;
  bytes: number;
  /** `done`: finding it was all there was to do. */
  status: 'planned' | 'done' | 'skipped' | 'failed';
  operation?: Operation;
  failure?: ItemFailure;
  /** Why it is skipped. */
  reason?: string;
  result?: AssetResult;
}

interface FinishedItem {
  jobId: string;
  item: string;
  status: 'done' | 'skipped';
  result: AssetResult;
  reason?: string;
  attempts: number;
  startedAt: string;
  /** Where they were not known when it was planned. */
  bytes?: number;
}

/** Rows written by one statement: SQLite takes 32 766 variables, Postgres 65 535. */
const rowsPerStatement = 500;

/** The outcomes of a job's items. */
export class Outcomes {
  constructor(private readonly db: Database) {}

  /** The rows there are for these items of a job. */
  async find(jobId: string, items: string[]): Promise<Map<string, Outcome>> {
    if (items.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('outcomes')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('item', 'in', items)
      .execute();
    return new Map(rows.map((row) => [row.item, toOutcome(row)]));
  }

  /** Writes what planning decided. An item that is already at an end in this job is left alone. */
  async plan(
    jobId: string,
    items: PlannedItem[],
    { plannedBy, pass }: { plannedBy: string; pass: number },
  ): Promise<void> {
    const now = new Date().toISOString();
    for (let start = 0; start < items.length; start += rowsPerStatement) {
      const rows = items.slice(start, start + rowsPerStatement).map((item) => ({
        job_id: jobId,
        item: item.item,
        folder: item.folder,
        status: item.status,
        operation: item.operation === undefined ? null : JSON.stringify(item.operation),
        kind: item.failure?.kind ?? null,
        error: item.failure?.message ?? item.reason ?? null,
        bytes: item.bytes,
        result: item.result === undefined ? null : JSON.stringify(item.result),
        attempts: 0,
        planned_by: plannedBy,
        pass,
        started_at: null,
        finished_at: item.status === 'planned' ? null : now,
      }));
      await this.db
        .insertInto('outcomes')
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .columns(['job_id', 'item'])
            .doUpdateSet((eb) => ({
              status: eb.ref('excluded.status'),
              operation: eb.ref('excluded.operation'),
              kind: eb.ref('excluded.kind'),
              error: eb.ref('excluded.error'),
              bytes: eb.ref('excluded.bytes'),
              result: eb.ref('excluded.result'),
              planned_by: eb.ref('excluded.planned_by'),
              pass: eb.ref('excluded.pass'),
              finished_at: eb.ref('excluded.finished_at'),
            }))
            .where('outcomes.status', '=', 'planned'),
        )
        .execute();
    }
  }

  /** Records a success. Written by the activity that did the work, so that nothing done is ever forgotten. */
  async finish({ jobId, item, status, result, reason, attempts, startedAt, bytes }: FinishedItem): Promise<void> {
    await this.db
      .updateTable('outcomes')
      .set({
        status,
        result: JSON.stringify(result),
        kind: null,
        error: reason ?? null,
        attempts,
        started_at: startedAt,
        finished_at: new Date().toISOString(),
        ...(bytes === undefined ? {} : { bytes }),
      })
      .where('job_id', '=', jobId)
      .where('item', '=', item)
      .execute();
  }

  /** Notes what was found out about an item that may fail all the same, for the report. */
  async note(jobId: string, item: string, result: AssetResult): Promise<void> {
    await this.db
      .updateTable('outcomes')
      .set({ result: JSON.stringify(result) })
      .where('job_id', '=', jobId)
      .where('item', '=', item)
      .where('status', '=', 'planned')
      .execute();
  }

  /** Records failures. A success that was written in the meantime stands. */
  async fail(jobId: string, failures: { item: string; failure: ItemFailure; attempts: number }[]): Promise<void> {
    const finishedAt = new Date().toISOString();
    await this.db.transaction().execute(async (trx) => {
      for (const { item, failure, attempts } of failures) {
        await trx
          .updateTable('outcomes')
          .set({ status: 'failed', kind: failure.kind, error: failure.message, attempts, finished_at: finishedAt })
          .where('job_id', '=', jobId)
          .where('item', '=', item)
          .where('status', '=', 'planned')
          .execute();
      }
    });
  }

  /** Marks what was planned and not done as cancelled; returns how many. */
  async cancelPlanned(jobId: string, folder?: string): Promise<number> {
    let query = this.db
      .updateTable('outcomes')
      .set({ status: 'cancelled', error: 'cancelled before it was done', finished_at: new Date().toISOString() })
      .where('job_id', '=', jobId)
      .where('status', '=', 'planned');
    if (folder !== undefined) query = query.where('folder', '=', folder);
    const result = await query.executeTakeFirst();
    return Number(result.numUpdatedRows);
  }

  /** Folders that have failed items to do again in this pass, in order, after `after`. */
  async foldersToRetry(
    jobId: string,
    pass: number,
    filter: FailureFilter,
    after: string | undefined,
    limit: number,
  ): Promise<string[]> {
    let query = this.retryable(jobId, pass, filter).select('folder').distinct().orderBy('folder').limit(limit);
    if (after !== undefined) query = query.where('folder', '>', after);
    return (await query.execute()).map((row) => row.folder);
  }

  /** Items of a folder to do again in this pass, in order, after `after`. */
  async itemsToRetry(
    jobId: string,
    pass: number,
    filter: FailureFilter,
    after: string | undefined,
    limit: number,
  ): Promise<Outcome[]> {
    let query = this.retryable(jobId, pass, filter).selectAll().orderBy('item').limit(limit);
    if (after !== undefined) query = query.where('item', '>', after);
    return (await query.execute()).map(toOutcome);
  }

  private retryable(jobId: string, pass: number, { kind, folder }: FailureFilter) {
    let query = this.db
      .selectFrom('outcomes')
      .where('job_id', '=', jobId)
      .where((eb) =>
        eb.or([
          eb.and([eb('status', '=', 'failed'), eb('pass', '<', pass)]),
          eb.and([eb('status', '=', 'planned'), eb('pass', '=', pass)]),
        ]),
      );
    if (kind !== undefined) query = query.where((eb) => eb.or([eb('kind', '=', kind), eb('status', '=', 'planned')]));
    if (folder !== undefined) query = query.where('folder', '=', folder);
    return query;
  }

  /** Takes failed items back to planned for this pass, with an operation made anew. */
  async replan(
    jobId: string,
    items: { item: string; operation: Operation }[],
    { plannedBy, pass }: { plannedBy: string; pass: number },
  ): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      for (const { item, operation } of items) {
        await trx
          .updateTable('outcomes')
          .set({
            status: 'planned',
            operation: JSON.stringify(operation),
            planned_by: plannedBy,
            pass,
            finished_at: null,
          })
          .where('job_id', '=', jobId)
          .where('item', '=', item)
          .where('status', 'in', ['failed', 'planned'])
          .execute();
      }
    });
  }

  /** The highest pass any item of the job has seen. */
  async latestPass(jobId: string): Promise<number> {
    const row = await this.db
      .selectFrom('outcomes')
      .select((eb) => eb.fn.max('pass').as('pass'))
      .where('job_id', '=', jobId)
      .executeTakeFirst();
    return Number(row?.pass ?? 0);
  }

  /** The job's tally by what is written down: the truth that reports are made from. */
  async tally(jobId: string, folder?: string): Promise<Tally> {
    return (await this.talliesBy(jobId, folder)).get('') ?? emptyTally();
  }

  /** Tallies folder by folder, at most `limit` of them, those with failures first. */
  async folderTallies(jobId: string, limit = 100): Promise<{ folder: string; tally: Tally }[]> {
    const rows = await this.countRows(jobId).select('folder').groupBy('folder').execute();
    const tallies = new Map<string, Tally>();
    for (const row of rows) addTo(tallies, row.folder, row);
    return [...tallies]
      .map(([folder, tally]) => ({ folder, tally }))
      .sort((a, b) => b.tally.failed - a.tally.failed || (a.folder < b.folder ? -1 : 1))
      .slice(0, limit);
  }

  private async talliesBy(jobId: string, folder?: string): Promise<Map<string, Tally>> {
    let query = this.countRows(jobId);
    if (folder !== undefined) query = query.where('folder', '=', folder);
    const tallies = new Map<string, Tally>();
    for (const row of await query.execute()) addTo(tallies, '', row);
    return tallies;
  }

  private countRows(jobId: string) {
    return this.db
      .selectFrom('outcomes')
      .select(['status', sql<number>`count(*)`.as('items'), sql<number>`coalesce(sum(bytes), 0)`.as('bytes')])
      .where('job_id', '=', jobId)
      .groupBy('status');
  }

  /** How many items of a folder are assets at all: those that were planned, or found to be there already. */
  async countAssets(jobId: string, folder: string): Promise<number> {
    const row = await this.db
      .selectFrom('outcomes')
      .select(sql<number>`count(*)`.as('items'))
      .where('job_id', '=', jobId)
      .where('folder', '=', folder)
      .where((eb) =>
        eb.or([eb('operation', 'is not', null), eb('result', 'is not', null), eb('kind', '=', 'Conflict')]),
      )
      .executeTakeFirst();
    return Number(row?.items ?? 0);
  }

  /** How many failed items, of this kind and in this folder where those are given, can be done again. */
  async countRetryable(jobId: string, { kind, folder }: FailureFilter): Promise<number> {
    let query = this.db
      .selectFrom('outcomes')
      .select(sql<number>`count(*)`.as('items'))
      .where('job_id', '=', jobId)
      .where('status', '=', 'failed')
      .where('operation', 'is not', null);
    if (kind !== undefined) query = query.where('kind', '=', kind);
    if (folder !== undefined) query = query.where('folder', '=', folder);
    return Number((await query.executeTakeFirst())?.items ?? 0);
  }

  /** Failures counted by kind, most first. */
  async failureKinds(jobId: string): Promise<{ kind: string; items: number }[]> {
    const rows = await this.db
      .selectFrom('outcomes')
      .select(['kind', sql<number>`count(*)`.as('items')])
      .where('job_id', '=', jobId)
      .where('status', '=', 'failed')
      .groupBy('kind')
      .execute();
    return rows
      .map((row) => ({ kind: row.kind ?? 'unknown', items: Number(row.items) }))
      .sort((a, b) => b.items - a.items);
  }

  /** Failures counted by the first word of their message, most first: the category of a URL that was not reached. */
  async failureWords(jobId: string): Promise<{ word: string; items: number }[]> {
    const counts = new Map<string, number>();
    for await (const { error = '' } of this.read(jobId, { statuses: ['failed'] })) {
      const word = error.replace(/:.*$/s, '');
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return [...counts].map(([word, items]) => ({ word, items })).sort((a, b) => b.items - a.items);
  }

  /** Outcomes in the order of their items, page by page: a report of a million rows in flat memory. */
  async *read(
    jobId: string,
    { statuses, folder, kind }: { statuses?: OutcomeStatus[]; folder?: string; kind?: string } = {},
  ): AsyncGenerator<Outcome, undefined> {
    let after: string | undefined;
    for (;;) {
      let query = this.db.selectFrom('outcomes').selectAll().where('job_id', '=', jobId).orderBy('item').limit(1000);
      if (statuses !== undefined) query = query.where('status', 'in', statuses);
      if (folder !== undefined) query = query.where('folder', '=', folder);
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (after !== undefined) query = query.where('item', '>', after);
      const rows = await query.execute();
      for (const row of rows) yield toOutcome(row);
      if (rows.length < 1000) return undefined;
      after = rows.at(-1)?.item;
    }
  }
}

function addTo(tallies: Map<string, Tally>, key: string, row: { status: string; items: number; bytes: number }): void {
  const tally = tallies.get(key) ?? emptyTally();
  const items = Number(row.items);
  const bytes = Number(row.bytes);
  tally.found += items;
  tally.foundBytes += bytes;
  if (row.status === 'done') {
    tally.done += items;
    tally.doneBytes += bytes;
  } else if (row.status === 'skipped' || row.status === 'failed' || row.status === 'cancelled') {
    tally[row.status] += items;
  }
  tallies.set(key, tally);
}

function toOutcome(row: Selectable<OutcomesTable>): Outcome {
  return {
    item: row.item,
    folder: row.folder,
    status: row.status as OutcomeStatus,
    operation: row.operation === null ? undefined : (JSON.parse(row.operation) as Operation),
    kind: isFailureKind(row.kind) ? row.kind : undefined,
    error: row.error ?? undefined,
    bytes: Number(row.bytes),
    result: row.result === null ? undefined : (JSON.parse(row.result) as AssetResult),
    attempts: row.attempts,
    plannedBy: row.planned_by,
    pass: row.pass,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
  };
}
