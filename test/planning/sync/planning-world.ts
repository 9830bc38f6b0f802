import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { syncPhoto } from '../../../src/activities/sync/sync-photo';
import type { SyncOperation } from '../../../src/core/operation';
import type { SyncSpec } from '../../../src/core/spec';
import type { SyncOptions, SyncStep } from '../../../src/core/sync';
import { pairOf } from '../../../src/core/sync-pair';
import { dryRun } from '../../../src/planning/dry-run';
import type { NextStage } from '../../../src/planning/job-planner';
import { SyncPlanner } from '../../../src/planning/sync/sync-planner';
import { ProviderError } from '../../../src/providers/provider-error';
import { openSource } from '../../../src/providers/registry';
import type { PlannedItem } from '../../../src/state/outcomes';
import { openState, type State } from '../../../src/state/state';
import { never } from '../../conformance/contents';
import { contextOf } from '../../support/provider-context';
import { syncSpec } from '../../support/sync-spec';
import { FakeAlbums } from './fake-albums';

const options = { signal: never };

/** What a job came to, item by item in short: `uploaded`, `skipped: in step`, `failed: ...`. */
export type Report = Record<string, string>;

/** Counts jobs of all worlds: some share a state database. */
let jobs = 0;

/** A local root, one service or two in memory, a state database, and jobs that run on them. */
export class PlanningWorld {
  private constructor(
    readonly root: string,
    readonly state: State,
    readonly services: Record<string, FakeAlbums>,
  ) {}

  static async create(
    services: Record<string, FakeAlbums> = { flickr: new FakeAlbums() },
    state?: State,
  ): Promise<PlanningWorld> {
    return new PlanningWorld(
      mkdtempSync(join(tmpdir(), 'ferry-sync-')),
      state ?? (await openState(':memory:')),
      services,
    );
  }

  async close(): Promise<void> {
    await this.state.close();
    this.removeRoot();
  }

  /** For worlds on a state database of somebody else's. */
  removeRoot(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** The only service, or the first. */
  get albums(): FakeAlbums {
    const [first] = Object.values(this.services);
    if (first === undefined) throw new Error('there is no service');
    return first;
  }

  get pair(): string {
    return pairOf(this.root, this.albums.scope);
  }

  /** Writes files; an older time tells what was there before. */
  write(files: Record<string, string>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), content);
    }
  }

  move(from: string, to: string): void {
    mkdirSync(dirname(join(this.root, to)), { recursive: true });
    renameSync(join(this.root, from), join(this.root, to));
  }

  remove(...paths: string[]): void {
    for (const path of paths) rmSync(join(this.root, path), { recursive: true });
  }

  /** Every file with its content, but for those in the trash. */
  files(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const entry of readdirSync(this.root, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      const path = relative(this.root, file);
      if (!path.startsWith('.ferry-trash') && existsSync(file) && statSync(file).isFile())
        found[path] = readFileSync(file, 'utf8');
    }
    return found;
  }

  /** A new job, with these options in place of those that keep everything in step in both directions. */
  job(more: Partial<SyncOptions> = {}): PlannedJob {
    const services = Object.keys(this.services).map((provider) => ({ provider, root: '' }));
    const spec = syncSpec(this.root, {}, { delete: true, rootTitle: 'Root', services, ...more });
    return new PlannedJob(this, spec, `sync/${(jobs += 1)}`);
  }

  /** Runs a job to its end and says what it came to. */
  sync(more: Partial<SyncOptions> = {}): Promise<Report> {
    return this.job(more).run();
  }

  /** What a job would do, in short. */
  async dry(more: Partial<SyncOptions> = {}): Promise<Report> {
    const job = this.job(more);
    const report: Report = {};
    for await (const item of dryRun(job.spec, job.planner, options)) report[item.item] = inShort(item);
    return report;
  }
}

/** A job as the engine works on it: surveys, folders, pages, operations, stages. */
export class PlannedJob {
  readonly planner: SyncPlanner;

  constructor(
    readonly world: PlanningWorld,
    readonly spec: SyncSpec,
    readonly id: string,
  ) {
    this.planner = new SyncPlanner(spec, {
      jobId: id,
      state: world.state,
      openAlbums: (half) => this.albums(half),
    });
  }

  get halves(): string[] {
    return this.spec.sync.services.map(({ provider }) => provider);
  }

