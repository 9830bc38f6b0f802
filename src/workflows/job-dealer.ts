import type { ActiveFolder } from './active-folder';
import { dealLanes } from './deal';
import { concerns, type JobState } from './job-state';
import { directiveSignal, type Directive } from './messages';

/** Deals the job's lanes out to its folders and tells each what it may do. Each half of a job has lanes of its own. */
export class JobDealer {
  constructor(private readonly job: JobState) {}

  /** What a folder may do now. */
  directiveFor(one: ActiveFolder): Directive {
    return this.directive(one, this.lanes().get(one.folder) ?? 0);
  }

  /** Tells every folder what has changed for it. */
  deal(): void {
    const lanes = this.lanes();
    for (const one of this.job.active.values()) {
      const directive = this.directive(one, lanes.get(one.folder) ?? 0);
      one
        .tell(directive, (child) => child.signal(directiveSignal, directive))
        // A folder that ended in this very moment has nothing to be told.
        .catch(() => undefined);
    }
  }

  private lanes(): Map<string, number> {
    return new Map(this.job.carry.strands.flatMap(({ half }) => this.lanesOf(half)));
  }

  private lanesOf(half: string | undefined): [string, number][] {
    const { carry, concurrency, input, queued } = this.job;
    const folders = this.foldersOf(half);
    const all = concurrency.now;
    // While more folders are to come their places count as taken, so that lanes need not be taken back.
    const isComplete = carry.strands.find((strand) => strand.half === half)?.folders.complete === true;
    const isLast = isComplete && (queued.get(half) ?? 0) === 0;
    const toCome = isLast ? 0 : Math.max(0, Math.min(input.spec.folders, all) - folders.length);
    const wants = folders.map((one) => (this.job.isPaused(one.folder) ? 0 : one.wants(all)));
    const dealt = dealLanes(all, [...wants, ...Array<number>(toCome).fill(all)]);
    const isProbing = this.job.isProbing(half);
    return folders.map((one, index) => [one.folder, isProbing ? Math.min(1, wants[index] ?? 0) : (dealt[index] ?? 0)]);
  }

  private foldersOf(half: string | undefined): ActiveFolder[] {
    return [...this.job.active.values()].filter((one) => one.half === half);
  }

  private directive(one: ActiveFolder, lanes: number): Directive {
    const { cancelled, carry, gates, yielding } = this.job;
    const isParked =
      carry.parked !== undefined || carry.strands.some(({ half, parked }) => half === one.half && parked !== undefined);
    return {
      lanes,
      tps: carry.tps === undefined ? undefined : carry.tps / Math.max(1, this.foldersOf(one.half).length),
      paused: this.job.isPaused(one.folder),
      closed: [
        ...gates.all.filter((gate) => concerns(gate.half, one.half)).map((gate) => gate.quota),
        ...(isParked ? ['service:need'] : []),
      ],
      cancelled: cancelled !== undefined || carry.cancelledFolders.includes(one.folder),
      yield: yielding,
      probing: this.job.isProbing(one.half),
    };
  }
}
