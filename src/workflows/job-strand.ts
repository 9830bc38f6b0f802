import { condition, startChild, workflowInfo } from '@temporalio/workflow';
import { emptyTally, sumTallies } from '../core/outcome';
import { hasRunningResults, hasStages } from '../core/spec';
import { serviceWords } from '../core/sync';
import { ActiveFolder } from './active-folder';
import { closingActivities, planningActivities } from './activity-stubs';
import { readFailure } from './failures';
import { FanOut } from './fan-out';
import { folderWorkflow } from './folder';
import type { HeldFolder, StrandCarry } from './job-input';
import type { JobDealer } from './job-dealer';
import type { JobObstacles } from './job-obstacles';
import type { JobState } from './job-state';
import { planningObstacleOf } from './obstacles';
import { folderWorkflowId } from './queue-names';

const foldersPerPage = 100;

interface StrandParts {
  job: JobState;
  obstacles: JobObstacles;
  dealer: JobDealer;
  changed: () => void;
}

/**
 * One half of a job, or all of a job that has no halves: lists what is there, plans folders page by page, runs a child
 * workflow per folder, and goes on to its next stage when it is through.
 */
export class JobStrand {
  private readonly folders = new FanOut<HeldFolder>((held) => this.runFolder(held));
  private readonly yielded: HeldFolder[] = [];
  private planningFolders = false;
  private inventoryRunning = false;
  private asking = false;
  /** Another half has changed something since this one became idle. */
  private mustAsk = false;

  constructor(
    readonly carry: StrandCarry,
    private readonly parts: StrandParts,
    /** Called when a stage in which something was done is through. */
    private readonly onWorked: () => void,
    private readonly areOthersAtWork: () => boolean,
  ) {
    this.folders.add(carry.held.splice(0));
  }

  /** Begins to list what is there, unless that is done or under way. */
  list(): void {
    if (this.carry.inventory.done || this.inventoryRunning || this.carry.idle || this.carry.approval !== undefined)
      return;
    this.inventoryRunning = true;
    void this.listInventory()
      .catch((error: unknown) => this.folders.stopWith(error))
      .finally(() => {
        this.inventoryRunning = false;
      });
  }

  /** Begins whatever may begin. @throws what ended a folder or a listing for good. */
  goOn(): void {
    if (hasStages(this.job.input.spec)) {
      this.askForNextStage();
      if (this.mayListAgain) this.list();
    }
    this.planFolders();
    this.folders.fill(this.room, () => this.mayStartFolder);
    this.job.queued.set(this.carry.half, this.folders.queued);
  }

  /** True when `goOn` would begin something, or throw. */
  get hasWork(): boolean {
    const hasRoom = this.folders.queued > 0 && this.folders.underWay < this.room;
    return (
      this.folders.failed ||
      this.wantsFolders ||
      this.wantsNextStage ||
      (hasStages(this.job.input.spec) && this.mayListAgain) ||
      (hasRoom && this.mayStartFolder)
    );
  }

  /** True when nothing is left to do. */
  get isThrough(): boolean {
    if (!hasStages(this.job.input.spec)) return this.isStageThrough;
    return this.carry.idle && !this.mustAsk && !this.asking;
  }

  /** True when no folder, listing or question is under way. */
  get isQuiet(): boolean {
    return this.folders.underWay === 0 && !this.planningFolders && !this.inventoryRunning && !this.asking;
  }

  get failed(): boolean {
    return this.folders.failed;
  }

  /** Planning waits for the inventory, but not for an hour: what is sent for nothing then is found out when it is sent. */
  get mayPlan(): boolean {
    const { cancelled, yielding, input } = this.job;
    if (hasStages(input.spec)) return this.carry.inventory.done || cancelled !== undefined || yielding;
    return this.carry.inventory.done || !this.mayList || cancelled !== undefined || yielding;
  }

  /** Failed items are done again: the folders that have some are planned. */
  beginPass(): void {
    this.carry.folders = { complete: false };
    this.carry.idle = false;
  }

  /** The other half has changed something: what is idle, or about to be, asks whether that concerns it. */
  wake(): void {
    if (this.carry.idle || this.asking) this.mustAsk = true;
  }

  /** True while it may still change something without anybody's help. */
  get isAtWork(): boolean {
    const { idle, parked, approval, half } = this.carry;
    return !idle && parked === undefined && approval === undefined && !this.job.isServiceOut(half);
  }

