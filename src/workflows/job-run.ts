import { condition } from '@temporalio/workflow';
import type { Tally } from '../core/outcome';
import { hasStages } from '../core/spec';
import { planningActivities, recordingActivities } from './activity-stubs';
import { historyIsFull } from './history-room';
import type { JobInput } from './job-input';
import { JobControls } from './job-controls';
import { JobDealer } from './job-dealer';
import { JobObstacles } from './job-obstacles';
import { JobStanding } from './job-standing';
import { JobState } from './job-state';
import { JobStrand } from './job-strand';
import { JobWindow } from './job-window';
import type { FolderReport } from './messages';

const shownFailures = 10;

/** The work of a job: looks at both ends, lets its halves work, takes failed items again. */
export class JobRun {
  readonly job: JobState;
  readonly controls: JobControls;
  readonly obstacles: JobObstacles;
  readonly strands: JobStrand[];
  private readonly dealer: JobDealer;
  private readonly window: JobWindow;
  private readonly standing: JobStanding;

  constructor(input: JobInput) {
    this.job = new JobState(input, () => this.changed());
    this.obstacles = new JobObstacles(this.job);
    this.dealer = new JobDealer(this.job);
    this.window = new JobWindow(input.spec, input.isSearchable);
    this.standing = new JobStanding(this.job);
    const parts = { job: this.job, obstacles: this.obstacles, dealer: this.dealer, changed: () => this.changed() };
    this.strands = this.job.carry.strands.map((carry) => {
      const others = (): JobStrand[] => this.strands.filter((strand) => strand.carry !== carry);
      return new JobStrand(
        carry,
        parts,
        () => others().forEach((strand) => strand.wake()),
        () => others().some((strand) => strand.isAtWork),
      );
    });
    this.controls = new JobControls(this.job, this.strands);
    for (const gate of this.job.carry.closed.splice(0)) this.job.gates.close(gate);
  }

  /** Works until nothing is left to do (`over`) or the history is full (then the input of the next run). */
  async work(): Promise<'over' | { next: JobInput }> {
    const { job, strands } = this;
    this.changed();
    if (job.input.carry === undefined) await this.begin();
    job.phase = 'running';
    for (const strand of strands) strand.list();
    // A job with stages may list for long enough to need a new run meanwhile.
    if (!hasStages(job.input.spec)) await condition(() => strands.some((strand) => strand.mayPlan || strand.failed));
    for (;;) {
      if (job.cancelled !== undefined) break;
      if (historyIsFull(job.input.maxEvents?.job)) return { next: await this.makeRoom() };
      for (const strand of strands) strand.goOn();
      this.changed();
      if (this.isThrough && !this.beginRetry()) break;
      await condition(() => this.hasWork);
    }
    await this.stop();
    return 'over';
  }

  /** Ends what is still running; folders are told by their directive whether to finish or to cancel. */
  async stop(): Promise<void> {
    this.job.phase = 'finishing';
    for (const strand of this.strands) strand.drop();
    this.changed();
    await condition(() => this.isQuiet);
  }

  /** True when no folder and no listing is under way. */
  get isQuiet(): boolean {
    return this.strands.every((strand) => strand.isQuiet);
  }

  /** The report is written: shows what it says. */
  over(tally: Tally): void {
    this.job.carry.settled = tally;
    this.job.phase = 'over';
    this.changed();
  }

  takeReport(report: FolderReport): void {
    const { active, carry } = this.job;
    active.get(report.folder)?.report(report);
    carry.recentFailures = [...report.failures.reverse(), ...carry.recentFailures].slice(0, shownFailures);
    this.changed();
  }

  private changed(): void {
    this.dealer.deal();
    this.window.show(this.job.progress);
    this.standing.note();
  }

  private async begin(): Promise<void> {
    const { jobId, retry, spec } = this.job.input;
    const [first] = this.strands;
    const found = await first?.persist(
      () => planningActivities(spec.hostQueue).checkLocations({ jobId }),
      () => this.job.gates.all.length === 0,
    );
    if (found === undefined) return;
    const { tally, pass, ...locations } = found;
    const { carry } = this.job;
    carry.locations = locations;
    carry.settled = tally;
    if (retry !== undefined) carry.current = { pass: pass + 1, retry };
    const { quotas } = this.job;
    if (quotas.length > 0) await recordingActivities(spec.hostQueue).joinQuotaGates({ jobId, quotas });
  }

  private get isThrough(): boolean {
    return this.strands.every((strand) => strand.isThrough);
  }

  private get hasWork(): boolean {
    const { cancelled, input } = this.job;
    return (
      cancelled !== undefined ||
      historyIsFull(input.maxEvents?.job) ||
      this.strands.some((strand) => strand.hasWork) ||
      this.isThrough
    );
  }

  /** When all is done once, failed items that somebody asked to try again are done again. */
  private beginRetry(): boolean {
    const { carry } = this.job;
    const retry = carry.waiting.shift();
    if (retry === undefined) return false;
    carry.current = { pass: carry.current.pass + 1, retry };
    carry.folders = { found: 0, finished: 0 };
    for (const strand of this.strands) strand.beginPass();
    return true;
  }

  /** Asks the folders to yield and notes where everything stands. */
  private async makeRoom(): Promise<JobInput> {
    const { job } = this;
    job.yielding = true;
    const queued = this.strands.map((strand) => strand.drop());
    this.changed();
    await condition(() => this.isQuiet);
    const strands = this.strands.map((strand, index) => strand.carryOn(queued[index] ?? []));
    const { wanted, now } = job.concurrency;
    return { ...job.input, carry: { ...job.carry, strands, closed: job.gates.all, concurrency: { wanted, now } } };
  }
}
