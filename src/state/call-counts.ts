import { sql } from 'kysely';
import type { Database } from './database';

/** Calls are counted in slots: so much of the period, so that a database row stands for many calls. */
const slotsPerPeriod = 60;

/** Calls of metered services, counted over all workers of this state database. */
export class CallCounts {
  constructor(private readonly db: Database) {}

  /**
   * Takes one call of a quota that is `calls` in any `perMs`. What is in a slot counts until the whole slot is that old,
   * so the limit is kept to and never overrun by more than calls that other workers take at the same instant.
   * @returns the ISO instant from which there are calls again, when there are none now.
   */
  async take(
    quota: string,
    { calls, perMs }: { calls: number; perMs: number },
    nowMs = Date.now(),
  ): Promise<string | undefined> {
    const slotMs = perMs / slotsPerPeriod;
    const slot = Math.floor(nowMs / slotMs);
    const oldest = slot - slotsPerPeriod;
    const rows = await this.db
      .selectFrom('call_counts')
      .select(['slot', 'calls'])
      .where('quota', '=', quota)
      .where('slot', '>=', oldest)
      .orderBy('slot')
      .execute();
    const over = rows.reduce((sum, row) => sum + Number(row.calls), 0) + 1 - calls;
    if (over > 0) return freeAt(rows, { over, slotMs, slot });
    await this.db
      .insertInto('call_counts')
      .values({ quota, slot, calls: 1 })
      .onConflict((conflict) =>
        conflict.columns(['quota', 'slot']).doUpdateSet({ calls: sql<number>`call_counts.calls + 1` }),
      )
      .execute();
    if (rows.at(-1)?.slot !== slot) {
      await this.db.deleteFrom('call_counts').where('quota', '=', quota).where('slot', '<', oldest).execute();
    }
    return undefined;
  }
}

/** When enough of the oldest slots are too old to count. */
function freeAt(
  rows: { slot: number; calls: number }[],
  { over, slotMs, slot }: { over: number; slotMs: number; slot: number },
): string {
  let left = over;
  for (const row of rows) {
    left -= Number(row.calls);
    if (left <= 0) return new Date((Number(row.slot) + slotsPerPeriod + 1) * slotMs).toISOString();
  }
  // No calls at all are ours to take: after a whole period it is asked again.
  return new Date((slot + slotsPerPeriod + 1) * slotMs).toISOString();
}