  /** Surveys a half; `onPage` is told each cursor, and may throw in place of a worker that is killed. */
  async survey(half = this.halves[0] ?? '', stage = 0, onPage?: (cursor: string | undefined) => void): Promise<void> {
    let cursor: string | undefined;
    do {
      const page = await this.planner.listInventory({ half, stage, cursor }, options);
      onPage?.(cursor);
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  /** The plan of a stage of a half, page by page. */
  async plan(half = this.halves[0] ?? '', stage = 0): Promise<PlannedItem[]> {
    const items: PlannedItem[] = [];
    let after: string | undefined;
    do {
      const folders = await this.planner.folders({ half, stage, cursor: after, limit: 2 });
      for (const folder of folders.entries) {
        let cursor: string | undefined;
        do {
          const page = await this.planner.page({
            half,
            stage,
            folder,
            cursor,
            limit: 2,
            known: (all) => this.known(all),
          });
          items.push(...page.items);
          cursor = page.cursor;
        } while (cursor !== undefined);
      }
      after = folders.cursor;
    } while (after !== undefined);
    return items;
  }

  /** Does what a stage of a half has planned. */
  async work(half = this.halves[0] ?? '', stage = 0): Promise<void> {
    const items = await this.plan(half, stage);
    await this.world.state.outcomes.plan(this.id, items, { plannedBy: 'test', pass: 0 });
    for (const { operation } of items) if (operation?.kind === 'sync') await this.perform(operation);
  }

  nextStage(half = this.halves[0] ?? '', stage = 0): Promise<NextStage> {
    return this.planner.nextStage({ half, stage }, options);
  }

  /** The whole job: all halves, stage by stage, until nothing is left to do. Deletions that wait stay. */
  async run(): Promise<Report> {
    const stages = new Map(this.halves.map((half) => [half, { stage: 0, isListed: false, isIdle: false }]));
    for (let isOver = false; !isOver;) {
      isOver = true;
      for (const [half, at] of stages) {
        if (!at.isIdle) {
          // Whoever is idle by now asks once more.
          isOver = false;
          if (!at.isListed) await this.survey(half, at.stage);
          await this.work(half, at.stage);
        }
        const next = await this.nextStage(half, at.stage);
        const isWaiting = next.kind === 'stage' && next.approval !== undefined;
        if (next.kind === 'stage' && !isWaiting) isOver = false;
        stages.set(half, next.kind === 'stage' && !isWaiting ? { ...next, isIdle: false } : { ...at, isIdle: true });
      }
    }
    return this.report();
  }

  async report(): Promise<Report> {
    const report: Report = {};
    for await (const outcome of this.world.state.outcomes.read(this.id)) {
      const { item, status, error, result } = outcome;
      report[item] = status === 'done' ? (result?.sync ?? 'done') : `${status}: ${error ?? ''}`;
    }
    return report;
  }

  private async perform(operation: SyncOperation): Promise<void> {
    const { state, root } = this.world;
    const environment = new MockActivityEnvironment({ attempt: 1 }, { logger: new DefaultLogger('ERROR') });
    const ports = {
      state,
      openAlbums: (_spec: SyncSpec, half: string) => this.albums(half),
      openLocation: () => openSource({ provider: 'local', root }, contextOf()),
    };
    const { id, spec } = this;
    const job = { id, spec, type: 'sync', name: 'x', state: 'running' as const, startedBy: 'test', executions: 1 };
    const createdAt = new Date(0).toISOString();
    const { cancellationSignal: signal } = environment.context;
    try {
      await environment.run(() =>
        syncPhoto(ports, { ...job, createdAt }, operation, { signal, progress: { sentBytes: 0 } }),
      );
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const failure = { kind: error.kind, message: error.message };
      await state.outcomes.fail(this.id, [{ item: operation.item, failure, attempts: 1 }]);
    }
  }

  private albums(half: string): FakeAlbums {
    const found = this.world.services[half];
    if (found === undefined) throw new ProviderError('AuthFailed', `Nobody is signed in to ${half}.`);
    return found;
  }

  private async known(items: string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.world.state.outcomes.find(this.id, items)).keys());
  }
}

/** A planned item in short: what is done, or why nothing is. */
export function inShort({ status, operation, reason, failure }: PlannedItem): string {
  if (status === 'planned' && operation?.kind === 'sync') return operation.steps.map(stepInShort).join(', ');
  return `${status}: ${failure?.message ?? reason ?? ''}`;
}

/** A step in short: `upload a.jpg to Italy/a.jpg`, `save b.jpg to Italy/b.jpg`. */
export function stepInShort(step: SyncStep): string {
  switch (step.do) {
    case 'upload':
      return `${step.replaces === undefined ? 'upload' : 'replace with'} ${step.local.path} to ${step.to.albumName}/${step.to.name}`;
    case 'save':
      return `save ${step.remote.name} ${step.replaces === undefined ? 'to' : `over ${step.replaces.path} as`} ${step.to}`;
    case 'arrange-remote':
      return `arrange ${step.remote.name} as ${step.to.albumName}/${step.to.name}`;
    case 'arrange-local':
      return `arrange ${step.local.path} as ${step.to}`;
    case 'compare':
      return `compare ${step.local.path} (${step.ifDifferent.map(stepInShort).join(', ')})`;
    case 'delete-remote':
      return `delete ${step.remote.name} there`;
    case 'delete-local':
      return `delete ${step.local.path} here`;
  }
}
