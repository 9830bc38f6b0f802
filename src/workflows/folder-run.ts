import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  setCurrentDetails,
  sleep,
} from '@temporalio/workflow';
import type { FailureDetails } from '../core/failure';
import type { Operation } from '../core/operation';
import { finishedCount, sumTallies, type Tally } from '../core/outcome';
import { performOperation, planningActivities, recordingActivities } from './activity-stubs';
import { readFailure, type ReadFailure } from './failures';
import { FanOut } from './fan-out';
import type { FailedItem, FolderInput, FolderResult } from './folder-input';
import { historyIsFull } from './history-room';
import { tallyLine } from './job-details';
import {
  answeredSignal,
  folderReportSignal,
  obstacleSignal,
  type Directive,
  type Obstacle,
  type RecentFailure,
} from './messages';
import { obstacleOf, planningObstacleOf } from './obstacles';
import { OutageWatch } from './outage-watch';
import { Pacer } from './pacer';
import { Pages, type OpenPage } from './pages';
import { Patience } from './patience';

interface Task {
  operation: Operation;
  page: OpenPage;
}

/** Failures are written down in bunches of this many, or when nothing else is to be done. */
const failuresAtOnce = 20;
/** A folder tells its job how it stands this often; less often as it gets older. */
const shortestReportMs = 2000;
const longestReportMs = 30_000;

/** The state of one folder of a job: pages of its listing, a sliding window of operations, a tally. */
export class FolderRun {
  private directive: Directive;
  private tally: Tally;
  private readonly pages: Pages;
  private readonly patience: Patience;
  private readonly pacer = new Pacer();
  private readonly outage: OutageWatch;
  private readonly tasks = new FanOut<Task>((task) => this.perform(task));
  /** Items that are queued, under way, or failed and not written down yet. */
  private readonly inHand = new Set<string>();
  private readonly failures: FailedItem[] = [];
  private readonly unreported: RecentFailure[] = [];
  private readonly startedAt = Date.now();
  private readonly scope = new CancellationScope();
  private planning = false;
  private reminded = false;
  private delayed = 0;
  private reportedAt = Date.now();
  private reportedTo = 0;
  private answered = false;
  /** The last attempt to plan a page met an obstacle. */
  private planningHeld = false;
  /** Quotas that each kind of call draws on: those named by the destination, and those it has met. */
  private readonly planningQuotas: Set<string>;
  private readonly writingQuotas: Set<string>;
  private readonly job: ReturnType<typeof getExternalWorkflowHandle>;

  constructor(private readonly input: FolderInput) {
    this.directive = input.directive;
    this.tally = { ...input.tally };
    this.pages = new Pages(input.at);
    this.patience = new Patience(input.patience);
    this.planningQuotas = new Set(input.quotas.planning);
    this.writingQuotas = new Set(input.quotas.writing);
    this.job = getExternalWorkflowHandle(input.jobId);
    this.outage = new OutageWatch(() =>
      planningActivities(input.taskQueue).probeService({ jobId: input.jobId, half: input.half }),
    );
  }

  /** Takes what the job lets the folder do from now on. */
  follow(directive: Directive): void {
    if (directive.probing && !this.directive.probing) this.answered = false;
    this.directive = directive;
  }

  /** Works until the folder is through, cancelled, or asked to make room. Then `next` says where to go on, if anywhere. */
  async work(): Promise<{ result: FolderResult } | { next: FolderInput }> {
    for (;;) {
      if (this.mustStop) break;
      this.show();
      this.plan();
      this.tasks.fill(this.directive.lanes, () => this.mayStart && this.pacer.take(this.directive.tps));
      await this.report();
      if (this.isThrough) break;
      await condition(() => this.hasWork);
    }
    if (this.directive.cancelled) this.scope.cancel();
    await condition(() => this.tasks.underWay === 0 && !this.planning);
    await this.flushFailures();
    if (this.directive.cancelled) await this.recordCancelled();
    // What has failed is told before the folder ends; its tally is in its result.
    if (this.unreported.length > 0) await this.sendReport();
    return this.outcome();
  }

  private outcome(): { result: FolderResult } | { next: FolderInput } {
    if (this.directive.cancelled || this.isThrough) return { result: { tally: this.tally } };
    const at = this.pages.resumePoint();
    if (this.directive.yield) return { result: { tally: this.tally, yielded: at } };
    return {
      next: { ...this.input, directive: this.directive, at, tally: this.tally, patience: this.patience.toJSON() },
    };
  }