  /** Throws away what was not begun; returns it. */
  drop(): HeldFolder[] {
    const dropped = this.folders.dropQueue();
    this.job.queued.set(this.carry.half, 0);
    return dropped;
  }

  /** What the next run of the job starts this strand from. Only when it is quiet. @throws what ended it for good. */
  carryOn(queued: HeldFolder[]): StrandCarry {
    this.folders.rethrow();
    return {
      ...this.carry,
      held: [...this.yielded, ...queued, ...this.drop()],
      idle: this.carry.idle && !this.mustAsk,
    };
  }

  /** Somebody has approved of what it waits with; or that is not true any more, and it looks anew. */
  approved({ isStale }: { isStale: boolean }): void {
    this.carry.approval = undefined;
    if (!isStale) return;
    this.beginStage({ stage: this.carry.stage + 1, isListed: false });
  }

  private get job(): JobState {
    return this.parts.job;
  }

  private get planning() {
    return planningActivities(this.job.input.spec.hostQueue);
  }

  private get isStageThrough(): boolean {
    return this.carry.folders.complete && !this.planningFolders && this.folders.queued + this.folders.underWay === 0;
  }

  private get mayList(): boolean {
    const { job, carry } = this;
    return (
      !job.isServiceOut(carry.half) && !job.carry.locations.quotas.listing.some((quota) => job.gates.isClosed(quota))
    );
  }

  private get mayListAgain(): boolean {
    const { inventory, idle, approval, parked } = this.carry;
    const isFree = !this.inventoryRunning && !idle && approval === undefined && parked === undefined;
    return isFree && !inventory.done && !this.job.isHeld && this.job.phase === 'running';
  }

  private get mayStartFolder(): boolean {
    const { cancelled, yielding } = this.job;
    return this.job.carry.paused === undefined && cancelled === undefined && !yielding;
  }

  /** Folders at work at once: none without a lane. A folder that somebody paused takes nobody's place. */
  private get room(): number {
    const { active, carry, concurrency, input } = this.job;
    const paused = carry.pausedFolders.filter(
      (folder) => active.get(folder)?.half === this.carry.half && active.has(folder),
    );
    return Math.min(input.spec.folders, concurrency.now) + paused.length;
  }

  private get wantsFolders(): boolean {
    const { folders, idle, approval, parked } = this.carry;
    const enough = this.folders.queued >= this.job.input.spec.folders;
    const isFree = !idle && approval === undefined && parked === undefined && this.mayPlan;
    return !this.planningFolders && !folders.complete && !enough && isFree && this.mayStartFolder && !this.job.isHeld;
  }

  private get wantsNextStage(): boolean {
    const { job, carry } = this;
    if (!hasStages(job.input.spec) || this.asking || job.isHeld || job.carry.paused !== undefined) return false;
    if (carry.parked !== undefined) return false;
    // A stage that has begun meanwhile asks when it is through: what it has to do, or waits for, comes first.
    if (carry.idle) return this.mustAsk;
    return carry.approval === undefined && carry.inventory.done && this.isStageThrough;
  }

  /** Makes a planning call again and again until it works: limits, outages and refused sign-ins hold it, and only it. */
  async persist<T>(
    call: () => Promise<T>,
    mayCall: () => boolean,
    isNeeded: () => boolean = () => true,
  ): Promise<T | undefined> {
    const { job, obstacles } = this.parts;
    const { carry } = this;
    let metQuota = '';
    for (;;) {
      const isHeld = (): boolean => job.isHeld || carry.parked !== undefined;
      const isFree = (): boolean => mayCall() && !isHeld() && !job.gates.isClosed(metQuota);
      await condition(() => job.cancelled !== undefined || job.yielding || !isNeeded() || isFree());
      if (isHeld() || !isNeeded()) return undefined;
      try {
        const answer = await call();
        obstacles.answered(carry.half);
        return answer;
      } catch (error) {
        const obstacle = planningObstacleOf(readFailure(error));
        if (obstacle === undefined) throw error;
        if (obstacle.kind === 'limit') metQuota = obstacle.quota;
        await obstacles.meet({ ...obstacle, half: carry.half });
      }
    }
  }

