import { condition, startChild, workflowInfo } from '@temporalio/workflow';
import { emptyTally, sumTallies, type Tally } from '../core/outcome';
import { hasRunningResults } from '../core/spec';
import { ActiveFolder } from './active-folder';
import { closingActivities, planningActivities, recordingActivities } from './activity-stubs';
import { readFailure } from './failures';
import { FanOut } from './fan-out';
import { folderWorkflow } from './folder';
import { historyIsFull } from './history-room';
import type { HeldFolder, JobInput } from './job-input';
import { JobControls } from './job-controls';
import { JobDealer } from './job-dealer';
import { JobObstacles } from './job-obstacles';
import { JobState } from './job-state';
import { JobWindow } from './job-window';
import type { FolderReport } from './messages';
import { planningObstacleOf } from './obstacles';
import { folderWorkflowId } from './queue-names';

const foldersPerPage = 100;
const shownFailures = 10;

/** The work of a job: looks at both ends, lists the destination, fans out its folders, takes failed items again. */
export class JobRun {
  readonly job: JobState;
  readonly controls: JobControls;
  readonly obstacles: JobObstacles;
  private readonly dealer: JobDealer;
  private readonly window: JobWindow;
  private readonly folders = new FanOut<HeldFolder>((held) => this.runFolder(held));
  private readonly yielded: HeldFolder[] = [];
  private planningFolders = false;
  private inventoryRunning = false;

  constructor(input: JobInput) {
    this.job = new JobState(input, () => this.changed());
    this.controls = new JobControls(this.job);
    this.obstacles = new JobObstacles(this.job);
    this.dealer = new JobDealer(this.job);
    this.window = new JobWindow(input.spec, input.isSearchable);
    this.folders.add(this.job.carry.held.splice(0));
    for (const gate of this.job.carry.closed.splice(0)) this.job.gates.close(gate);
  }