  private get mustStop(): boolean {
    return this.directive.cancelled || this.directive.yield || historyIsFull(this.input.maxEvents);
  }

  private get isThrough(): boolean {
    return this.pages.listed && !this.planning && this.tasks.queued + this.tasks.underWay + this.delayed === 0;
  }

  private isOpen(quotas: Set<string>): boolean {
    return !this.directive.closed.some((quota) => quotas.has(quota) || quota.startsWith('service:'));
  }

  private get mayStart(): boolean {
    return !this.directive.paused && !this.mustStop && this.isOpen(this.writingQuotas);
  }

  /** Lanes are refilled across pages: the next page is planned before this one is through. */
  private get wantsPage(): boolean {
    const enough = Math.max(2 * this.directive.lanes, 10);
    return (
      !this.planning &&
      !this.pages.listed &&
      this.tasks.queued + this.delayed < enough &&
      !this.directive.paused &&
      !this.mustStop &&
      this.isOpen(this.planningQuotas)
    );
  }

  private get hasWork(): boolean {
    const canStart =
      this.tasks.queued > 0 &&
      this.tasks.underWay < this.directive.lanes &&
      this.mayStart &&
      this.pacer.has(this.directive.tps);
    return this.tasks.failed || this.mustStop || this.isThrough || this.wantsPage || canStart || this.isTimeToReport;
  }

  private plan(): void {
    if (!this.wantsPage) return;
    this.planning = true;
    void this.planPage()
      .catch((error: unknown) => this.tasks.stopWith(error))
      .finally(() => {
        this.planning = false;
      });
  }

  private async planPage(): Promise<void> {
    const { jobId, folder, ref, half, stage, pass, retry, pageSize, taskQueue } = this.input;
    try {
      const page = await planningActivities(taskQueue).planPage({
        jobId,
        folder,
        ref,
        half,
        stage,
        pass,
        retry,
        cursor: this.pages.cursor,
        limit: pageSize,
      });
      this.tally = sumTallies([this.tally, page.tally]);
      // A listing that had to begin again names what is in hand once more.
      const operations = page.operations.filter(({ item }) => !this.inHand.has(item));
      const open = this.pages.add(operations.length, page.cursor);
      for (const { item } of operations) this.inHand.add(item);
      this.tasks.add(operations.map((operation) => ({ operation, page: open })));
      if (this.planningHeld) await this.sayAnswered();
      this.planningHeld = false;
    } catch (error) {
      const obstacle = planningObstacleOf(readFailure(error));
      if (obstacle === undefined) throw error;
      this.planningHeld = true;
      await this.meet(obstacle, this.planningQuotas);
    }
  }

  private async perform(task: Task): Promise<void> {
    const { jobId, taskQueue } = this.input;
    const { item } = task.operation;
    try {
      const outcome = await this.scope.run(() => performOperation(taskQueue, jobId, task.operation));
      this.tally[outcome.status] += 1;
      if (this.input.pass > 0) this.tally.failed -= 1;
      if (outcome.status === 'done') this.tally.doneBytes += outcome.bytes;
      this.inHand.delete(item);
      this.patience.forget(item);
      this.outage.succeeded();
      this.pages.settle(task.page);
      await this.sayAnswered();
    } catch (error) {
      await this.absorb(task, readFailure(error));
    }
  }

  /** While the job tries whether a service is back, the first success says so. */
  private async sayAnswered(): Promise<void> {
    if (!this.directive.probing || this.answered) return;
    this.answered = true;
    await this.job.signal(answeredSignal, { half: this.input.half });
  }

  /** Decides what a failed operation means: for the quota, for the job, or for the asset alone. */
  private async absorb(task: Task, failure: ReadFailure): Promise<void> {
    const obstacle = obstacleOf(failure);
    if (obstacle !== undefined) {
      this.tasks.again(task);
      await this.meet(obstacle, this.writingQuotas);
      return;
    }
    if (failure.kind === 'Transient') {
      const { item } = task.operation;
      const { attemptMs = 0, atOrigin: isOrigin = false } = failure.details;
      const delayMs = this.patience.charge(item, { attemptMs, isOrigin });
      // A thousand rows may name one server that is gone: no service is out for that.
      const verdict = isOrigin ? undefined : await this.outage.failed(item);
      if (verdict?.outage === true) {
        if (verdict.refund) this.patience.refund(verdict.items);
        this.tasks.again(task);
        const { service } = this.input;
        await this.meet({ kind: 'outage', service, message: failure.message }, this.writingQuotas);
        return;
      }
      if (delayMs !== undefined) {
        this.tryLater(task, delayMs, failure.details);
        return;
      }
    }
    this.giveUp(task, failure);
  }

