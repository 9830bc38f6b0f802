import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Database } from './database';
import type { DeletionsTable } from './schema';

/** Something that a sync took away, and what brings it back. */
export interface Deletion {
  at: string;
  jobId: string;
  /** The two sides that were in step: see `pairOf`. */
  pair: string;
  /** `local`, or the name of the service's half. */
  side: string;
  title: string;
  name: string;
  /** Path below the local root, or the service's id. */
  target: string;
  md5?: string;
  bytes?: number;
  how: 'trashed' | 'deleted' | 'detached';
  /** A command, or where it lies, for a person. */
  restore: string;
}

/** The journal of what syncs have deleted. Nothing is ever taken out of it. */
export class Deletions {
  constructor(private readonly db: Database) {}

  /** Notes a deletion. The same thing deleted by the same job is noted once, whatever the number of attempts. */
  async record(deletion: Omit<Deletion, 'at'>): Promise<void> {
    const { jobId, pair, side, title, name, target, md5, bytes, how, restore } = deletion;
    await this.db
      .insertInto('deletions')
      .values({
        id: idOf(deletion),
        at: new Date().toISOString(),
        job_id: jobId,
        pair,
        side,
        title,
        name,
        target,
        md5: md5 ?? null,
        bytes: bytes ?? null,
        how,
        restore,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }

  /** What a job has deleted, in the order in which it did. */
  async list(jobId: string): Promise<Deletion[]> {
    const rows = await this.db
      .selectFrom('deletions')
      .selectAll()
      .where('job_id', '=', jobId)
      .orderBy('at')
      .orderBy('id')
      .execute();
    return rows.map(toDeletion);
  }
}

/** A photo may be deleted twice in one job when it came back in between: then it was another one, or it lies elsewhere. */
function idOf({ jobId, pair, side, title, target, md5, restore }: Omit<Deletion, 'at'>): string {
  const parts = [jobId, pair, side, title, target, md5 ?? '', restore];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}

function toDeletion(row: Selectable<DeletionsTable>): Deletion {
  return {
    at: row.at,
    jobId: row.job_id,
    pair: row.pair,
    side: row.side,
    title: row.title,
    name: row.name,
    target: row.target,
    md5: row.md5 ?? undefined,
    bytes: row.bytes === null ? undefined : Number(row.bytes),
    how: row.how === 'trashed' || row.how === 'detached' ? row.how : 'deleted',
    restore: row.restore,
  };
}