  /** Lists what is there, by pages, beside the work: a quota that is used up holds this and no upload. */
  private async listInventory(): Promise<void> {
    const { inventory, half, stage } = this.carry;
    const { jobId } = this.job.input;
    while (!inventory.done && this.job.phase === 'running') {
      const page = await this.persist(
        () => this.planning.listInventory({ jobId, half, stage, cursor: inventory.cursor }),
        () => this.mayList,
        () => this.job.phase === 'running',
      );
      if (page === undefined) break;
      inventory.cursor = page.cursor;
      inventory.done = page.cursor === undefined;
    }
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
    const { input, carry: jobCarry } = this.job;
    const { folders, half, stage } = this.carry;
    const { pass, retry } = jobCarry.current;
    const { cursor } = folders;
    const page = await this.persist(
      () => this.planning.planFolders({ jobId: input.jobId, half, stage, pass, retry, cursor, limit: foldersPerPage }),
      () => !this.job.isServiceOut(half) && this.job.isReadable,
    );
    if (page === undefined) return;
    folders.cursor = page.cursor;
    folders.complete = page.cursor === undefined;
    jobCarry.folders.found += page.folders.length;
    if (page.tally !== undefined) jobCarry.settled = sumTallies([jobCarry.settled, page.tally]);
    this.folders.add(
      page.folders.map(({ path, ref, quotas }) => ({
        folder: path,
        ref,
        quotas,
        half,
        at: { complete: false },
        tally: emptyTally(),
      })),
    );
  }

  private async runFolder(held: HeldFolder): Promise<void> {
    const { job, dealer, obstacles, changed } = this.parts;
    const { active, carry, input } = job;
    const { half, stage } = this.carry;
    const one = new ActiveFolder(held.folder, half, held.tally);
    active.set(held.folder, one);
    job.queued.set(half, this.folders.queued);
    const directive = dealer.directiveFor(one);
    const { quotas } = carry.locations;
    const reading = held.quotas ?? quotas.reading;
    const child = await startChild(folderWorkflow, {
      workflowId: folderWorkflowId(input.jobId, held.folder, { pass: carry.current.pass, stage }),
      taskQueue: workflowInfo().taskQueue,
      staticSummary: held.folder === '' ? 'the top folder' : held.folder,
      args: [
        {
          jobId: input.jobId,
          folder: held.folder,
          ref: held.ref,
          half,
          stage,
          ...carry.current,
          directive,
          quotas: { planning: reading, writing: [...reading, ...quotas.writing] },
          service: half === undefined ? carry.locations.service : serviceWords(half),
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
    changed();
    const result = await child.result().finally(() => active.delete(held.folder));
    if (result.yielded === undefined) {
      if (hasRunningResults(input.spec)) {
        await closingActivities(input.spec.hostQueue).closeFolder({ jobId: input.jobId, folder: held.folder });
      }
      carry.settled = sumTallies([carry.settled, result.tally]);
      carry.folders.finished += 1;
    } else {
      this.yielded.push({ ...held, at: result.yielded, tally: result.tally });
    }
    if (result.tally.done > held.tally.done) {
      this.carry.worked = true;
      obstacles.answered(half);
    }
    // Its lanes are for the others now.
    changed();
  }

  private askForNextStage(): void {
    if (!this.wantsNextStage) return;
    this.asking = true;
    void this.nextStage()
      .catch((error: unknown) => this.folders.stopWith(error))
      .finally(() => {
        this.asking = false;
        this.parts.changed();
      });
  }

  /** Finds out what comes now: more to do, more that somebody must approve of first, or nothing. */
  private async nextStage(): Promise<void> {
    const { carry, job } = this;
    // Failed items that were done again are all that a retry is for.
    if (job.carry.current.pass > 0) {
      carry.idle = true;
      return;
    }
    this.mustAsk = false;
    const { half, stage } = carry;
    const next = await this.persist(
      () => this.planning.nextStage({ jobId: job.input.jobId, half, stage, areOthersAtWork: this.areOthersAtWork() }),
      () => true,
    );
    if (next === undefined) {
      this.mustAsk = carry.idle;
      return;
    }
    if (carry.worked === true) {
      carry.worked = false;
      this.onWorked();
    }
    if (next.kind === 'idle') {
      carry.idle = true;
      return;
    }
    this.beginStage(next);
    if (next.approval !== undefined) carry.approval = { ...next.approval, since: new Date().toISOString() };
  }

  private beginStage({ stage, isListed }: { stage: number; isListed: boolean }): void {
    this.carry.stage = stage;
    this.carry.inventory = { done: isListed };
    this.carry.folders = { complete: false };
    this.carry.idle = false;
  }
}
