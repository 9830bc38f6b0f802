import type { ActiveFolder } from './active-folder';
import { dealLanes } from './deal';
import type { JobState } from './job-state';
import { directiveSignal, type Directive } from './messages';

/** Deals the job's lanes out to its folders and tells each what it may do. */
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
    const { active, carry, concurrency, input, probing, queuedFolders } = this.job;
    const folders = [...active.values()];
    const all = concurrency.now;
    // While more folders are to come their places count as taken, so that lanes need not be taken back.
    const isLast = carry.folders.complete && queuedFolders === 0;
    const toCome = isLast ? 0 : Math.max(0, Math.min(input.spec.folders, all) - folders.length);
    const wants = folders.map((one) => (this.job.isPaused(one.folder) ? 0 : one.wants(all)));
    const dealt = dealLanes(all, [...wants, ...Array<number>(toCome).fill(all)]);
    return new Map(
      folders.map((one, index) => [one.folder, probing ? Math.min(1, wants[index] ?? 0) : (dealt[index] ?? 0)]),
    );
  }

  private directive(one: ActiveFolder, lanes: number): Directive {
    const { active, cancelled, carry, gates, probing, yielding } = this.job;
    return {
      lanes,
      tps: carry.tps === undefined ? undefined : carry.tps / Math.max(1, active.size),
      paused: this.job.isPaused(one.folder),
      closed: [...gates.all.map((gate) => gate.quota), ...(carry.parked === undefined ? [] : ['service:need'])],
      cancelled: cancelled !== undefined || carry.cancelledFolders.includes(one.folder),
      yield: yielding,
      probing,
    };
  }
}