  /** Works until nothing is left to do (`over`) or the history is full (then the input of the next run). */
  async work(): Promise<'over' | { next: JobInput }> {
    const { job } = this;
    this.changed();
    if (job.input.carry === undefined) await this.begin();
    job.phase = 'running';
    if (!job.carry.inventory.done) this.beginInventory();
    await condition(() => this.mayPlan || this.folders.failed);
    for (;;) {
      if (job.cancelled !== undefined) break;
      if (historyIsFull(job.input.maxEvents?.job)) return { next: await this.makeRoom() };
      this.planFolders();
      this.folders.fill(this.room, () => this.mayStartFolder);
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
    this.folders.dropQueue();
    this.changed();
    await condition(() => this.isQuiet);
  }

  /** True when no folder and no listing is under way. */
  get isQuiet(): boolean {
    return this.folders.underWay === 0 && !this.planningFolders && !this.inventoryRunning;
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
    this.job.queuedFolders = this.folders.queued;
    this.dealer.deal();
    this.window.show(this.job.progress);
  }

  /** Makes a planning call again and again until it works: limits, outages and refused sign-ins hold it, and only it. */
  private async persist<T>(
    call: () => Promise<T>,
    mayCall: () => boolean,
    isNeeded: () => boolean = () => true,
  ): Promise<T | undefined> {
    const { job, obstacles } = this;
    let metQuota = '';
    for (;;) {
      const isFree = (): boolean => mayCall() && !job.isHeld && !job.gates.isClosed(metQuota);
      await condition(() => job.cancelled !== undefined || job.yielding || !isNeeded() || isFree());
      if (job.isHeld || !isNeeded()) return undefined;
      try {
        const answer = await call();
        obstacles.answered();
        return answer;
      } catch (error) {
        const obstacle = planningObstacleOf(readFailure(error));
        if (obstacle === undefined) throw error;
        if (obstacle.kind === 'limit') metQuota = obstacle.quota;
        await obstacles.meet(obstacle);
      }
    }
  }

  private async begin(): Promise<void> {
    const { jobId, retry } = this.job.input;
    const found = await this.persist(
      () => this.planning.checkLocations({ jobId }),
      () => this.job.gates.all.length === 0,
    );
    if (found === undefined) return;
    const { tally, pass, ...locations } = found;
    const { carry } = this.job;
    carry.locations = locations;
    carry.settled = tally;
    if (retry !== undefined) carry.current = { pass: pass + 1, retry };
    const { quotas } = this.job;
    if (quotas.length > 0) await this.recording.joinQuotaGates({ jobId, quotas });
  }

  private beginInventory(): void {
    this.inventoryRunning = true;
    void this.listInventory()
      .catch((error: unknown) => this.folders.stopWith(error))
      .finally(() => {
        this.inventoryRunning = false;
      });
  }

  /** Lists the destination once, by pages, beside the work: its quota being used up holds this and no upload. */
  private async listInventory(): Promise<void> {
    const { inventory } = this.job.carry;
    while (!inventory.done && this.job.phase === 'running') {
      const page = await this.persist(
        () => this.planning.listInventory({ jobId: this.job.input.jobId, cursor: inventory.cursor }),
        () => this.mayList,
        () => this.job.phase === 'running',
      );
      if (page === undefined) break;
      inventory.cursor = page.cursor;
      inventory.done = page.cursor === undefined;
    }
  }

  private get mayList(): boolean {
    const { carry, gates, isServiceOut } = this.job;
    return !isServiceOut && !carry.locations.quotas.listing.some((quota) => gates.isClosed(quota));
  }

  /** Planning waits for the inventory, but not for an hour: what is sent for nothing then is found out when it is sent. */
  private get mayPlan(): boolean {
    return this.job.carry.inventory.done || !this.mayList || this.job.cancelled !== undefined || this.job.yielding;
  }

  private get mayStartFolder(): boolean {
    return this.job.carry.paused === undefined && this.job.cancelled === undefined && !this.job.yielding;
  }

  /** Folders at work at once: none without a lane. A folder that somebody paused takes nobody's place. */
  private get room(): number {
    const { active, carry, concurrency, input } = this.job;
    const paused = carry.pausedFolders.filter((folder) => active.has(folder)).length;
    return Math.min(input.spec.folders, concurrency.now) + paused;
  }

  private get wantsFolders(): boolean {
    const { carry, input, isHeld } = this.job;
    const enough = this.folders.queued >= input.spec.folders;
    return !this.planningFolders && !carry.folders.complete && !enough && this.mayStartFolder && !isHeld;
  }

  private get isThrough(): boolean {
    return (
      this.job.carry.folders.complete && !this.planningFolders && this.folders.queued + this.folders.underWay === 0
    );
  }

  private get hasWork(): boolean {
    const { cancelled, input } = this.job;
    const hasRoom = this.folders.queued > 0 && this.folders.underWay < this.room;
    return (
      this.folders.failed ||
      cancelled !== undefined ||
      historyIsFull(input.maxEvents?.job) ||
      this.wantsFolders ||
      (hasRoom && this.mayStartFolder) ||
      this.isThrough
    );
  }

  private planFolders(): void {
    if (!this.wantsFolders) return;
    this.planningFolders = true;
    void this.planFolderPage()
      .catch((error: unknown) => this.folders.stopWith(error))
      .finally(() => {
        this.planningFolders = false;
      });
  }

  private async planFolderPage(): Promise<void> {
    const { carry, input } = this.job;
    const { folders, current } = carry;
    const { pass, retry } = current;
    const page = await this.persist(
      () =>
        this.planning.planFolders({ jobId: input.jobId, pass, retry, cursor: folders.cursor, limit: foldersPerPage }),
      () => !this.job.isServiceOut && this.job.isReadable,
    );
    if (page === undefined) return;
    folders.cursor = page.cursor;
    folders.complete = page.cursor === undefined;
    folders.found += page.folders.length;
    if (page.tally !== undefined) carry.settled = sumTallies([carry.settled, page.tally]);
    this.folders.add(
      page.folders.map(({ path, ref, quotas }) => ({
        folder: path,
        ref,
        quotas,
        at: { complete: false },
        tally: emptyTally(),
      })),
    );
  }

  private async runFolder(held: HeldFolder): Promise<void> {
    const { active, carry, input } = this.job;
    const one = new ActiveFolder(held.folder, held.tally);
    active.set(held.folder, one);
    this.job.queuedFolders = this.folders.queued;
    const directive = this.dealer.directiveFor(one);
    const { quotas } = carry.locations;
    const reading = held.quotas ?? quotas.reading;
    const child = await startChild(folderWorkflow, {
      workflowId: folderWorkflowId(input.jobId, held.folder, carry.current.pass),
      taskQueue: workflowInfo().taskQueue,
      staticSummary: held.folder === '' ? 'the top folder' : held.folder,
      args: [
        {
          jobId: input.jobId,
          folder: held.folder,
          ref: held.ref,
          ...carry.current,
          directive,
          quotas: { planning: reading, writing: [...reading, ...quotas.writing] },
          service: carry.locations.service,
          pageSize: input.spec.pageSize,
          taskQueue: input.spec.hostQueue,
          at: held.at,
          tally: held.tally,
          patience: {},
          maxEvents: input.maxEvents?.folder,
        },
      ],
    });
    one.started(child, directive);
    this.changed();
    const result = await child.result().finally(() => active.delete(held.folder));
    if (result.yielded === undefined) {
      if (hasRunningResults(input.spec)) await this.closing.closeFolder({ jobId: input.jobId, folder: held.folder });
      carry.settled = sumTallies([carry.settled, result.tally]);
      carry.folders.finished += 1;
    } else {
      this.yielded.push({ ...held, at: result.yielded, tally: result.tally });
    }
    if (result.tally.done > held.tally.done) this.obstacles.answered();
    // Its lanes are for the others now.
    this.changed();
  }

  /** When all is done once, failed items that somebody asked to try again are done again. */
  private beginRetry(): boolean {
    const { carry } = this.job;
    const retry = carry.waiting.shift();
    if (retry === undefined) return false;
    carry.current = { pass: carry.current.pass + 1, retry };
    carry.folders = { complete: false, found: 0, finished: 0 };
    return true;
  }

  /** Asks the folders to yield and notes where everything stands. */
  private async makeRoom(): Promise<JobInput> {
    const { job } = this;
    job.yielding = true;
    const queued = this.folders.dropQueue();
    this.changed();
    await condition(() => this.isQuiet);
    this.folders.rethrow();
    const { wanted, now } = job.concurrency;
    const held = [...this.yielded, ...queued, ...this.folders.dropQueue()];
    return { ...job.input, carry: { ...job.carry, held, closed: job.gates.all, concurrency: { wanted, now } } };
  }

  private get planning() {
    return planningActivities(this.job.input.spec.hostQueue);
  }

  private get closing() {
    return closingActivities(this.job.input.spec.hostQueue);
  }

  private get recording() {
    return recordingActivities(this.job.input.spec.hostQueue);
  }
}
