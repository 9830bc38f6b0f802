import { emptyTally } from '../core/outcome';
import { halvesOf, listsDestination } from '../core/spec';
import type { HeldFolder, JobCarry, JobInput, StrandCarry } from './job-input';

/** What a job begins with. */
export function firstCarry({ spec, retry }: JobInput): JobCarry {
  return {
    startedAt: new Date().toISOString(),
    locations: { service: spec.destination.provider, quotas: { listing: [], writing: [], reading: [] } },
    strands: halvesOf(spec).map((half) => ({
      half,
      stage: 0,
      inventory: { done: retry !== undefined || !listsDestination(spec) },
      folders: { complete: false },
      held: [],
      idle: false,
      outageDelays: 0,
    })),
    current: { pass: retry === undefined ? 0 : 1, retry },
    waiting: [],
    folders: { found: 0, finished: 0 },
    settled: emptyTally(),
    pausedFolders: [],
    cancelledFolders: [],
    closed: [],
    concurrency: { wanted: spec.concurrency, now: spec.concurrency },
    tps: spec.tps,
    recentFailures: [],
  };
}

/** What jobs carried over before they had halves. */
interface CarryWithoutHalves extends Omit<JobCarry, 'strands' | 'folders'> {
  inventory: StrandCarry['inventory'];
  folders: StrandCarry['folders'] & JobCarry['folders'];
  held: HeldFolder[];
  outageDelays: number;
}

/** What was carried over, by this version of ferry or by one that knew no halves. */
export function upgraded(carry: JobCarry | CarryWithoutHalves): JobCarry {
  if ('strands' in carry) return carry;
  const { inventory, folders, held, outageDelays, ...rest } = carry;
  const { cursor, complete, found, finished } = folders;
  return {
    ...rest,
    folders: { found, finished },
    strands: [{ stage: 0, inventory, folders: { cursor, complete }, held, idle: false, outageDelays }],
  };
}
