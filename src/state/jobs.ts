import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { openStatuses, type JobStatus } from '../core/job-status';
import type { JobSpec } from '../core/spec';
import type { Database } from './database';
import type { JobsTable } from './schema';

/** A job as the state database remembers it. */
export interface JobRecord {
  id: string;
  type: string;
  name: string;
  spec: JobSpec;
  state: JobStatus;
  stateReason?: string;
  startedBy: string;
  createdAt: string;
  endedAt?: string;
  reportPath?: string;
  executions: number;
}

/** Who did what to a job. */
export interface JobEvent {
  at: string;
  who: string;
  action: string;
  detail: string;
}

interface NewJob {
  spec: JobSpec;
  specKey: string;
  startedBy: string;
}

/** The jobs of this installation and what was done to them. */
export class Jobs {
  constructor(private readonly db: Database) {}

  /**
   * Finds the open job of the same spec, or mints a new id (`upload/products-7`) and stores the job before anything
   * starts. Two callers at one instant get one job.
   */
  async findOrCreate({ spec, specKey, startedBy }: NewJob): Promise<{ job: JobRecord; created: boolean }> {
    for (;;) {
      const open = await this.db
        .selectFrom('jobs')
        .selectAll()
        .where('spec_key', '=', specKey)
        .where('state', 'in', [...openStatuses])
        .executeTakeFirst();
      if (open !== undefined) return { job: toRecord(open), created: false };
      const { count } = await this.db
        .selectFrom('jobs')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      const row = {
        id: `${spec.type}/${spec.name}-${Number(count) + 1}`,
        type: spec.type,
        name: spec.name,
        spec_key: specKey,
        spec: JSON.stringify(spec),
        state: 'running',
        state_reason: null,
        started_by: startedBy,
        created_at: new Date().toISOString(),
        ended_at: null,
        report_path: null,
        executions: 1,
      };
      // Somebody else may take the number, or start the same job, between the two statements: then look again.
      const inserted = await this.db
        .insertInto('jobs')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (inserted !== undefined) return { job: toRecord(row), created: true };
    }
  }

  async get(id: string): Promise<JobRecord | undefined> {
    const row = await this.db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : toRecord(row);
  }

  /** The latest job of a spec, and whether it is open. */
  async latest(specKey: string): Promise<{ job: JobRecord; isOpen: boolean } | undefined> {
    const row = await this.db
      .selectFrom('jobs')
      .selectAll()
      .where('spec_key', '=', specKey)
      .orderBy('created_at', 'desc')
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const job = toRecord(row);
    return { job, isOpen: openStatuses.includes(job.state) };
  }

  /** Jobs, latest first. */
  async list({ open = false, limit = 100 }: { open?: boolean; limit?: number } = {}): Promise<JobRecord[]> {
    let query = this.db.selectFrom('jobs').selectAll().orderBy('created_at', 'desc').limit(limit);
    if (open) query = query.where('state', 'in', [...openStatuses]);
    return (await query.execute()).map(toRecord);
  }

  /** Moves a job to a state; `reason` says why it is parked or how it ended. */
  async setState(id: string, state: JobStatus, reason?: string): Promise<void> {
    const ended = openStatuses.includes(state) ? null : new Date().toISOString();
    await this.db
      .updateTable('jobs')
      .set({ state, state_reason: reason ?? null, ended_at: ended })
      .where('id', '=', id)
      .execute();
  }

  async setReportPath(id: string, reportPath: string): Promise<void> {
    await this.db.updateTable('jobs').set({ report_path: reportPath }).where('id', '=', id).execute();
  }

  /** Counts one more execution under the job's id and returns its number: a retry, or a restart after a power cut. */
  async beginExecution(id: string): Promise<number> {
    const row = await this.db
      .updateTable('jobs')
      .set((eb) => ({ executions: eb('executions', '+', 1), state: 'running', state_reason: null, ended_at: null }))
      .where('id', '=', id)
      .returning('executions')
      .executeTakeFirstOrThrow();
    return row.executions;
  }

  /** Notes who did what. The same `id` is noted once, so that a repeated activity does not say it twice. */
  async recordEvent(jobId: string, event: JobEvent, id: string = randomUUID()): Promise<void> {
    await this.db
      .insertInto('job_events')
      .values({ id, job_id: jobId, ...event })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }

  async events(jobId: string): Promise<JobEvent[]> {
    return this.db
      .selectFrom('job_events')
      .select(['at', 'who', 'action', 'detail'])
      .where('job_id', '=', jobId)
      .orderBy('at')
      .execute();
  }
}

function toRecord(row: Selectable<JobsTable>): JobRecord {
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    spec: JSON.parse(row.spec) as JobSpec,
    state: row.state as JobStatus,
    stateReason: row.state_reason ?? undefined,
    startedBy: row.started_by,
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
    reportPath: row.report_path ?? undefined,
    executions: row.executions,
  };
}