  private tryLater(task: Task, delayMs: number, { service }: FailureDetails): void {
    this.delayed += 1;
    void sleep(delayMs, { summary: `${task.operation.item}: ${service ?? 'it'} failed, trying again` }).then(
      () => {
        this.delayed -= 1;
        this.tasks.again(task);
      },
      () => undefined,
    );
  }

  private giveUp(task: Task, { kind, message, details }: ReadFailure): void {
    const { item } = task.operation;
    if (this.input.pass === 0) this.tally.failed += 1;
    this.failures.push({ item, failure: { kind, message }, attempts: details.attempt ?? 1 });
    this.unreported.push({ item, kind, message });
    this.pages.settle(task.page);
  }

  /** Holds the folder at once and passes the word to the job, which knows when to go on. */
  private async meet(obstacle: Obstacle, drawnOn: Set<string>): Promise<void> {
    const name =
      obstacle.kind === 'limit'
        ? obstacle.quota
        : obstacle.kind === 'outage'
          ? `service:${obstacle.service}`
          : 'service:need';
    drawnOn.add(name);
    if (!this.directive.closed.includes(name)) {
      this.directive = { ...this.directive, closed: [...this.directive.closed, name] };
    }
    await this.job.signal(obstacleSignal, { ...obstacle, half: this.input.half });
  }

  /** What the Web UI shows of the folder. */
  private show(): void {
    const { paused, closed, lanes } = this.directive;
    const holds = [...(paused ? ['paused'] : []), ...closed.map((quota) => `closed: ${quota}`)].join(', ');
    setCurrentDetails(
      `${tallyLine(this.tally, this.pages.listed)}. ${this.tasks.underWay} of ${lanes} lanes at work${holds === '' ? '' : ` (${holds})`}.`,
    );
  }

  private get reportIntervalMs(): number {
    return Math.min(longestReportMs, Math.max(shortestReportMs, (Date.now() - this.startedAt) / 10));
  }

  private get isTimeToReport(): boolean {
    if (this.failures.length >= failuresAtOnce) return true;
    return this.hasNews && Date.now() - this.reportedAt >= this.reportIntervalMs;
  }

  private get hasNews(): boolean {
    return this.unreported.length > 0 || this.standing !== this.reportedTo;
  }

  private get standing(): number {
    return finishedCount(this.tally) + this.tally.found;
  }

  /** Tells the job how the folder stands, when there is something to tell and it is time; else sets one timer for it. */
  private async report(): Promise<void> {
    if (!this.isTimeToReport) {
      if (this.hasNews) this.remindLater();
      return;
    }
    await this.flushFailures();
    await this.sendReport();
  }

  private async sendReport(): Promise<void> {
    this.reportedAt = Date.now();
    this.reportedTo = this.standing;
    await this.job.signal(folderReportSignal, {
      folder: this.input.folder,
      tally: { ...this.tally },
      listed: this.pages.listed,
      lanesUsed: this.pages.listed ? this.tasks.queued + this.tasks.underWay + this.delayed : this.directive.lanes,
      failures: this.unreported.splice(0).slice(-10),
    });
  }

  private remindLater(): void {
    if (this.reminded) return;
    this.reminded = true;
    void sleep(this.reportIntervalMs, { summary: 'tell the job how this folder stands' }).then(
      () => (this.reminded = false),
      () => undefined,
    );
  }

  private async recordCancelled(): Promise<void> {
    const { jobId, folder, taskQueue } = this.input;
    const { cancelled } = await recordingActivities(taskQueue).cancelPlanned({ jobId, folder });
    this.tally.cancelled += cancelled;
  }

  private async flushFailures(): Promise<void> {
    const failures = this.failures.splice(0);
    if (failures.length === 0) return;
    const { jobId, taskQueue } = this.input;
    await recordingActivities(taskQueue).recordFailures({ jobId, failures });
    for (const { item } of failures) this.inHand.delete(item);
  }
}
